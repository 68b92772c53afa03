/**
 * The path to go to after signing in, or null for anything that is not a plain path of this site.
 * Backslashes and control characters are refused outright: browsers read them as slashes or drop them.
 */
export function safeReturnTo(value: string | null): string | null {
  if (value === null || value.length > 1024 || !value.startsWith('/')) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\\\u0000-\u0020\u007f]/.test(value) || /%(?:2f|5c|0[0-9a-f]|1[0-9a-f])/i.test(value)) {
    return null;
  }
  const origin = 'https://gatehouse.invalid';
  const resolved = new URL(value, origin);
  if (resolved.origin !== origin || value.startsWith('//')) return null;
  return `${resolved.pathname}${resolved.search}${resolved.hash}`;
}
