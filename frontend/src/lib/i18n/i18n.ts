import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { localPreferences } from '@/lib/preferences/local-preferences';
import { type Locale, pickLocale } from './locale';
import type door from './locales/en/door.json';
import type house from './locales/en/house.json';

export interface Resources {
  translation: typeof door & typeof house;
}

/** The words of signing in and up come first, those of everything else with the rest of the portal. */
type Part = 'door' | 'house';

const load: Record<Part, Record<Locale, () => Promise<{ default: object }>>> = {
  door: {
    en: () => import('./locales/en/door.json'),
    de: () => import('./locales/de/door.json'),
  },
  house: {
    en: () => import('./locales/en/house.json'),
    de: () => import('./locales/de/house.json'),
  },
};

const wantedParts: Part[] = ['door'];
const loaded = new Set<string>();

async function loadParts(locale: Locale): Promise<void> {
  const missing = wantedParts.filter((part) => !loaded.has(`${locale}/${part}`));
  const parts = await Promise.all(missing.map((part) => load[part][locale]()));
  parts.forEach((words, index) => {
    i18next.addResourceBundle(locale, 'translation', words.default, true);
    loaded.add(`${locale}/${missing[index]}`);
  });
}

async function use(locale: Locale): Promise<void> {
  await loadParts(locale);
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

const wanted = () => pickLocale(localPreferences.get().locale, navigator.languages);

/** Makes the words of the whole portal available, in this language and in any chosen later. */
export async function loadAllWords(): Promise<void> {
  if (!wantedParts.includes('house')) wantedParts.push('house');
  await loadParts(wanted());
}

/** Starts translation in the right language, and follows the preference from then on. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: wanted(),
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
  await use(wanted());
  localPreferences.subscribe(() => void use(wanted()));
}
