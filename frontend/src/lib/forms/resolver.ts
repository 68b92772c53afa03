import type { FieldError, FieldErrors, FieldValues, Resolver } from 'react-hook-form';
import * as z from 'zod/mini';

/** Checks a form against a schema; the message of an issue is a translation key. */
export function schemaResolver<Values extends FieldValues>(
  schema: z.ZodMiniType<Values>,
): Resolver<Values> {
  return (values) => {
    const result = z.safeParse(schema, values);
    if (result.success) return { values: result.data, errors: {} };
    const errors: Record<string, FieldError> = {};
    for (const issue of result.error.issues) {
      const name = issue.path.join('.');
      errors[name] ??= { type: 'schema', message: issue.message };
    }
    return { values: {}, errors: errors as FieldErrors<Values> };
  };
}

export const required = (message = 'field.required') => z.string().check(z.minLength(1, message));

/** Only the plainest check of an address: whether it works is for the mail to show. */
export const email = () =>
  z
    .string()
    .check(z.trim(), z.minLength(1, 'field.required'), z.regex(/^[^\s@]+@[^\s@]+$/, 'field.email'));
