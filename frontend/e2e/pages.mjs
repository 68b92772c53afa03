// Every page of the portal, and how to get it onto the screen: shared by the screenshots and the
// accessibility tests.
const ADMIN = 'ada.lovelace@example.org';

async function signIn(page, site) {
  await page.goto(`${site.origin}/sign-in`);
  await page.getByLabel('Email address').or(page.getByLabel('E-Mail-Adresse')).fill(ADMIN);
  await page.locator('input[type=password]').fill(site.password);
  await page.locator('form button[type=submit]').click();
  await page.locator('main h1').waitFor();
  await page.waitForURL((url) => url.pathname === '/');
}

async function signOut(page) {
  await page.context().clearCookies();
  await page.goto('about:blank');
}

const open = (path) => async (page, site) => {
  await page.goto(site.origin + path);
};

/** Moves without reloading: a reload would refresh the token once more for every page. */
const go = (path) => async (page) => {
  await page.evaluate((to) => {
    // The page before stays until the next one has loaded: its heading is told apart.
    const leaves = new URL(to, window.location.href).pathname !== window.location.pathname;
    if (leaves) document.querySelector('h1')?.setAttribute('data-left', '');
    window.history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  }, path);
  await page.locator('h1:not([data-left])').first().waitFor();
};

export const pages = [
  { name: 'sign-in', access: 'public', show: open('/sign-in') },
  {
    name: 'sign-in-refused',
    access: 'public',
    async show(page, site) {
      await page.goto(`${site.origin}/sign-in`);
      await page.locator('input[type=email]').fill('ada.lovelace@example.org');
      await page.locator('input[type=password]').fill('wrong wrong wrong');
      await page.locator('form button[type=submit]').click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'sign-up', access: 'public', show: open('/sign-up') },
  {
    name: 'sign-up-filled',
    access: 'public',
    async show(page, site) {
      await page.goto(`${site.origin}/sign-up`);
      await page.locator('input[autocomplete=name]').fill('Grace Murray');
      await page.locator('input[type=email]').fill('grace.murray@example.org');
      await page.locator('input[type=password]').fill('passwordgrace');
      await page.locator('form button[type=submit]').click();
      await page.locator('[aria-invalid=true]').waitFor();
    },
  },
  {
    name: 'check-mail',
    access: 'public',
    async show(page, site) {
      await page.goto(`${site.origin}/forgot`);
      await page.locator('input[type=email]').fill('grace.hopper@example.org');
      await page.locator('form button[type=submit]').click();
      await page.waitForURL('**/check-mail');
    },
  },
  { name: 'forgot', access: 'public', show: open('/forgot') },
  { name: 'reset', access: 'public', show: open('/reset#token=abc') },
  {
    name: 'reset-expired',
    access: 'public',
    async show(page, site) {
      await page.goto(`${site.origin}/reset#token=spent`);
      await page.locator('input[type=password]').fill('quiet lantern over slate');
      await page.locator('form button[type=submit]').click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'verify', access: 'public', show: open('/verify#token=abc') },
  { name: 'verify-code', access: 'public', show: open('/verify') },
  { name: 'confirm-email', access: 'public', show: open('/confirm-email#token=abc') },
  { name: 'undo-email-change', access: 'public', show: open('/undo-email-change#token=abc') },
  { name: 'confirm-without-link', access: 'public', show: open('/confirm-email') },
  { name: 'mailbox', access: 'public', show: open('/mailbox') },
  { name: 'not-found', access: 'public', show: open('/no/such/door') },
  { name: 'overview', access: 'admin', show: go('/') },
  { name: 'profile', access: 'admin', show: go('/profile') },
  { name: 'security', access: 'admin', show: go('/security') },
  { name: 'sessions', access: 'admin', show: go('/sessions') },
  { name: 'security-log', access: 'admin', show: go('/security-log') },
  { name: 'preferences', access: 'admin', show: go('/preferences') },
  { name: 'delete-account', access: 'admin', show: go('/delete-account') },
  { name: 'admin-users', access: 'admin', show: go('/admin/users') },
  {
    name: 'admin-users-none',
    access: 'admin',
    async show(page) {
      await go('/admin/users?q=zzzz')(page);
      await page.locator('main h2').first().waitFor();
    },
  },
  {
    name: 'admin-user',
    access: 'admin',
    async show(page) {
      await go('/admin/users')(page);
      await page.getByRole('link', { name: 'Barbara Liskov' }).click();
      await page.getByRole('heading', { level: 1, name: 'Barbara Liskov' }).waitFor();
    },
  },
  { name: 'admin-mails', access: 'admin', show: go('/admin/mails') },
  { name: 'admin-limits', access: 'admin', show: go('/admin/limits?request_id=mock') },
  { name: 'admin-audit', access: 'admin', show: go('/admin/audit') },
  {
    name: 'admin-health',
    access: 'admin',
    async show(page) {
      await go('/admin/health')(page);
      await page.locator('.uplot').waitFor();
    },
  },
  {
    name: 'menu',
    access: 'admin',
    narrow: true,
    async show(page) {
      await go('/')(page);
      await page.locator('header button').click();
    },
  },
  { name: 'admin-not-found', access: 'admin', show: go('/admin/nothing') },
];

/** Puts a page on the screen and waits until it has settled. */
export async function prepare(page, site, entry) {
  const state = page.portalState;
  if (entry.access === 'admin' && state !== 'admin') await signIn(page, site);
  if (entry.access === 'public' && state === 'admin') await signOut(page);
  page.portalState = entry.access;
  if (entry.access === 'admin') {
    const menu = page.locator('dialog[open] button').first();
    if (await menu.isVisible()) await menu.click();
  }
  await entry.show(page, site);
  await page.locator('h1').first().waitFor();
  await page.locator('[role=status]').first().waitFor({ state: 'detached' });
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
    window.scrollTo(0, 0);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}
