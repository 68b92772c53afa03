import { Check, Circle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codePoints, containsPersonal, passwordStrength } from '@/lib/password/strength';
import { classes } from './classes';

export interface PasswordRules {
  minLength: number;
  maxLength: number;
  minScore: number;
}

const fills = [
  'w-1/12 bg-brick',
  'w-1/4 bg-brick',
  'w-1/2 bg-lamp',
  'w-3/4 bg-moss',
  'w-full bg-moss',
];

/** The policy as a list that ticks itself off while typing, and how hard the password is to guess. */
export function PasswordStrength({
  password,
  personal,
  rules,
}: {
  password: string;
  personal: string[];
  rules: PasswordRules;
}) {
  const { t } = useTranslation();
  const strength = password === '' ? 0 : passwordStrength(password, personal);
  const length = codePoints(password);
  const points = [
    [
      t('password.rule.length', { count: rules.minLength }),
      length >= rules.minLength && length <= rules.maxLength,
    ],
    [t('password.rule.personal'), password !== '' && !containsPersonal(password, personal)],
    [t('password.rule.guess'), strength >= rules.minScore],
  ] as const;
  return (
    <div className="grid gap-2">
      <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className={classes(
            'h-full rounded-full transition-[width] duration-300 ease-settle',
            password === '' ? 'w-0' : fills[strength],
          )}
        />
      </div>
      <span className="sr-only" aria-live="polite">
        {password !== '' && t('password.strength', { strength: t(`password.score.${strength}`) })}
      </span>
      <ul className="grid gap-0.5">
        {points.map(([text, met]) => (
          <li
            key={text}
            className={classes(
              'flex items-start gap-2 [&_svg]:mt-[0.17em] [&_svg]:shrink-0',
              met ? 'text-moss' : 'text-soft',
            )}
          >
            {met ? (
              <Check aria-hidden="true" size={16} strokeWidth={3} />
            ) : (
              <Circle aria-hidden="true" size={16} />
            )}
            {text}
            {met && <span className="sr-only">{t('password.rule.met')}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
