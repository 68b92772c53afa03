import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { localPreferences } from '@/lib/preferences/local-preferences';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** The browser's own variant of a language, for its way of writing dates: `en-GB` rather than `en`. */
function regional(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}

/** Writes times in the person's language and time zone. */
export function useFormat() {
  const { i18n } = useTranslation();
  const { timeZone } = useSyncExternalStore(localPreferences.subscribe, localPreferences.get);
  const locale = regional(i18n.language);
  return useMemo(() => {
    const zone = timeZone ?? undefined;
    const dateTime = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: zone,
    });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: zone });
    const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: zone });
    const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    const relative = (value: string, now = Date.now()) => {
      const seconds = (Date.parse(value) - now) / 1000;
      const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? [
        'minute',
        60,
      ];
      return ago.format(Math.round(seconds / size), unit);
    };
    const lasting = (seconds: number) => {
      const [unit, size] =
        spans.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
        Math.ceil(seconds / size),
      );
    };
    return {
      duration: lasting,
      dateTime: (value: string) => dateTime.format(new Date(value)),
      day: (value: string) => day.format(new Date(value)),
      time: (value: number) => time.format(value),
      relative,
    };
  }, [locale, timeZone]);
}
