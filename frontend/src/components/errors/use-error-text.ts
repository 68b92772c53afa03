import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/lib/api/problem';

const known = [
  'network',
  'invalid_credentials',
  'email_not_verified',
  'account_disabled',
  'email_exists',
  'weak_password',
  'same_password',
  'session_expired',
  'refresh_token_reused',
  'csrf_failed',
  'token_expired',
  'not_found',
  'validation_failed',
  'precondition_failed',
  'rate_limited',
  'overloaded',
  'forbidden',
  'internal',
] as const;
type Known = (typeof known)[number];

function classify(error: ApiError): Known {
  const code = known.find((entry) => entry === error.code);
  if (code) return code;
  if (error.status === 403) return 'forbidden';
  if (error.status === 404) return 'not_found';
  if (error.status === 429) return 'rate_limited';
  if (error.status === 410) return 'token_expired';
  if (error.status === 422) return 'validation_failed';
  if (error.status === 502 || error.status === 503 || error.status === 504) return 'overloaded';
  return 'internal';
}

export interface ErrorText {
  title: string;
  help: string;
}

/** Returns how to say what went wrong with a call, and what to do about it. */
export function useErrorText(): (error: ApiError) => ErrorText {
  const { t } = useTranslation();
  return (error) => {
    const code = classify(error);
    return { title: t(`error.${code}.title`), help: t(`error.${code}.help`) };
  };
}
