import type { PasswordRules } from '@/components/ui/password-strength';
import { useGetPasswordPolicyQuery } from './api/endpoints';

/** The server's password policy; its documented defaults until it has answered. */
export function usePasswordRules(): PasswordRules {
  const { data } = useGetPasswordPolicyQuery();
  return {
    minLength: data?.min_length ?? 12,
    maxLength: data?.max_length ?? 256,
    minScore: data?.min_score ?? 3,
  };
}
