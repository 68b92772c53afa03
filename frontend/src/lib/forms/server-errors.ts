import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { type ApiError, type FieldProblem, isApiError } from '@/lib/api/problem';

/** Turns `/a~1b` (RFC 6901) into its first member name. */
function member(pointer: string): string {
  const [, first = ''] = pointer.split('/');
  return first.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Problems that name a password without saying which member. */
const PASSWORD_CODES = new Set(['weak_password', 'same_password']);

/**
 * Puts the server's refusal onto the fields it points at and focuses the first of them. `members` maps the
 * API's members to the form's fields where they differ. Returns the error when it belongs to no field.
 */
export function placeServerErrors<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  caught: unknown,
  members: Partial<Record<string, Path<Values>>> = {},
): ApiError | null {
  if (!isApiError(caught)) throw caught;
  const names = Object.keys(form.getValues());
  const fieldOf = (name: string) =>
    members[name] ?? (names.includes(name) ? (name as Path<Values>) : null);
  let problems: FieldProblem[] = caught.fields;
  if (problems.length === 0 && PASSWORD_CODES.has(caught.code)) {
    problems = [{ pointer: '/password', code: caught.code, detail: caught.detail }];
  }
  if (problems.length === 0 && caught.code === 'email_exists') {
    problems = [{ pointer: '/email', code: caught.code, detail: caught.detail }];
  }
  let placed = 0;
  for (const problem of problems) {
    const field = fieldOf(member(problem.pointer));
    if (!field) continue;
    form.setError(
      field,
      { type: 'server', message: `server:${problem.code}:${problem.detail}` },
      { shouldFocus: placed === 0 },
    );
    placed += 1;
  }
  return placed > 0 && placed === problems.length ? null : caught;
}
