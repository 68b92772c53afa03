import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import * as z from 'zod/mini';
import { TextField } from '@/components/ui/field';
import { email, required } from '@/lib/forms/resolver';

/** What shows that somebody read a mail: the token of its link, or its code with the address it went to. */
export type Proof = { token: string } | { email: string; code: string };

export interface ProofValues {
  email: string;
  code: string;
}

const unused = z.string();

/** The checks of the two fields; with a token at hand there is nothing to type. */
export const proofShape = (token: string) =>
  token ? { email: unused, code: unused } : { email: email(), code: required() };

export function proofOf(token: string, values: ProofValues): Proof {
  if (token) return { token };
  return { email: values.email.trim(), code: values.code.replace(/\s/g, '') };
}

/** The address, where the page before this one knew it. */
export function useKnownEmail(): string {
  const { state } = useLocation();
  const known = (state as { email?: unknown } | null)?.email;
  return typeof known === 'string' ? known : '';
}

/** Address and code, for whoever reads the mail on another device. */
export function ProofFields({
  field,
  addressHint,
}: {
  addressHint?: string;
  field: (name: 'email' | 'code') => React.ComponentProps<'input'> & { error?: string };
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        label={t('field.emailLabel')}
        hint={addressHint}
        type="email"
        inputMode="email"
        autoComplete="username"
        {...field('email')}
      />
      <TextField
        label={t('token.label')}
        hint={t('token.hint')}
        autoComplete="one-time-code"
        inputMode="numeric"
        spellCheck={false}
        className="tracking-widest"
        {...field('code')}
      />
    </>
  );
}
