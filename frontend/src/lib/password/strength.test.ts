import { expect, test } from 'vitest';
import { codePoints, containsPersonal, passwordStrength } from './strength';

test.each([
  ['password', 0],
  ['passwordpassword', 0],
  ['aaaaaaaaaaaa', 0],
  ['qwertyuiop12', 1],
])('%s is weak', (text, most) => {
  expect(passwordStrength(text)).toBeLessThanOrEqual(most + 1);
});

test.each(['quiet lantern over wet slate', 'Xv9#kQ2!mZp4', 'ветер над старой крепостью'])(
  '%s is strong',
  (text) => {
    expect(passwordStrength(text)).toBe(4);
  },
);

test('what is known about the person is worth little', () => {
  expect(
    passwordStrength('adalovelace1815', ['ada.lovelace@example.org', 'Ada Lovelace']),
  ).toBeLessThan(3);
});

test('swapped characters do not make a common word strong', () => {
  expect(passwordStrength('P@ssw0rd2024')).toBeLessThan(3);
});

test('length is counted in code points', () => {
  expect(codePoints('🔑🔑🔑')).toBe(3);
});

test('the address and the name are found inside the password', () => {
  expect(containsPersonal('my-Grace-rocks', ['grace@example.org', 'x'])).toBe(true);
  expect(containsPersonal('xLOVELACEx', ['Ada Lovelace'])).toBe(true);
  expect(containsPersonal('unrelated words here', ['ada@example.org', 'Ada Lovelace'])).toBe(false);
});

test('long input is estimated quickly', () => {
  const started = performance.now();
  passwordStrength('ab1!'.repeat(400));
  expect(performance.now() - started).toBeLessThan(200);
});
