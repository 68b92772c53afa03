/** What a guesser tries first; earlier entries are tried earlier. */
const COMMON = (
  'password 123456 qwerty letmein welcome admin iloveyou monkey dragon sunshine princess football baseball ' +
  'master shadow hello freedom whatever trustno michael jordan superman batman secret summer winter spring ' +
  'autumn login access flower love angel charlie thomas daniel jessica ashley hunter ginger pepper cheese ' +
  'computer internet google facebook apple samsung gatehouse account user test guest root pass word chocolate ' +
  'soccer hockey tennis killer pokemon starwars matrix orange banana purple yellow green silver golden diamond ' +
  'correct horse battery staple passwort hallo schatz liebe berlin sommer geheim azerty bonjour soleil amour ' +
  'contrasena hola amor changeme default temp temporary qazwsx asdf zxcv'
).split(' ');

const ROWS = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
];
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

interface Match {
  start: number;
  end: number;
  /** log10 of the guesses this part costs. */
  cost: number;
}

function plain(text: string): string {
  return [...text.toLowerCase()].map((char) => LEET[char] ?? char).join('');
}

function wordMatches(text: string, words: string[]): Match[] {
  const lower = text.toLowerCase();
  const unleeted = plain(text);
  const matches: Match[] = [];
  words.forEach((word, rank) => {
    for (const variant of new Set([lower, unleeted])) {
      for (let at = variant.indexOf(word); at >= 0; at = variant.indexOf(word, at + 1)) {
        const asTyped = text.slice(at, at + word.length) === word;
        matches.push({
          start: at,
          end: at + word.length,
          cost: Math.log10(rank + 2) + (asTyped ? 0 : 0.6),
        });
      }
    }
  });
  return matches;
}

function runMatches(text: string): Match[] {
  const lower = text.toLowerCase();
  const matches: Match[] = [];
  for (let start = 0; start < lower.length; start += 1) {
    for (let end = Math.min(lower.length, start + 26); end - start >= 3; end -= 1) {
      const part = lower.slice(start, end);
      const back = [...part].reverse().join('');
      if (ROWS.some((row) => row.includes(part) || row.includes(back))) {
        matches.push({ start, end, cost: 1.3 + Math.log10(end - start) });
        break;
      }
    }
  }
  return matches;
}

function repeatMatches(text: string): Match[] {
  const matches: Match[] = [];
  for (const found of text.matchAll(/(.+?)\1+/gu)) {
    const unit = found[1] ?? '';
    const times = found[0].length / unit.length;
    const cost = unit.length < text.length ? strengthDigits(unit) + Math.log10(times) : 0;
    matches.push({ start: found.index, end: found.index + found[0].length, cost });
  }
  return matches;
}

function yearMatches(text: string): Match[] {
  return [...text.matchAll(/(?:19|20)\d\d/g)].map((found) => ({
    start: found.index,
    end: found.index + 4,
    cost: 2,
  }));
}

/** log10 of the guesses needed: the cheapest way to cut the text into known parts and single characters. */
export function strengthDigits(text: string, personal: string[] = []): number {
  const words = personal.flatMap((value) => value.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const matches = [
    ...wordMatches(text, [...words.filter((word) => word.length > 2), ...COMMON]),
    ...runMatches(text),
    ...(text.length > 1 ? repeatMatches(text) : []),
    ...yearMatches(text),
  ];
  const best = [0];
  for (let end = 1; end <= text.length; end += 1) {
    let cost = (best[end - 1] ?? 0) + 1;
    for (const match of matches) {
      if (match.end === end) cost = Math.min(cost, (best[match.start] ?? 0) + match.cost + 0.3);
    }
    best.push(cost);
  }
  return best[text.length] ?? 0;
}

export type Strength = 0 | 1 | 2 | 3 | 4;

/**
 * An estimate, while typing, of the score the server will give (0 to 4, zxcvbn's scale). The server knows
 * far more words and decides; this one only saves most people a refusal.
 */
export function passwordStrength(text: string, personal: string[] = []): Strength {
  const digits = strengthDigits(text.slice(0, 72), personal);
  if (digits < 3) return 0;
  if (digits < 6) return 1;
  if (digits < 8) return 2;
  return digits < 10 ? 3 : 4;
}

/** Length as the policy counts it: in code points, not in UTF-16 units. */
export function codePoints(text: string): number {
  return [...text].length;
}

/** Whether the password contains the address, its local part, the name or a word of it. */
export function containsPersonal(text: string, personal: string[]): boolean {
  const lower = text.toLowerCase();
  return personal
    .flatMap((value) => [value, value.split('@')[0] ?? '', ...value.split(/\s+/)])
    .map((value) => value.trim().toLowerCase())
    .some((value) => value.length > 3 && lower.includes(value));
}
