import type { PasswordRules } from '@/components/ui/password-strength';
import type { GetPasswordPolicyApiResponse } from './api/generated';

/** A password policy of the server, or the documented defaults until it has answered. */
export function passwordRules(policy?: GetPasswordPolicyApiResponse): PasswordRules {
  return {
    minLength: policy?.min_length ?? 12,
    maxLength: policy?.max_length ?? 256,
    minScore: policy?.min_score ?? 3,
  };
}
