import { Link, type LinkProps } from 'react-router';
import { classes } from './classes';

export const textLinkClasses =
  'text-pine font-[600] underline decoration-line decoration-2 underline-offset-4 hover:decoration-pine';

/** A link inside running text. */
export function TextLink({ className, ...rest }: LinkProps) {
  return <Link {...rest} className={classes(textLinkClasses, className)} />;
}
