import i18next from 'i18next';
import { startTransition } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { App } from '@/app/app';
import { preparedLocale, takeOver } from '@/app/prepared';
import { routes } from '@/app/routes';
import { warmUp } from '@/app/warm-up';
import { renewAheadOfTime } from '@/lib/auth/proactive-refresh';
import { session } from '@/lib/auth/session';
import { startI18n } from '@/lib/i18n/i18n';
import { pickLocale } from '@/lib/i18n/locale';
import { applyTheme, localPreferences } from '@/lib/preferences/local-preferences';
import '@/app/styles.css';

applyTheme();
renewAheadOfTime(session);
void session.resume();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const router = createBrowserRouter(routes);
warmUp(routes);

/** Waits until the page the address names is there with its code. */
function arrived(): Promise<void> {
  return new Promise((resolve) => {
    // It may say so while it is being asked.
    const look = () => router.state.initialized && resolve();
    router.subscribe(look);
    look();
  });
}

async function show(root: HTMLElement): Promise<void> {
  const app = <App router={router} onShown={() => takeOver(root)} />;
  const chosen = preparedLocale(root);
  const preferences = localPreferences.get();
  if (chosen && chosen !== pickLocale(preferences.locale, navigator.languages)) {
    localPreferences.set({ ...preferences, locale: chosen });
  }
  await startI18n();
  if (preparedLocale(root) === i18next.language) await arrived();
  // Looked at again: meanwhile another language may have been chosen.
  if (preparedLocale(root) === i18next.language) {
    // As a transition it leaves room for what is being typed meanwhile.
    startTransition(() => {
      hydrateRoot(root, app);
    });
  } else {
    createRoot(root).render(app);
  }
}

// Not awaited here: pages import from this file's chunk, and would wait for it while it waits for them.
void show(root);
