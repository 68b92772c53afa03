import { useTranslation } from 'react-i18next';
import { type Locale, locales } from '@/lib/i18n/locale';
import { localPreferences } from '@/lib/preferences/local-preferences';

/** The language of the public pages. */
export function LanguagePicker() {
  const { t, i18n } = useTranslation();
  return (
    <select
      aria-label={t('preferences.language')}
      value={i18n.language}
      onChange={(event) =>
        localPreferences.set({ ...localPreferences.get(), locale: event.target.value })
      }
      className="min-h-11 rounded-md bg-transparent px-2 text-soft hover:text-ink"
    >
      {(Object.keys(locales) as Locale[]).map((locale) => (
        <option key={locale} value={locale} lang={locale} className="bg-wall text-ink">
          {locales[locale]}
        </option>
      ))}
    </select>
  );
}
