import i18next from 'i18next';
import { renderToString } from 'react-dom/server';
import { initReactI18next } from 'react-i18next';
import { createMemoryRouter } from 'react-router';
import { type Locale, locales } from '@/lib/i18n/locale';
import de from '@/lib/i18n/locales/de/door.json';
import en from '@/lib/i18n/locales/en/door.json';
import { App } from './app';
import { routes } from './routes';

const words: Record<Locale, object> = { en, de };
const paths = ['/sign-in', '/sign-up'];

export interface PreparedPage {
  path: string;
  locale: Locale;
  title: string;
  /** What is said when the portal's code does not arrive. */
  late: string;
  html: string;
}

async function prepare(path: string, locale: Locale): Promise<PreparedPage> {
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  while (!router.state.initialized) await new Promise((resolve) => setTimeout(resolve, 5));
  if (router.state.errors) throw new Error(`${path}: ${JSON.stringify(router.state.errors)}`);
  const rendered = renderToString(<App router={router} onShown={() => {}} />);
  router.dispose();
  const [head, title] = /^<title>([^<]*)<\/title>/.exec(rendered) ?? [];
  if (!head || !title) throw new Error(`${path}: the page does not begin with its title`);
  const late = `${i18next.t('error.network.title')}. ${i18next.t('error.network.help')}`;
  return { path, locale, title, late, html: rendered.slice(head.length) };
}

/** The HTML of the pages most visits begin with, in every language, as React finds it when it takes over. */
export async function preparedPages(): Promise<PreparedPage[]> {
  await i18next.use(initReactI18next).init({
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  const pages: PreparedPage[] = [];
  for (const locale of Object.keys(locales) as Locale[]) {
    i18next.addResourceBundle(locale, 'translation', words[locale]);
    await i18next.changeLanguage(locale);
    for (const path of paths) pages.push(await prepare(path, locale));
  }
  return pages;
}
