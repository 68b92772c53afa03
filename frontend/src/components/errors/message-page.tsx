import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';

/** A whole page that says one thing: not found, not allowed, broken. */
export function MessagePage({
  mark,
  title,
  children,
  actions,
}: {
  mark: string;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="grid w-full max-w-[64rem] justify-items-start gap-5 py-14">
      <p
        aria-hidden="true"
        className="rounded-full bg-mist px-4 py-1 font-[700] tracking-widest text-pine"
      >
        {mark}
      </p>
      <PageHead title={title} lead={children} />
      <div className="flex flex-wrap gap-3">
        {actions ?? (
          <ButtonLink look="primary" to="/">
            {t('nav.home')}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}
