import { afterEach, expect, test, vi } from 'vitest';
import { applyTheme, localPreferences, preferencesFrom } from './local-preferences';

afterEach(() => {
  localPreferences.set({ theme: 'system', locale: null, timeZone: null });
  localStorage.clear();
});

test.each([null, 'text', 5, {}, { theme: 'pink', locale: '../etc', time_zone: 'Mars/Olympus' }])(
  '%j gives the defaults',
  (value) => {
    expect(preferencesFrom(value)).toEqual({ theme: 'system', locale: null, timeZone: null });
  },
);

test('what is known is kept', () => {
  expect(
    preferencesFrom({ theme: 'dark', locale: 'de', time_zone: 'Europe/Berlin', more: 1 }),
  ).toEqual({
    theme: 'dark',
    locale: 'de',
    timeZone: 'Europe/Berlin',
  });
});

test('the theme is put on the document and follows changes', () => {
  const root = document.createElement('html');
  applyTheme(root);
  expect(root.hasAttribute('data-theme')).toBe(false);
  localPreferences.set({ theme: 'dark', locale: null, timeZone: null });
  expect(root.getAttribute('data-theme')).toBe('dark');
});

test('they outlive a storage that was cleared, once persisted again', () => {
  localPreferences.set({ theme: 'light', locale: null, timeZone: null });
  localStorage.clear();
  localPreferences.persist();
  expect(localStorage.getItem('gatehouse.preferences')).toContain('light');
});

test('a storage that refuses changes nothing', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  localPreferences.set({ theme: 'dark', locale: null, timeZone: null });
  expect(localPreferences.get().theme).toBe('dark');
});
