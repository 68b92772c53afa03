import { expect, test } from 'vitest';
import { safeReturnTo } from './return-to';

test.each(['/', '/sessions', '/admin/users?q=ada&status=active#top', '/a%20b'])(
  '%s is kept',
  (path) => {
    expect(safeReturnTo(path)).toBe(path);
  },
);

// OR-01
test.each([
  null,
  '',
  'sessions',
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  'https:evil.example',
  'https://evil.example',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '%2f%2fevil.example',
  '@evil.example',
  '.evil.example',
  '/\tevil',
  '/\n/evil.example',
  '/%0aevil',
  'javascript:alert(1)',
  ' /sessions',
  `/${'a'.repeat(2000)}`,
])('%j is refused', (value) => {
  expect(safeReturnTo(value)).toBeNull();
});
