/**
 * Every form that is sent with an error shows the first faulty field and focuses it, wherever the person has scrolled to, on a
 * low phone screen. A form that this list lacks is found by its source.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { hasFocus, openPage, violations, walkTo } from '../support/browser.ts';
import { type DemoApp, demoApp } from '../support/demo-app.ts';
import { caller } from '../support/people.ts';
import { signInOn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { ja } from '../support/words.ts';

interface FormCase {
  form: string;
  /** The files with `Form`, `FormFrame` or `FormDialog` that this case covers. */
  files: string[];
  path: string;
  isSignedOut?: true;
  /** Opens the form. */
  open?: (page: Page) => Promise<unknown>;
  /** Makes a field of the form faulty; most forms are faulty while they are empty. */
  spoil?: (page: Page) => Promise<unknown>;
  /** The button that sends. */
  send: string;
  /** The label of the first faulty field. */
  field: string;
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();
const communityTab = (name: string) => async (page: Page) => {
  await page.getByRole('region', { name: ja.communities.mine }).getByRole('link').first().click();
  await page.locator('nav.tabs').getByRole('link', { name, exact: true }).click();
};
const inTurn =
  (...steps: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of steps) await step(page);
  };

const CASES: FormCase[] = [
  {
    form: 'sign-up',
    files: ['account/sign-up'],
    path: '/sign-up',
    isSignedOut: true,
    send: ja.account.signUpAction,
    field: ja.account.displayName,
  },
  {
    form: 'sign-in',
    files: ['account/sign-in'],
    path: '/sign-in',
    isSignedOut: true,
    send: ja.account.signIn,
    field: ja.account.email,
  },
  {
    form: 'password reset',
    files: ['account/reset-password'],
    path: '/reset-password#token=x',
    isSignedOut: true,
    send: ja.account.reset,
    field: ja.account.newPassword,
  },
  {
    form: 'profile',
    files: ['me/profile-page'],
    path: '/me/profile',
    spoil: (page) => page.getByLabel(ja.account.displayName).fill(''),
    send: ja.common.save,
    field: ja.account.displayName,
  },
  {
    form: 'password',
    files: ['settings/password-section'],
    path: '/settings/password',
    send: ja.settings.changePassword,
    field: ja.settings.currentPassword,
  },
  // Before the authenticator app, whose form stays open above it on the same screen.
  {
    form: 'new passkey',
    files: ['settings/passkeys-part'],
    path: '/settings/security',
    send: ja.settings.passkeyAdd,
    field: ja.settings.passkeyName,
  },
  {
    form: 'authenticator app',
    files: ['settings/authenticator-set-up'],
    path: '/settings/security',
    open: press(ja.settings.authenticatorAdd),
    send: ja.settings.authenticatorConfirm,
    field: ja.factor.code,
  },
  {
    form: 'email address',
    files: ['settings/email-section'],
    path: '/settings/email',
    send: ja.settings.changeEmail,
    field: ja.settings.newEmail,
  },
  {
    form: 'new topic',
    files: ['topics/topic-form'],
    path: '/topics',
    open: press(ja.topics.create),
    send: ja.topics.publish,
    field: ja.topics.titleField,
  },
  {
    form: 'new room',
    files: ['rooms/room-dialog'],
    path: '/rooms',
    open: press(ja.rooms.create),
    send: ja.rooms.open,
    field: ja.rooms.titleField,
  },
  {
    form: 'new meal',
    files: ['meals/meal-dialog'],
    path: '/meals',
    open: press(ja.meals.create),
    send: ja.meals.create,
    field: ja.meals.form.title,
  },
  {
    form: 'new meal in person, with a title',
    files: [],
    path: '/meals',
    open: press(ja.meals.create),
    spoil: async (page) => {
      await page.getByLabel(ja.meals.form.title).fill('ラーメン');
      await page.getByRole('radio', { name: ja.meals.modes.in_person, exact: true }).check();
    },
    send: ja.meals.create,
    field: ja.meals.form.area,
  },
  {
    form: 'new community',
    files: ['communities/community-dialog'],
    path: '/communities',
    open: press(ja.communities.create),
    send: ja.communities.create,
    field: ja.communities.name,
  },
  {
    form: 'new channel',
    files: ['communities/channels-tab'],
    path: '/communities',
    open: inTurn(communityTab(ja.communities.tabs.channels), press(ja.communities.createChannel)),
    send: ja.communities.createChannel,
    field: ja.communities.channelName,
  },
  {
    form: 'announcement',
    files: ['communities/announcements'],
    path: '/communities',
    open: inTurn(communityTab(ja.communities.tabs.about), press(ja.communities.postAnnouncement)),
    send: ja.communities.postAnnouncement,
    field: ja.communities.announcementTitle,
  },
  {
    form: 'invitation by handle',
    files: ['communities/invitations'],
    path: '/communities',
    open: communityTab(ja.communities.tabs.moderation),
    send: ja.communities.invite,
    field: ja.communities.inviteByName,
  },
  {
    form: 'rounds of a community',
    files: ['rounds/rounds-form'],
    path: '/communities',
    open: communityTab(ja.communities.tabs.rounds),
    spoil: (page) => page.getByLabel(ja.rounds.firstAt).fill(''),
    send: ja.rounds.change,
    field: ja.rounds.firstAt,
  },
  {
    form: 'pause of rounds',
    files: ['rounds/pause-form'],
    path: '/rounds',
    send: ja.rounds.setPause,
    field: ja.rounds.until,
  },
  {
    form: 'new organisation',
    files: ['tenants/create-dialog'],
    path: '/settings/organisations',
    open: press(ja.tenants.create),
    send: ja.tenants.create,
    field: ja.tenants.name,
  },
  {
    form: 'proposal of a time',
    files: ['proposals/proposal-dialog'],
    path: '/conversations',
    open: async (page) => {
      await page.locator('.conversation-row').filter({ hasText: '佐々木 健二' }).click();
      await page.getByRole('button', { name: ja.proposals.propose }).click();
      await page.getByRole('group', { name: ja.proposals.shared }).waitFor();
    },
    send: ja.proposals.send,
    field: ja.proposals.otherTime,
  },
];

/** Forms that need a state which the demo does not have, or that have no field that can be faulty before they are sent. */
const NOT_HERE = [
  // Single sign-on: `sign-on.test.ts` opens them.
  'account/company-link',
  // Providers of the open space: `open-sign-on.test.ts` opens them.
  'account/provider-link',
  'account/provider-proof',
  'account/provider-sign-up',
  'settings/first-password',
  'tenants/sign-on-part',
  'account/forgot-password',
  'account/second-step',
  'account/keep-factors',
  'account/undo-email',
  'communities/join-dialog',
  'communities/member-menu',
  'instant-talk/start-dialog',
  'meals/meal-host-menu',
  'settings/delete-section',
  'notifications/stop-mail',
  // Only for operators: `operators.test.ts` opens them.
  'operators/groups-part',
  'operators/hand-over-button',
  'operators/portal-page',
  'operators/reports-part',
  // For hosts, about people inside: `room-moderation.test.ts` opens it.
  'rooms/moderation/remove-dialog',
  'rounds/call-in-form',
  // In an organisation, which the demo does not have. `groups.test.ts` opens those of groups.
  'tenants/domains-part',
  'tenants/end-part',
  'tenants/group-dialogs',
  'tenants/group-people',
  'tenants/invitations-part',
  'tenants/organisation-sections',
  'tenants/sets-part',
  'tenants/switch-section',
  'tenants/tenant-invitation-page',
  // After signing up: `newcomer.test.ts` opens them.
  'topics/first-topic',
  'welcome/tag-step',
];

describe('a form with an error', () => {
  let app: DemoApp;
  let page: Page;
  let isSignedIn = false;

  before(async () => {
    app = await demoApp();
    ({ page } = await openPage({ size: 'phone', language: 'ja', theme: 'light' }));
    await page.setViewportSize({ width: 390, height: 560 });
    await page.goto(`${app.url}/sign-in`);
  });
  after(() => page?.context().close());
  const signIn = async () => {
    if (isSignedIn) return;
    await walkTo(page, '/sign-in');
    await signInOn(page, app.credentials[0]);
    isSignedIn = true;
  };

  it('is a form of this list, built with the parts of web/ui', () => {
    const root = join(import.meta.dirname, '../../web/features');
    const sources = globSync('**/*.tsx', { cwd: root }).map((file) => ({
      file: file.replace('.tsx', ''),
      text: readFileSync(join(root, file), 'utf8'),
    }));
    const withForm = sources.filter(({ text }) => /<Form(?:Dialog|Frame)?[\s<]/.test(text)).map(({ file }) => file);
    const raw = sources.filter(({ text }) => /<form\b/.test(text)).map(({ file }) => file);

    expect([...CASES.flatMap(({ files }) => files), ...NOT_HERE].sort()).to.deep.equal(withForm.sort());
    expect(raw).to.deep.equal([]);
  });

  for (const { form, path, isSignedOut, open, spoil, send, field } of CASES) {
    it(`shows and focuses the first faulty field: ${form}`, async () => {
      if (!isSignedOut) await signIn();
      await walkTo(page, path);
      await open?.(page);
      const button = page.locator('form').getByRole('button', { name: send, exact: true }).last();
      await button.waitFor();
      await spoil?.(page);
      await scrollToEnd(page);

      await button.click();

      const faulty = page.locator('form [aria-invalid="true"]').first();
      await faulty.waitFor();
      expect(await faulty.evaluate(labelOf)).to.contain(field);
      await until(() => hasFocus(faulty));
      await until(() => faulty.evaluate(isVisible));
      await until(() => page.locator('form .field-problem').first().evaluate(isVisible));
      expect(await violations(page), 'what axe finds').to.deep.equal([]);
      await close(page, { hasInput: spoil !== undefined });
    });
  }

  it('shows a problem of a field that cannot show it', async () => {
    await signIn();
    await walkTo(page, '/me/profile');
    await page.route('**/api/v1/profile', (route) =>
      route.fulfill({
        status: 400,
        json: {
          error: {
            code: 'invalid_input',
            message: 'Invalid',
            details: { problems: [{ path: 'body.languages.0', message: 'Invalid' }] },
          },
        },
      }),
    );
    await page.getByRole('button', { name: ja.common.save, exact: true }).click();

    const problem = page.locator('form .form-problem');
    await problem.waitFor();
    expect(await problem.textContent()).to.equal(ja.errors.field);
    await until(() => problem.evaluate(isVisible));
    await page.unrouteAll();
  });

  it('shows and focuses the days if there are too many free hours', async () => {
    const { accessToken } = await caller(app)('sessions.signIn', { body: app.credentials[0] });
    const call = caller(app, accessToken);
    const { profile } = await call('accounts.me');
    const times = Array.from({ length: 6 }, (_, at) => ({ startMinute: at * 120, minutes: 30 }));
    const freeHours = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => times.map((time) => ({ weekday, ...time })));
    await call('profiles.update', { body: { freeHours } });
    await page.goto(`${app.url}/me/profile`);
    const day = page.getByRole('group', { name: ja.me.freeDays }).getByRole('checkbox').first();
    await day.check();
    await page.getByLabel(ja.account.displayName).focus();

    await page.getByRole('button', { name: ja.common.save, exact: true }).click();

    await until(() => hasFocus(day));
    await until(() => page.getByText(ja.me.freeHoursFull(freeHours.length)).evaluate(isVisible));
    expect(await violations(page), 'what axe finds').to.deep.equal([]);
    await call('profiles.update', { body: { freeHours: profile.freeHours ?? [] } });
  });
});

/** As a person who has filled in a long form to its end. */
async function scrollToEnd(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('*')) {
      if (getComputedStyle(element).overflowY === 'auto') element.scrollTop = element.scrollHeight;
    }
  });
}

/** Closes the dialog of a form, or leaves its page. */
async function close(page: Page, { hasInput }: { hasInput: boolean }): Promise<void> {
  const dialog = page.getByRole('dialog');
  if ((await dialog.count()) === 0) {
    if (!hasInput) return;
    await walkTo(page, '/me');
    await page.getByRole('button', { name: ja.common.discard }).click();
    await page.waitForURL('**/me');
    // The address changes a moment before the screen. A step in between would ask again.
    return page.locator('form').waitFor({ state: 'detached' });
  }
  await page.keyboard.press('Escape');
  if (hasInput) await page.getByRole('button', { name: ja.common.discard }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Runs in the page: whether nothing covers the middle of an element. */
function isVisible(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  const at = document.elementFromPoint(left + Math.min(width / 2, 40), top + height / 2);
  return at !== null && (element.contains(at) || at.contains(element));
}

/** Runs in the page: the label of a control. */
function labelOf(control: Element): string {
  return (control as HTMLInputElement).labels?.[0]?.textContent ?? '';
}
