import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useSay } from '@/components/feedback/use-say';
import { Choice } from '@/components/ui/choice';
import { SelectField } from '@/components/ui/field';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { ThemePicture } from '@/components/ui/theme-picture';
import { useSavePreferences } from '@/features/profiles/use-preferences';
import { type ApiError, isApiError } from '@/lib/api/problem';
import { type Locale, locales } from '@/lib/i18n/locale';
import { useFormat } from '@/lib/i18n/use-format';
import {
  type LocalPreferences,
  localPreferences,
  type Theme,
} from '@/lib/preferences/local-preferences';

const themes: Theme[] = ['light', 'dark', 'system'];

export function Component() {
  const { t } = useTranslation();
  const say = useSay();
  const format = useFormat();
  const save = useSavePreferences();
  const [error, setError] = useState<ApiError | null>(null);
  const current = useSyncExternalStore(localPreferences.subscribe, localPreferences.get);
  const change = async (wanted: Partial<LocalPreferences>) => {
    setError(null);
    try {
      await save(wanted);
      say(t('preferences.saved'));
    } catch (caught) {
      if (!isApiError(caught)) throw caught;
      setError(caught);
    }
  };
  return (
    <>
      <PageHead title={t('preferences.nav')} lead={t('preferences.lead')} />
      {error && <ErrorNotice error={error} />}
      <Panel title={t('preferences.theme')}>
        <div className="py-5">
          <Choice
            label={t('preferences.theme')}
            value={current.theme}
            onChange={(theme) => void change({ theme })}
            options={themes.map((theme) => ({
              value: theme,
              label: t(`preferences.themes.${theme}`),
              picture: <ThemePicture theme={theme} />,
            }))}
          />
        </div>
      </Panel>
      <Panel title={t('preferences.region')}>
        <div className="grid gap-6 py-5 sm:grid-cols-2">
          <SelectField
            label={t('preferences.language')}
            value={current.locale ?? ''}
            onChange={(event) => void change({ locale: event.target.value || null })}
          >
            <option value="">{t('preferences.likeBrowser')}</option>
            {(Object.keys(locales) as Locale[]).map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {locales[locale]}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t('preferences.timeZone')}
            hint={t('preferences.now', { time: format.dateTime(new Date().toISOString()) })}
            value={current.timeZone ?? ''}
            onChange={(event) => void change({ timeZone: event.target.value || null })}
          >
            <option value="">{t('preferences.likeBrowser')}</option>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
        </div>
      </Panel>
    </>
  );
}
