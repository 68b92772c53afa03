/** The languages of the portal, each under its own name. */
export const locales = { en: 'English', de: 'Deutsch' } as const;
export type Locale = keyof typeof locales;

export function isLocale(value: string | null): value is Locale {
  return value !== null && Object.hasOwn(locales, value);
}

/** The wanted locale if there is one, else the first of the browser's that we speak, else English. */
export function pickLocale(wanted: string | null, browser: readonly string[]): Locale {
  const candidates = [wanted, ...browser.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')];
  return candidates.find((tag): tag is Locale => isLocale(tag)) ?? 'en';
}
