// The first script of every page, a small file of its own. Where the page was prepared at build time it is put
// on screen at once, so that people on slow networks see and fill in the form while the portal is on its way.
import { holdForm, markPrepared, preparedLocale } from '@/app/prepared';
import { storedHint } from '@/lib/auth/signed-in-hint';
import { pickLocale } from '@/lib/i18n/locale';
import { applyTheme, localPreferences } from '@/lib/preferences/local-preferences';

/** A paint is waited for no longer than this, in milliseconds: tabs in the background never paint. */
const PAINT_MS = 200;
/** The portal's code is asked for again after this, in milliseconds. */
const RETRY_MS = 2_000;

/** The files of the portal's code, the one that starts it last. */
const files = (document.currentScript as HTMLScriptElement).dataset.portal?.split(' ') ?? [];
const root = document.getElementById('root') as HTMLElement;

/** The page of the address in the language wanted here, if it was prepared. */
function prepared(): HTMLTemplateElement | undefined {
  // A notice above the form is not part of what was prepared.
  if (new URLSearchParams(location.search).has('notice')) return undefined;
  const locale = pickLocale(localPreferences.get().locale, navigator.languages);
  return [...document.querySelectorAll('template')].find(
    ({ dataset }) => dataset.path === location.pathname && dataset.locale === locale,
  );
}

function show({ content, dataset }: HTMLTemplateElement): void {
  const page = content.cloneNode(true) as DocumentFragment;
  for (const { name, value } of root.querySelectorAll('input')) {
    const same = page.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (same) same.value = value;
  }
  root.replaceChildren(page);
  document.documentElement.lang = dataset.locale ?? '';
  document.title = dataset.title ?? '';
  markPrepared(root, dataset.locale ?? '');
  for (const file of dataset.files?.split(' ') ?? []) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = file;
    document.head.append(link);
  }
}

/** Another language is chosen before the portal is there: its page has been prepared as well. */
function speak({ target }: Event): void {
  if (preparedLocale(root) === null || !(target instanceof HTMLSelectElement)) return;
  localPreferences.set({ ...localPreferences.get(), locale: target.value });
  const page = prepared();
  if (page) show(page);
}

let starting = false;
let notice: HTMLElement | null = null;

/** Says beside the prepared page, in its words, that the code did not arrive. */
function say(words: string | undefined): void {
  if (!words || notice) return;
  notice = document.createElement('p');
  notice.setAttribute('role', 'alert');
  notice.className =
    'fixed inset-x-4 bottom-4 z-50 mx-auto max-w-[26rem] rounded-md bg-ink px-4 py-3 text-page shadow-xl';
  notice.textContent = words;
  document.body.append(notice);
}

/** Takes in the portal's code: piece by piece, so that what is typed comes through in between. */
async function start(): Promise<void> {
  if (starting) return;
  starting = true;
  try {
    for (const file of files) {
      await import(/* @vite-ignore */ file);
      await new Promise((resolve) => setTimeout(resolve));
    }
    notice?.remove();
  } catch (error) {
    console.error(error);
    say(prepared()?.dataset.late);
    starting = false;
    setTimeout(start, RETRY_MS);
  }
}

applyTheme();
// Where `/` leads whoever never signed in here, without waiting for the code that knows.
if (location.pathname + location.search === '/' && !storedHint().mayBeSignedIn()) {
  history.replaceState(null, '', '/sign-in');
}
const page = prepared();
if (page) {
  show(page);
  root.addEventListener('submit', (event) => holdForm(root, event));
  root.addEventListener('change', speak);
  // What starts now keeps a slow phone busy: first, what is there is painted.
  requestAnimationFrame(() => setTimeout(start));
  setTimeout(start, PAINT_MS);
} else {
  void start();
}
