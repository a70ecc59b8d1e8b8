/**
 * A hundred ways back in for a suspended person: spellings of the address, everything that was made before the suspension, other
 * organisations, and requests that were under way at that moment. Each way is also tried by a person who is not suspended, for whom it
 * works: so none fails for another reason.
 */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import type { PasskeyOptions } from '../../src/protocol/passkeys.ts';
import { type RouteTable, routes } from '../../src/protocol/routes.ts';
import { askRoute } from '../hostile/asking.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator, challengeOf, type WithAuthenticator } from '../support/authenticator.ts';
import { connectGuest } from '../support/guest.ts';
import { holdNext } from '../support/hold.ts';
import { type MailServer, startMailServer, tokenIn } from '../support/mail-server.ts';
import { operatorWith, REASON } from '../support/operators.ts';
import { bringIn, createTenant, newEntry, switchTo, tokenOf } from '../support/organisations.ts';
import { addPasskey, type SoftwarePasskey } from '../support/passkey.ts';
import { caller, type Person, proveAddress, type Refusal, refusal, refusalOf, signUp } from '../support/people.ts';
import { connect, connectVoice, disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

const SUSPENDED = 'forbidden/suspended';
const ENDED = 'unauthenticated/session_ended';
const NOTHING = 'nothing was refused';
const NEW_PASSWORD = 'another evening with tea';

/** What a way answers: the reason of the refusal. */
type Way = () => Promise<string>;

/** Letters that look like Latin ones, in other scripts. */
const LOOKALIKES = { a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', x: 'х' } as const;

describe('a suspended person', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let operator: Person;
  let tried = 0;
  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url } });
    operator = await operatorWith(app);
  });
  afterEach(disconnectAll);
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const suspend = (accountId: string) =>
    operator.call('operatedPeople.suspend', { params: { personId: accountId }, body: { reason: REASON } });
  const erase = (accountId: string) =>
    operator.call('operatedPeople.erase', { params: { personId: accountId }, body: { reason: REASON } });
  const anybody = () => caller(app);

  /** Tries the ways of both: those of the suspended person fail, and those of the other work. */
  async function compare(suspended: Record<string, Way>, free: Record<string, Way>, refused: readonly string[]) {
    expect(Object.keys(suspended)).to.deep.equal(Object.keys(free));
    for (const [name, way] of Object.entries(suspended)) {
      expect(refused, name).to.include(await way());
      tried += 1;
    }
    for (const [name, way] of Object.entries(free)) expect([NOTHING], name).to.include(await way());
  }

  describe('does not come back with another spelling of the address', () => {
    for (const domain of ['gmail.com', 'googlemail.com', 'mail.example']) {
      it(`at ${domain}, also after the account was deleted`, async () => {
        // The same letters in another order, so that both have the same spellings.
        const letters = newId().slice(-12);
        const spammer = await signUp(app, { email: `coinexpo${letters}@${domain}` });
        const other = await signUp(app, { email: `coinexpo${[...letters].reverse().join('')}@${domain}` });
        await suspend(spammer.id);
        await erase(spammer.id);
        await erase(other.id);

        for (const [at, email] of spellings(spammer.email).entries()) {
          expect(await refusalOf(signUp(app, { email })), email).to.equal(SUSPENDED);
          tried += 1;
          // The same spelling of an address that is not suspended: free, or taken by the one before.
          const free = spellings(other.email)[at] ?? 'none';
          const answer = await refusalOf(signUp(app, { email: free }));
          expect([NOTHING, 'conflict/email_taken'], free).to.include(answer);
        }
      });
    }

    it('that another account takes over', async () => {
      const spammer = await signUp(app);
      await suspend(spammer.id);
      const [name = '', domain = ''] = spammer.email.split('@');

      for (const email of [`${name}+1@${domain}`, `${name.toUpperCase()}+b@${domain}`, `${wide(name)}+c@${domain}`]) {
        const other = await signUp(app);
        const change = () => other.call('accounts.changeEmail', { body: { email, password: other.password } });
        const code = await mailServer.codeOf(change, email);
        expect(await refusalOf(other.call('accounts.confirmEmail', { body: { code } })), email).to.equal(SUSPENDED);
        tried += 1;
      }
    });
  });

  it('does not come back with anything that was made before', async () => {
    const [spammer, other] = [await prepared(), await prepared()];
    const [suspendedWays, freeWays] = [await waysOf(spammer), await waysOf(other)];
    await suspend(spammer.account.id);

    await compare(suspendedWays, freeWays, [
      SUSPENDED,
      ENDED,
      'not_found',
      'unauthenticated/wrong_credentials',
      'invalid_input/challenge_expired',
      'invalid_input/reset_expired',
      'invalid_input/undo_expired',
    ]);
  });

  it('gets an answer from no route with an old token', async () => {
    const spammer = await signUp(app);
    await suspend(spammer.id);

    for (const [name, route] of Object.entries(routes as RouteTable)) {
      if (route.auth === 'none') continue;
      const { text } = await askRoute(app, spammer.accessToken, route, { ids: {} });
      expect(text, name).to.include('"reason":"session_ended"');
    }
  });

  describe('does not come back with a request that was under way', () => {
    const signIn = ({ email, password }: Person) => anybody()('sessions.signIn', { body: { email, password } });
    const races: Record<
      string,
      (person: Person) => Promise<[service: object, method: string, act: () => Promise<unknown>]>
    > = {
      'a sign-in whose session was just stored': async (person) => [
        app.services.sessions,
        'begin',
        () => signIn(person),
      ],
      'a sign-in whose password was just checked': async (person) => [
        app.services.passwords,
        'verify',
        () => signIn(person),
      ],
      'a sign-up with the same mailbox': async ({ email }) => [
        app.services.passwords,
        'hash',
        () => signUp(app, { email: email.replace('@', '+again@') }),
      ],
      'a refresh of the tokens': async ({ refreshToken }) => [
        app.services.sessions,
        'find',
        () => anybody()('sessions.refresh', { body: { refreshToken: refreshToken ?? '' } }),
      ],
      'a switch to an organisation': async (person) => {
        const owner = await signUp(app);
        const tenantId = await createTenant(owner);
        await bringIn(await switchTo(app, owner, tenantId), person);
        return [app.services.sessions, 'begin', () => person.call('sessions.switch', { body: { tenantId } })];
      },
      'a change of the password': async ({ call, password }) => [
        app.services.passwords,
        'hash',
        () => call('accounts.changePassword', { body: { password, newPassword: NEW_PASSWORD } }),
      ],
    };
    for (const [name, prepare] of Object.entries(races)) {
      it(`: ${name}`, async () => {
        const person = await signUp(app);
        const [service, method, act] = await prepare(person);
        const held = holdNext(service, method as never);
        const acting = act().catch((error: unknown) => error);
        await held.reached;

        await suspend(person.id);
        held.release();
        const answer = ((await acting) ?? {}) as { accessToken?: string; refreshToken?: string | null };

        const tokens = [person.accessToken, answer.accessToken ?? ''].filter(Boolean);
        for (const token of tokens) expect(await refusalOf(caller(app, token)('accounts.me'))).to.equal(ENDED);
        for (const refreshToken of [person.refreshToken, answer.refreshToken].filter((one) => one != null)) {
          expect(await refusalOf(anybody()('sessions.refresh', { body: { refreshToken } }))).to.equal(ENDED);
        }
        expect([SUSPENDED, 'unauthenticated/wrong_credentials']).to.include(await refusalOf(signIn(person)));
        tried += 1;
      });
    }

    it(': twenty sign-ins at once', async () => {
      const person = await signUp(app);
      const attempts = Array.from({ length: 20 }, () => signIn(person).catch((error: unknown) => error));
      await suspend(person.id);

      for (const answer of (await Promise.all(attempts)) as { accessToken?: string }[]) {
        tried += 1;
        if (!answer.accessToken) continue;
        expect(await refusalOf(caller(app, answer.accessToken)('accounts.me'))).to.equal(ENDED);
      }
      const { sessions } = await operator.call('operatedPeople.get', { params: { personId: person.id } });
      expect(sessions).to.equal(0);
    });
  });

  describe('in all', () => {
    it('has tried more than a hundred ways', () => {
      expect(tried).to.be.at.least(100);
    });
  });

  interface Prepared {
    account: Person;
    authenticator: WithAuthenticator;
    key: SoftwarePasskey;
    deviceToken: string;
    /** Three devices: in the open space, and in two organisations. */
    devices: Person[];
    usedRefreshToken: string;
    challenges: string[];
    passkeyOptions: PasskeyOptions;
    resetToken: string;
    undoToken: string;
    calendars: string[];
    invitations: string[];
    ticket: { url: string; ticket: string };
  }

  /** A person with every link, token and code that lets somebody in, none of them used. */
  async function prepared(): Promise<Prepared> {
    const former = await proveAddress(app, await signUp(app));
    const { call, password } = former;
    const email = `moved-${newId()}@example.com`;
    const code = await mailServer.codeOf(() => call('accounts.changeEmail', { body: { email, password } }), email);
    await call('accounts.confirmEmail', { body: { code } });
    const isUndo = ({ to, text }: { to: string; text: string }) => to === former.email && text.includes('undo-email');
    const undoToken = tokenIn((await until(() => mailServer.mails.find(isUndo)))?.text ?? '');
    const account = { ...former, email };
    const devices = [account, ...(await Promise.all([memberOf(account), memberOf(account)]))];
    const authenticator = await addAuthenticator(account);
    const { key } = await addPasskey(account, app.url);
    const challengeId = await challengeOf(account);
    const body = { challengeId, code: authenticator.recoveryCodes[0] ?? '' };
    const { deviceToken } = await anybody()('sessions.signInSecond', { body });
    const isReset = (mail: { to: string; text: string }) => mail.to === email && mail.text.includes('reset-password#');
    await anybody()('passwordResets.request', { body: { email } });
    const resetToken = tokenIn((await until(() => mailServer.mails.find(isReset)))?.text ?? '');
    const guest = await connectGuest(app, account);
    const host = await signUp(app);
    const { id: roomId } = await host.call('rooms.create', { body: { title: 'Open' } });
    const { voice } = await guest.line.ask('room:join', { roomId });
    const rotating = await signInAgain(account, authenticator, 1);
    await anybody()('sessions.refresh', { body: { refreshToken: rotating } });
    return {
      account,
      authenticator,
      key,
      deviceToken: deviceToken ?? '',
      devices,
      usedRefreshToken: rotating,
      challenges: [await challengeOf(account), await challengeOf(account), await challengeOf(account)],
      passkeyOptions: await anybody()('passkeys.begin'),
      resetToken,
      undoToken,
      calendars: await Promise.all(devices.map(async (one) => (await one.call('calendar.createLink')).url)),
      invitations: [await invitation(), await invitation()],
      ticket: { url: voice.url || app.url, ticket: voice.ticket },
    };
  }

  async function signInAgain(account: Person, { recoveryCodes }: WithAuthenticator, at: number): Promise<string> {
    const body = { challengeId: await challengeOf(account), code: recoveryCodes[at] ?? '', refreshIn: 'body' as const };
    return (await anybody()('sessions.signInSecond', { body })).refreshToken ?? '';
  }

  /** A device of the account in an organisation, with a session of its own. */
  async function memberOf({ email, password }: Person): Promise<Person> {
    const owner = await signUp(app);
    const tenantId = await createTenant(owner);
    const inside = await switchTo(app, owner, tenantId);
    const tokens = await anybody()('sessions.signIn', { body: { email, password, refreshIn: 'body' } });
    const device = { email, password, call: caller(app, tokens.accessToken) } as Person;
    await bringIn(inside, device);
    return switchTo(app, device, tenantId);
  }

  async function invitation(): Promise<string> {
    const owner = await signUp(app);
    const inside = await switchTo(app, owner, await createTenant(owner));
    return tokenOf((await inside.call('tenantInvitations.create', { body: {} })).link);
  }

  /** Those that change something for the others come last. */
  async function waysOf(prepared: Prepared): Promise<Record<string, Way>> {
    const { account, authenticator, key, devices, challenges, calendars, invitations, ticket } = prepared;
    const { email } = account;
    const second = (challengeId: string, code: string) =>
      refusalOf(anybody()('sessions.signInSecond', { body: { challengeId, code } }));
    const firstThen = async (code: string) => second(await challengeOf(account), code);
    const signInAfter = async (newPassword: string) => {
      try {
        await anybody()('sessions.signIn', { body: { email, password: newPassword } });
        return NOTHING;
      } catch (error) {
        const { reason } = error as Refusal;
        return reason === 'unauthenticated/second_step_needed' ? NOTHING : reason;
      }
    };
    const ways: Record<string, Way> = {};
    for (const [at, device] of devices.entries()) {
      ways[`the access token of device ${at}`] = () => refusalOf(device.call('accounts.me'));
      ways[`a socket of device ${at}`] = () => refusalOf(connect(app, device));
      ways[`a switch to the open space on device ${at}`] = () =>
        at === 0 ? refusalOf(device.call('tenants.list')) : refusalOf(device.call('tenants.offers'));
      ways[`the list of devices on device ${at}`] = () => refusalOf(device.call('sessions.list'));
      ways[`a fresh proof on device ${at}`] = () =>
        refusalOf(
          device
            .call('passkeys.begin')
            .then((options) => device.call('passkeys.prove', { body: { passkey: key.prove(options) } })),
        );
      ways[`another calendar link on device ${at}`] = () => refusalOf(device.call('calendar.getLink'));
    }
    for (const [at, url] of calendars.entries()) {
      ways[`calendar link ${at}`] = async () => ((await fetch(url)).status === 200 ? NOTHING : 'not_found');
    }
    ways['the voice ticket'] = async () => {
      const voice = await connectVoice(ticket, ticket.ticket);
      return refusalOf(voice.ask('voice:open', {}));
    };
    for (const [at, token] of invitations.entries()) {
      ways[`invitation ${at} to an organisation`] = () =>
        refusalOf(account.call('tenantInvitations.accept', { body: { token, ...newEntry() } }));
    }
    ways['an authenticator code with an old challenge'] = () => second(challenges[0] ?? '', authenticator.app.code());
    ways['a recovery code with an old challenge'] = () =>
      second(challenges[1] ?? '', authenticator.recoveryCodes[2] ?? '');
    for (const at of [3, 4, 5]) {
      ways[`recovery code ${at}`] = () => firstThen(authenticator.recoveryCodes[at] ?? '');
    }
    ways['the next code of the authenticator app'] = () => firstThen(authenticator.app.code(1));
    ways['a passkey with an old challenge'] = () =>
      refusalOf(anybody()('sessions.signInWithPasskey', { body: { passkey: key.prove(prepared.passkeyOptions) } }));
    ways['a passkey'] = async () => {
      const passkey = key.prove(await anybody()('passkeys.begin'));
      return refusalOf(anybody()('sessions.signInWithPasskey', { body: { passkey } }));
    };
    ways['the password on a known device'] = () => signInOn(prepared, email, 6);
    for (const [at, spelled] of [email.toUpperCase(), ` ${email} `, wide(email)].entries()) {
      ways[`the password with spelling ${at} of the address`] = () => signInOn(prepared, spelled, 7 + at);
    }
    for (const [at, { refreshToken }] of devices.entries()) {
      ways[`the refresh token of device ${at}`] = () =>
        refusalOf(anybody()('sessions.refresh', { body: { refreshToken: refreshToken ?? '' } }));
    }
    ways['the previous refresh token'] = () =>
      refusalOf(anybody()('sessions.refresh', { body: { refreshToken: prepared.usedRefreshToken } }));
    ways['a link to reset the password that was mailed before'] = async () => {
      const body = { token: prepared.resetToken, newPassword: NEW_PASSWORD };
      const answer = await refusalOf(anybody()('passwordResets.confirm', { body }));
      return answer === NOTHING ? signInAfter(NEW_PASSWORD) : answer;
    };
    ways['the letter that undoes a change of the address'] = async () => {
      const body = { token: prepared.undoToken };
      return refusalOf(anybody()('accounts.undoEmailChange', { body }));
    };
    return ways;
  }

  /** The whole sign-in on a known device, with a recovery code in the second step. */
  async function signInOn({ account: { password }, authenticator, deviceToken }: Prepared, email: string, at: number) {
    const [body, code] = [{ email, password, deviceToken }, authenticator.recoveryCodes[at] ?? ''];
    const refused = await refusal(anybody()('sessions.signIn', { body }));
    const { challengeId = '' } = refused.error.details?.secondStep ?? {};
    if (!challengeId) return refused.reason;
    return refusalOf(anybody()('sessions.signInSecond', { body: { challengeId, code, deviceToken } }));
  }
});

function wide(text: string): string {
  return text.replace(/[a-z0-9@]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));
}

/** Other spellings of an address whose mail arrives in the same mailbox, or that look the same. */
function spellings(email: string): string[] {
  const [name = '', domain = ''] = email.split('@');
  const tags = ['+', '+1', '+again', '+a+b', '+日本'].map((tag) => `${name}${tag}@${domain}`);
  const cases = [
    email.toUpperCase(),
    `${name.toUpperCase()}@${domain}`,
    `${name}@${domain.toUpperCase()}`,
    ` ${email} `,
  ];
  const widths = [
    wide(email),
    `${wide(name)}@${domain}`,
    `${name}＠${domain}`,
    `${wide(name.toUpperCase())}+x@${domain}`,
  ];
  const bold = [...name].map((letter) =>
    /[a-z]/.test(letter) ? String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97) : letter,
  );
  const looks = Object.entries(LOOKALIKES).flatMap(([latin, other]) =>
    name.includes(latin) ? [`${name.replace(latin, other)}@${domain}`] : [],
  );
  const all = [...name].map((letter) => LOOKALIKES[letter as keyof typeof LOOKALIKES] ?? letter).join('');
  const same = [...tags, ...cases, ...widths, `${bold.join('')}@${domain}`, ...looks, `${all}+z@${domain}`];
  if (!/^(gmail|googlemail)\.com$/.test(domain)) return same;
  const dots = [1, 2, 3, 4, 5, 6].map((at) => `${name.slice(0, at)}.${name.slice(at)}@${domain}`);
  const others = ['gmail.com', 'googlemail.com'].map((one) => `${[...name].join('.')}+q@${one}`);
  return [...same, ...dots, ...others];
}
