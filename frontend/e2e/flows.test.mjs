import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ADMIN, startGatehouse } from './gatehouse.mjs';
import {
  assertNoTroubles,
  becomes,
  context,
  fillSignIn,
  fillSignUp,
  followMail,
  go,
  mailedCode,
  newPerson,
  OTHER_PASSWORD,
  register,
  signIn,
  watchedPage,
} from './person.mjs';
import { withPage } from './setting.mjs';

let browser;
let target;
let device;
let page;

withPage(startGatehouse, (given) => {
  ({ server: target, browser, device, page } = given);
});

// A server without these has nothing to test: said as a skipped test, never as a passed one.
const api = {
  email: ['/api/v1/auth/email/verify', '/api/v1/auth/email/change'],
  password: ['/api/v1/auth/password/change', '/api/v1/auth/password/reset'],
  deletion: ['/api/v1/auth/account'],
  admin: ['/api/v1/auth/admin/users', '/api/v1/auth/admin/audit-events'],
};

function skipped(t, paths) {
  const missing = target.lacks(paths);
  if (missing) t.skip(`the server has no ${missing}`);
  return missing !== '';
}

const button = (name) => page.getByRole('button', { name, exact: true });
const heading = (name) => page.getByRole('heading', { name });
const text = (words) => page.getByText(words).first();

describe('an account', () => {
  test('is opened, and its address confirmed through the mailbox', async (t) => {
    if (skipped(t, api.email)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    await text('Confirm your address').waitFor();
    await followMail(page, target.origin, person.email, /confirm/i);
    assert.equal(new URL(page.url()).pathname, '/verify');
    await button('Confirm address').click();
    await text('Your address is confirmed').waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the token is gone from the address');
    await page.getByRole('link', { name: 'To the overview' }).last().click();
    await page.getByRole('listitem').filter({ hasText: 'Your address is confirmed' }).waitFor();
  });

  test('is confirmed with the code of the mail, typed in', async (t) => {
    if (skipped(t, api.email)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    const code = await mailedCode(page, target.origin, person.email, /confirm/i);
    await page.goto(`${target.origin}/verify`);
    await page.getByLabel('Email address').fill(person.email);
    await page.getByLabel('Code from the mail').fill(code);
    await button('Confirm address').click();
    await text('Your address is confirmed').waitFor();
  });

  test('a link works once and says so', async (t) => {
    if (skipped(t, api.email)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    for (const said of ['Your address is confirmed', 'This link or code no longer works']) {
      await followMail(page, target.origin, person.email, /confirm/i);
      await button('Confirm address').click();
      await text(said).waitFor();
    }
  });

  test('proven in another browser, it needs a password of its own', async (t) => {
    if (skipped(t, api.email)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    const elsewhere = await context(browser);
    const other = await watchedPage(elsewhere);
    await followMail(other, target.origin, person.email, /confirm/i);
    await other.getByRole('button', { name: 'Confirm address' }).click();
    await other.getByRole('heading', { name: 'Set a new password' }).waitFor();
    const { pathname, hash, search } = new URL(other.url());
    assert.deepEqual([pathname, hash, search], ['/verify', '', '']);
    assert.equal(await other.evaluate(() => history.state?.usr ?? null), null);
    await other.getByLabel('New password').fill(OTHER_PASSWORD);
    await other.getByRole('button', { name: 'Set password' }).click();
    await other.getByText('Your password is set').waitFor();
    await fillSignIn(other, { ...person, password: OTHER_PASSWORD });
    await other.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
    assertNoTroubles(other);
    await elsewhere.close();
    await page.getByRole('link', { name: 'Security log' }).click();
    await text('Your session has ended').waitFor();
    await fillSignIn(page, person);
    await text('That did not match').waitFor();
  });

  test('refusals land on their fields', async () => {
    await page.goto(`${target.origin}/sign-up`);
    await fillSignUp(page, { name: '', email: 'nonsense', password: '' });
    await becomes(() => page.locator('[aria-invalid=true]').count(), 3);
    await fillSignUp(page, { name: 'é'.repeat(101), email: 'a@example.org', password: '' });
    await text('Up to 100 characters, please.').waitFor();
    const person = { ...newPerson(), password: 'passwordpassword' };
    await fillSignUp(page, person);
    const field = page.getByLabel('Password', { exact: true });
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-invalid') === 'true',
    );
    const described = await field.getAttribute('aria-describedby');
    const error = await page.locator(`[id="${described.split(' ')[0]}"]`).textContent();
    assert.match(error, /guess/);
  });

  test('a taken address is said at its field', async () => {
    await page.goto(`${target.origin}/sign-up`);
    await fillSignUp(page, { ...newPerson(), email: ADMIN.email });
    await text('There is an account with this address already').waitFor();
  });

  test('is deleted for good, after saying what that means', async (t) => {
    if (skipped(t, api.deletion)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    await go(page, 'Email and password');
    await page.getByRole('link', { name: /Delete account/ }).click();
    await text('What will happen').waitFor();
    await page.getByLabel(`Type ${person.email} to confirm`).fill('someone@else.example');
    await button('Delete for good').click();
    await text('This is not the address of the account').waitFor();
    await page.getByLabel(`Type ${person.email} to confirm`).fill(person.email);
    await button('Delete for good').click();
    await text('Your account is deleted').waitFor();
    await fillSignIn(page, person);
    await text('That did not match').waitFor();
  });
});

describe('a session', () => {
  test('is opened, survives a reload, and ends', async () => {
    await signIn(page, target.origin, ADMIN);
    await page.reload();
    await heading(`Hello, ${ADMIN.name}`).waitFor();
    await button('Sign out').click();
    await text('You are signed out').waitFor();
    await page.reload();
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    await page.goto(`${target.origin}/profile`);
    await heading('Sign in').waitFor();
  });

  test('wrong and unknown are refused in the same words', async () => {
    await page.goto(`${target.origin}/sign-in`);
    const said = [];
    for (const email of [ADMIN.email, 'nobody@example.org']) {
      await fillSignIn(page, { email, password: 'not the right one at all' });
      await page.getByRole('alert').waitFor();
      said.push(await page.getByRole('alert').textContent());
      await page.reload();
    }
    assert.equal(said[0], said[1]);
  });

  test('a deep link asks for a sign-in and comes back', async (t) => {
    if (skipped(t, api.admin)) return;
    await page.goto(`${target.origin}/admin/users?q=keep`);
    await heading('Sign in').waitFor();
    await fillSignIn(page, ADMIN);
    await heading('People').waitFor();
    assert.equal(new URL(page.url()).search, '?q=keep');
    await page.getByRole('link', { name: ADMIN.name }).waitFor();
  });

  test('OR-01 a return address elsewhere is ignored', async () => {
    await page.goto(`${target.origin}/sign-in?return_to=${encodeURIComponent('//evil.example/')}`);
    await fillSignIn(page, ADMIN);
    await heading(`Hello, ${ADMIN.name}`).waitFor();
    assert.equal(page.url(), `${target.origin}/`);
  });

  test('signing out reaches the other tab', async () => {
    await signIn(page, target.origin, ADMIN);
    const second = await watchedPage(device);
    await second.goto(`${target.origin}/profile`);
    await second.getByRole('heading', { name: 'Profile' }).waitFor();
    await button('Sign out').click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    assertNoTroubles(second);
  });

  test('signing in reaches the other tab', async () => {
    const second = await watchedPage(device);
    await second.goto(`${target.origin}/sign-in`);
    await signIn(page, target.origin, ADMIN);
    await second.getByRole('heading', { name: `Hello, ${ADMIN.name}` }).waitFor();
  });

  test('others are listed, ended one by one and all at once', async () => {
    const person = newPerson();
    await register(page, target.origin, person);
    const others = [];
    for (let index = 0; index < 3; index += 1) {
      const elsewhere = await context(browser);
      others.push(await elsewhere.newPage());
      await signIn(others[index], target.origin, person);
    }
    await go(page, 'Sessions and devices');
    const end = page.getByRole('button', { name: /^End session/ });
    await becomes(() => end.count(), 3);
    assert.equal(await page.getByText('This device').count(), 1);
    await end.first().click();
    await text('Session ended.').waitFor();
    await becomes(() => end.count(), 2);
    await button('End all others').click();
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await text('You are signed in nowhere else.').waitFor();
    for (const other of others) {
      await other.getByRole('link', { name: 'Sessions and devices' }).click();
      await other.getByText('Your session has ended').waitFor();
      await other.context().close();
    }
    await page.reload();
    await text('You are signed in nowhere else.').waitFor();
  });
});

describe('the profile', () => {
  test('is edited, and a conflicting change is shown and resolved', async () => {
    const person = newPerson();
    await register(page, target.origin, person);
    await go(page, 'Profile');
    await page.getByLabel('About you').waitFor();
    const second = await watchedPage(device);
    await second.goto(`${target.origin}/profile`);
    await second.getByLabel('About you').fill('Written in the other tab.');
    await second.getByRole('button', { name: 'Save changes' }).click();
    await second.getByText('Profile saved.').waitFor();
    await page.getByLabel('About you').fill('Written here.');
    await button('Save changes').click();
    await text('Your profile was changed somewhere else').waitFor();
    await text('Written in the other tab.').waitFor();
    await button('Keep mine').click();
    await text('Profile saved.').waitFor();
    await second.reload();
    await second.waitForFunction(
      () => document.querySelector('textarea')?.value === 'Written here.',
    );
    assertNoTroubles(second);
  });

  test('the other version can be taken instead', async () => {
    const person = newPerson();
    await register(page, target.origin, person);
    await go(page, 'Profile');
    await page.getByLabel('About you').waitFor();
    const second = await watchedPage(device);
    await second.goto(`${target.origin}/profile`);
    await second.getByLabel('Name', { exact: true }).fill('Sasha Summer');
    await second.getByRole('button', { name: 'Save changes' }).click();
    await second.getByText('Profile saved.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Kim Autumn');
    await button('Save changes').click();
    await button('Take the other one').click();
    await becomes(() => page.getByLabel('Name', { exact: true }).inputValue(), 'Sasha Summer');
  });

  test('the server refuses a picture address at its field', async () => {
    await register(page, target.origin, newPerson());
    await go(page, 'Profile');
    await page.getByLabel('Address of your picture').fill('http://example.org/me.png');
    await button('Save changes').click();
    await text('An address that starts with https://').waitFor();
    await page.getByLabel('Address of your picture').fill('https://192.0.2.1/me.png');
    await button('Save changes').click();
    await page.locator('[aria-invalid=true]').waitFor();
  });

  test('unsaved changes are not left behind unasked', async () => {
    await register(page, target.origin, newPerson());
    await go(page, 'Profile');
    await page.getByLabel('About you').fill('Half a thought');
    await page.getByRole('link', { name: 'Security log' }).click();
    await text('Leave without saving?').waitFor();
    await button('Cancel').click();
    assert.equal(await page.getByLabel('About you').inputValue(), 'Half a thought');
    await page.getByRole('link', { name: 'Security log' }).click();
    await button('Leave').click();
    await heading('Security log').waitFor();
  });

  test('XS-01 a name full of markup stays text', async () => {
    const person = newPerson('<img src=x onerror=window.hit=1>');
    await register(page, target.origin, person);
    await go(page, 'Profile');
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator('img').count(), 0);
  });
});

describe('the password', () => {
  test('is changed; other devices are signed out, and the new one works', async (t) => {
    if (skipped(t, api.password)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    const elsewhere = await context(browser);
    const other = await elsewhere.newPage();
    await signIn(other, target.origin, person);
    await go(page, 'Email and password');
    await page.getByLabel('Present password').fill('not this one at all');
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await button('Change password').click();
    await text('This is not your password.').waitFor();
    await page.getByLabel('Present password').fill(person.password);
    await button('Change password').click();
    await text('Password changed.').waitFor();
    await other.getByRole('link', { name: 'Security log' }).click();
    await other.getByText('Your session has ended').waitFor();
    await fillSignIn(other, { ...person, password: OTHER_PASSWORD });
    await other.getByRole('heading', { name: 'Security log' }).waitFor();
    await elsewhere.close();
  });

  test('is reset through the mailbox', async (t) => {
    if (skipped(t, api.password)) return;
    const person = newPerson();
    await register(page, target.origin, person);
    await button('Sign out').click();
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    // The page before has a field of that name as well.
    await heading('Forgot your password').waitFor();
    await page.getByLabel('Email address').fill(person.email);
    await button('Send the link').click();
    await heading('Check your mail').waitFor();
    await followMail(page, target.origin, person.email, /password/i);
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await button('Set password').click();
    await text('Your password is set').waitFor();
    await fillSignIn(page, { ...person, password: OTHER_PASSWORD });
    await heading(`Hello, ${person.name}`).waitFor();
  });
});

test('the address is changed once the new one is confirmed', async (t) => {
  if (skipped(t, api.email)) return;
  const person = newPerson();
  const next = newPerson().email;
  await register(page, target.origin, person);
  await go(page, 'Email and password');
  await page.getByLabel('New address').fill(next);
  await button('Change address').click();
  await text(`We sent a mail to ${next}`).waitFor();
  await followMail(page, target.origin, next, /new/i);
  await button('Use this address').click();
  await text('Your address is changed').waitFor();
  await page.getByRole('link', { name: 'To the overview' }).last().click();
  // Whether the session lives on is for the server to say: the new address signs in either way.
  await page.getByRole('heading', { level: 1, name: /Hello|Sign in/ }).waitFor();
  const elsewhere = await context(browser);
  const other = await elsewhere.newPage();
  await signIn(other, target.origin, { ...person, email: next });
  await go(other, 'Email and password');
  await other.getByText(next).first().waitFor();
  await elsewhere.close();
});

test('a change of address is confirmed by code, and taken back from the old address', async (t) => {
  if (skipped(t, api.email)) return;
  const person = newPerson();
  const next = newPerson().email;
  await register(page, target.origin, person);
  await go(page, 'Email and password');
  await page.getByLabel('New address').fill(next);
  await button('Change address').click();
  await page.getByRole('link', { name: 'Enter the code from the mail' }).click();
  // The page before has a part of that name.
  assert.equal(await page.getByRole('textbox', { name: 'Email address' }).inputValue(), next);
  const reader = await device.newPage();
  const code = await mailedCode(reader, target.origin, next, /new/i);
  await page.getByLabel('Code from the mail').fill(code);
  await button('Use this address').click();
  await text('Your address is changed').waitFor();

  await followMail(reader, target.origin, person.email, /changed|change/i);
  await reader.getByRole('button', { name: 'Take the change back' }).click();
  await reader.getByRole('heading', { name: 'Set a new password' }).waitFor();
  assert.equal(new URL(reader.url()).hash, '');
  await reader.getByLabel('New password').fill(OTHER_PASSWORD);
  await reader.getByRole('button', { name: 'Set password' }).click();
  await reader.getByText('Your password is set').waitFor();
  await fillSignIn(reader, { ...person, password: OTHER_PASSWORD });
  await reader.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
});

describe('preferences', () => {
  test('language and appearance are kept with the account', async () => {
    const person = newPerson();
    await register(page, target.origin, person);
    await go(page, 'Preferences');
    await page.getByLabel('Dark').check();
    await text('Saved.').waitFor();
    await becomes(() => page.locator('html').getAttribute('data-theme'), 'dark');
    await page.getByLabel('Language', { exact: true }).selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    const elsewhere = await context(browser);
    const other = await elsewhere.newPage();
    await other.goto(`${target.origin}/sign-in`);
    await fillSignIn(other, person);
    await other.getByRole('heading', { name: `Hallo, ${person.name}` }).waitFor();
    await becomes(() => other.locator('html').getAttribute('lang'), 'de');
    await becomes(() => other.locator('html').getAttribute('data-theme'), 'dark');
    await elsewhere.close();
  });
});

describe('an administrator', () => {
  test('finds, disables and enables somebody', async (t) => {
    if (skipped(t, api.admin)) return;
    const person = newPerson('Quinn Searchable');
    const elsewhere = await context(browser);
    const other = await elsewhere.newPage();
    await register(other, target.origin, person);
    await signIn(page, target.origin, ADMIN);
    await go(page, 'People');
    await page.getByLabel('Name or address begins with').fill(person.email.slice(0, 12));
    await page.getByRole('link', { name: person.name }).first().click();
    await text(person.email).waitFor();
    await button('Disable').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await text('Account disabled.').waitFor();
    await other.getByRole('link', { name: 'Security log' }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await fillSignIn(other, person);
    await other.getByText('That did not match').waitFor();
    await button('Enable').click();
    await text('Account enabled.').waitFor();
    await fillSignIn(other, person);
    await other.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Sign in' }).waitFor();
    await elsewhere.close();
  });

  test('gives and takes the role', async (t) => {
    if (skipped(t, api.admin)) return;
    const person = newPerson('Noor Helper');
    const elsewhere = await context(browser);
    const other = await elsewhere.newPage();
    await register(other, target.origin, person);
    await other.goto(`${target.origin}/admin/users`);
    await other.getByText('This door is for administrators').waitFor();
    await signIn(page, target.origin, ADMIN);
    await go(page, 'People');
    await page.getByLabel('Name or address begins with').fill(person.name);
    await page.getByRole('link', { name: person.name }).first().click();
    await button('Make administrator').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make administrator' }).click();
    await text('Now an administrator.').waitFor();
    await other.goto(`${target.origin}/admin/users`);
    // Whether a change of role ends sessions or only the tokens that say the old one is for the server.
    await other.getByRole('heading', { level: 1, name: /People|Sign in/ }).waitFor();
    if (new URL(other.url()).pathname === '/sign-in') await fillSignIn(other, person);
    await other.getByRole('heading', { name: 'People' }).waitFor();
    await elsewhere.close();
  });

  test('sees what became of a mail, and what somebody did', async () => {
    const person = newPerson('Mika Mailed');
    const elsewhere = await context(browser);
    const other = await elsewhere.newPage();
    await register(other, target.origin, person);
    await elsewhere.close();
    await signIn(page, target.origin, ADMIN);
    await go(page, 'Mails');
    const newest = page.getByRole('table').getByRole('row').nth(1);
    // It is on its way a moment longer than its person's registration.
    await becomes(async () => {
      await page.reload();
      await newest.getByText('Confirm the address').waitFor();
      return newest.getByText('In the mailbox').isVisible();
    }, true);
    await newest.getByRole('link').click();
    await heading(person.name).waitFor();
    await page.getByRole('link', { name: 'What they did' }).click();
    await page.getByRole('table').getByText('Account created').waitFor();
    assert.match(new URL(page.url()).search, /^\?by=[0-9a-f-]{36}$/);
    await page.getByLabel('Action', { exact: true }).selectOption('user.signed_out');
    await text('No entries').waitFor();
    await page.reload();
    await becomes(() => page.getByLabel('Action', { exact: true }).inputValue(), 'user.signed_out');
  });

  test('reads the audit log and the health page', async (t) => {
    if (skipped(t, api.admin)) return;
    await signIn(page, target.origin, ADMIN);
    await go(page, 'Audit log');
    await page.getByRole('table').getByRole('row').nth(1).waitFor();
    await go(page, 'Health');
    await text('The server and what it depends on are up.').waitFor();
  });
});
