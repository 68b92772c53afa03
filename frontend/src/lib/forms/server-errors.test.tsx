import { renderHook } from '@testing-library/react';
import { useForm } from 'react-hook-form';
import { expect, test } from 'vitest';
import type { ApiError, FieldProblem } from '@/lib/api/problem';
import { placeServerErrors } from './server-errors';

function refusal(code: string, fields: FieldProblem[] = []): ApiError {
  return {
    kind: 'problem',
    status: 422,
    code,
    detail: '',
    fields,
    retryAfterSeconds: null,
    requestId: null,
  };
}

function form() {
  const { result } = renderHook(() => {
    const made = useForm({ defaultValues: { email: '', new_password: '' } });
    // Reading them subscribes to them.
    return { made, errors: made.formState.errors };
  });
  return result.current.made;
}

const problem = (pointer: string, code = 'invalid') => ({ pointer, code, detail: 'because' });

test('a pointer leads to the field', () => {
  const made = form();
  expect(placeServerErrors(made, refusal('validation_failed', [problem('/email')]))).toBeNull();
  expect(made.getFieldState('email').error?.message).toBe('server:invalid:because');
});

test('members with another name are mapped', () => {
  const made = form();
  const error = refusal('weak_password', [problem('/password', 'weak_password')]);
  expect(placeServerErrors(made, error, { password: 'new_password' })).toBeNull();
  expect(made.getFieldState('new_password').error?.message).toContain('weak_password');
});

test('a code that names a field by itself is placed without a pointer', () => {
  const made = form();
  expect(placeServerErrors(made, refusal('email_exists'))).toBeNull();
  expect(made.getFieldState('email').error).toBeDefined();
});

test('what belongs to no field is given back, with what was placed', () => {
  const made = form();
  const error = refusal('validation_failed', [problem('/email'), problem('/elsewhere')]);
  expect(placeServerErrors(made, error)).toBe(error);
  expect(made.getFieldState('email').error).toBeDefined();
});

test('pointers are unescaped, and only their first member counts', () => {
  const made = form();
  expect(placeServerErrors(made, refusal('validation_failed', [problem('/email/0')]))).toBeNull();
  expect(placeServerErrors(made, refusal('validation_failed', [problem('/a~1b')]))).not.toBeNull();
});

test('what is no API error is thrown on', () => {
  const bug = new Error('a bug');
  expect(() => placeServerErrors(form(), bug)).toThrow(bug);
});
