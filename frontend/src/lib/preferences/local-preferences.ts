export type Theme = 'light' | 'dark' | 'system';

export interface LocalPreferences {
  theme: Theme;
  /** A locale of the portal, or null to follow the browser. */
  locale: string | null;
  /** An IANA time zone, or null to follow the browser. */
  timeZone: string | null;
}

const KEY = 'gatehouse.preferences';
const initial: LocalPreferences = { theme: 'system', locale: null, timeZone: null };

function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** Keeps what is known of `value` and replaces the rest with the defaults. */
export function preferencesFrom(value: unknown): LocalPreferences {
  const record = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const { theme, locale, time_zone: timeZone } = record;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    locale: typeof locale === 'string' && /^[a-z]{2,3}$/.test(locale) ? locale : null,
    timeZone: isTimeZone(timeZone) ? timeZone : null,
  };
}

function stored(): LocalPreferences {
  try {
    return preferencesFrom(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return initial;
  }
}

let current = stored();
const listeners = new Set<() => void>();

/** How the portal looks and speaks on this device. The person's profile has the last word, see `usePreferences`. */
export const localPreferences = {
  get: (): LocalPreferences => current,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  set(next: LocalPreferences): void {
    const changed =
      next.theme !== current.theme ||
      next.locale !== current.locale ||
      next.timeZone !== current.timeZone;
    if (changed) current = next;
    localPreferences.persist();
    if (changed) for (const listener of [...listeners]) listener();
  },
  /** Writes them again; signing out has the browser clear everything this site has stored. */
  persist(): void {
    try {
      const { theme, locale, timeZone } = current;
      localStorage.setItem(KEY, JSON.stringify({ theme, locale, time_zone: timeZone }));
    } catch {
      // Storage is refused: they last as long as the page.
    }
  },
};

/** Puts the theme on the document now and whenever it changes. */
export function applyTheme(root: HTMLElement = document.documentElement): void {
  const apply = () => {
    const { theme } = current;
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  };
  apply();
  localPreferences.subscribe(apply);
}
