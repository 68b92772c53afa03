import { expect, test } from 'vitest';
import { auditActions } from '@/features/audit/api/actions';
import { pickLocale } from './locale';
import deDoor from './locales/de/door.json';
import deHouse from './locales/de/house.json';
import enDoor from './locales/en/door.json';
import enHouse from './locales/en/house.json';

function keys(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key] : keys(value, `${path}${key}.`),
  );
}

function holes(words: object): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (value: object, path: string) => {
    for (const [key, entry] of Object.entries(value)) {
      if (typeof entry === 'string') {
        found[path + key] = [...entry.matchAll(/\{\{\w+\}\}/g)].map(String).sort().join();
      } else visit(entry, `${path}${key}.`);
    }
  };
  visit(words, '');
  return found;
}

test.each([
  ['door', enDoor, deDoor],
  ['house', enHouse, deHouse],
])('%s: both languages have the same words with the same holes', (_part, en, de) => {
  expect(keys(de)).toEqual(keys(en));
  expect(holes(de)).toEqual(holes(en));
});

test('no word is in both parts', () => {
  const door = new Set(keys(enDoor));
  expect(keys(enHouse).filter((key) => door.has(key))).toEqual([]);
});

test.each([
  [null, ['de-AT', 'en'], 'de'],
  [null, ['fr-FR', 'en-GB'], 'en'],
  [null, ['fr'], 'en'],
  ['de', ['en'], 'de'],
  ['xx', ['de'], 'de'],
] as const)('wanted %s, browser %s: %s', (wanted, browser, locale) => {
  expect(pickLocale(wanted, browser)).toBe(locale);
});

test('every action that the audit trail knows has words', () => {
  const said = new Set(Object.keys(enHouse.action));
  expect(auditActions.filter((name) => !said.has(name.replace(/[.:]/g, '_')))).toEqual([]);
});
