import type { PasswordRules } from '@/components/ui/password-strength';
import { useGetPasswordPolicyQuery } from './api/endpoints';
import { passwordRules } from './password-rules';

/** The server's password policy; its documented defaults until it has answered. */
export function usePasswordRules(): PasswordRules {
  return passwordRules(useGetPasswordPolicyQuery().data);
}
