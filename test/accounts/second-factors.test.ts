/** Authenticator apps and recovery codes: adding them, signing in with them, and what each code can be used for. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { AuthenticatorApp, addAuthenticator, challengeOf, type WithAuthenticator } from '../support/authenticator.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { caller, type Person, refusal, refusalOf, signUp } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { closeClients, createClient, rejection } from '../support/sdk.ts';

const OK = 'nothing was refused';
const WRONG = 'invalid_input/factor_code_wrong';
const EXPIRED = 'invalid_input/challenge_expired';
const NEEDED = 'unauthenticated/second_step_needed';
const STEP_MS = 30_000;

describe('a second factor', () => {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  let app: TestApp;
  let mailServer: MailServer;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ clock: new Clock(now), env: { SMTP_URL: mailServer.url } });
  });
  afterEach(async () => {
    aheadMs = 0;
    await closeClients();
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  const finish = (challengeId: string, code: string) =>
    caller(app)('sessions.signInSecond', { body: { challengeId, code } });
  const signInWith = async (person: Person, code: string) => refusalOf(finish(await challengeOf(person), code));
  const firstStep = ({ email, password }: Person) =>
    refusalOf(caller(app)('sessions.signIn', { body: { email, password } }));
  const stored = async ({ id }: Person) =>
    JSON.stringify(await app.connection.collection<{ _id: string }>('secondFactors').findOne({ _id: id }));

  async function withApp() {
    const ada = await signUp(app);
    return { ada, ...(await addAuthenticator(ada, now)) };
  }

  it('is asked for after the right password only', async () => {
    const { ada } = await withApp();

    const right = await refusal(caller(app)('sessions.signIn', { body: { email: ada.email, password: ada.password } }));
    const wrong = await refusal(caller(app)('sessions.signIn', { body: { email: ada.email, password: 'is it this' } }));

    expect([right.status, right.reason]).to.deep.equal([401, NEEDED]);
    expect(right.error.details?.secondStep?.methods).to.deep.equal(['authenticator', 'recovery_code']);
    expect(wrong.error.details).to.deep.equal({ reason: 'wrong_credentials' });
  });

  it('finishes the sign-in with the current code, one step early or late, and no other', async () => {
    const { ada, app: authenticator } = await withApp();
    aheadMs = 10 * STEP_MS;

    const answers: string[] = [];
    for (const steps of [-2, 2, -1, 0, 1]) answers.push(await signInWith(ada, authenticator.code(steps)));

    expect(answers).to.deep.equal([WRONG, WRONG, OK, OK, OK]);
  });

  it('starts a session of the account, with its own tokens and device', async () => {
    const { ada, app: authenticator } = await withApp();

    const signedIn = await finish(await challengeOf(ada), authenticator.code());

    expect(signedIn.account.id).to.equal(ada.id);
    expect(signedIn.deviceToken).to.be.a('string');
    expect((await caller(app, signedIn.accessToken)('sessions.list')).items).to.have.length(2);
  });

  it('is not on before a code of the app was seen, and a wrong one does not turn it on', async () => {
    const ada = await signUp(app);
    const { secret, uri } = await ada.call('secondFactors.beginAuthenticator');
    const other = new AuthenticatorApp('JBSWY3DPEHPK3PXP', now);

    const wrong = await refusalOf(ada.call('secondFactors.confirmAuthenticator', { body: { code: other.code() } }));

    expect(uri)
      .to.include(secret)
      .and.to.match(/^otpauth:\/\/totp\/Meshi/);
    expect([wrong, await firstStep(ada)]).to.deep.equal([WRONG, OK]);
    expect(await ada.call('secondFactors.get')).to.deep.equal({
      isOn: false,
      authenticator: null,
      passkeys: [],
      recoveryCodesLeft: 0,
      resetAt: null,
    });
  });

  it('is not added by a code that comes too late', async () => {
    const ada = await signUp(app);
    const { secret } = await ada.call('secondFactors.beginAuthenticator');
    aheadMs = limits.authenticatorSetUpMs + 1;
    await app.connection.collection('sessions').updateMany({}, { $set: { provenAt: new Date(now()) } });
    const { accessToken } = await caller(app)('sessions.signIn', {
      body: { email: ada.email, password: ada.password },
    });

    const code = new AuthenticatorApp(secret, now).code();

    expect(
      await refusalOf(caller(app, accessToken)('secondFactors.confirmAuthenticator', { body: { code } })),
    ).to.equal(WRONG);
  });

  it('takes each code once: the one that added the app, and one that signed in', async () => {
    const ada = await signUp(app);
    const { secret } = await ada.call('secondFactors.beginAuthenticator');
    const authenticator = new AuthenticatorApp(secret, now);
    const code = authenticator.code();
    await ada.call('secondFactors.confirmAuthenticator', { body: { code } });

    const again = await signInWith(ada, code);
    const next = authenticator.code(1);
    const answers = [await signInWith(ada, next), await signInWith(ada, next), await signInWith(ada, code)];

    expect([again, ...answers]).to.deep.equal([WRONG, OK, WRONG, WRONG]);
  });

  it('takes one code once, if two sign-ins give it at once', async () => {
    const { ada, app: authenticator } = await withApp();
    const challenges = [await challengeOf(ada), await challengeOf(ada), await challengeOf(ada)];
    const code = authenticator.code();

    const answers = await Promise.all(challenges.map((challengeId) => refusalOf(finish(challengeId, code))));

    expect(answers.toSorted()).to.deep.equal([WRONG, WRONG, OK]);
  });

  it('takes one challenge once, if two right codes come at once', async () => {
    const { ada, recoveryCodes } = await withApp();
    const challengeId = await challengeOf(ada);

    const codes = recoveryCodes.slice(0, 3);
    const answers = await Promise.all(codes.map((code) => refusalOf(finish(challengeId, code))));

    expect(answers.toSorted()).to.deep.equal([EXPIRED, EXPIRED, OK]);
    expect(await refusalOf(finish(challengeId, recoveryCodes[4] ?? ''))).to.equal(EXPIRED);
  });

  it('has a challenge for five minutes and five attempts, also if they come at once', async () => {
    const { ada, app: authenticator } = await withApp();
    const [late, tried] = [await challengeOf(ada), await challengeOf(ada)];

    const guesses = Array.from({ length: limits.secondStepAttempts }, () => refusalOf(finish(tried, '000000')));
    const answers = await Promise.all([...guesses, ...guesses]);
    const afterGuesses = await refusalOf(finish(tried, authenticator.code()));
    aheadMs = limits.secondStepMs + 1;

    expect(answers.every((answer) => answer === WRONG)).to.equal(true);
    expect([afterGuesses, await refusalOf(finish(late, authenticator.code()))]).to.deep.equal([EXPIRED, EXPIRED]);
  });

  it('has a challenge that is void after a change of the password or the end of all sessions', async () => {
    const answers: string[] = [];
    for (const change of [
      ({ call, password }: Person) =>
        call('accounts.changePassword', { body: { password, newPassword: 'another quiet evening' } }),
      ({ call }: Person) => call('sessions.revokeOthers'),
    ]) {
      const { ada, app: authenticator } = await withApp();
      const challengeId = await challengeOf(ada);
      await change(ada);
      answers.push(await refusalOf(finish(challengeId, authenticator.code())));
    }

    expect(answers).to.deep.equal([EXPIRED, EXPIRED]);
  });

  it('is replaced by a recovery code, once, however it is typed, and also at once', async () => {
    const { ada, recoveryCodes } = await withApp();
    const [first = '', second = ''] = recoveryCodes;

    const typed = first.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l');
    const answers = [await signInWith(ada, typed), await signInWith(ada, first)];
    const challenges = [await challengeOf(ada), await challengeOf(ada)];
    const atOnce = await Promise.all(challenges.map((id) => refusalOf(finish(id, second))));

    expect(recoveryCodes).to.have.length(10);
    expect(new Set(recoveryCodes).size).to.equal(10);
    expect(answers).to.deep.equal([OK, WRONG]);
    expect(atOnce.toSorted()).to.deep.equal([WRONG, OK]);
    expect((await ada.call('secondFactors.get')).recoveryCodesLeft).to.equal(8);
  });

  it('gets new recovery codes, which replace the former ones', async () => {
    const { ada, recoveryCodes } = await withApp();

    const made = await ada.call('secondFactors.makeRecoveryCodes');

    expect(await signInWith(ada, recoveryCodes[0] ?? '')).to.equal(WRONG);
    expect(await signInWith(ada, made.recoveryCodes[0] ?? '')).to.equal(OK);
  });

  it('keeps its recovery codes when the app is replaced, whose former codes no longer work', async () => {
    const { ada, app: former, recoveryCodes } = await withApp();

    const { app: next, recoveryCodes: more } = await addAuthenticator(ada, now);

    expect(more).to.deep.equal([]);
    expect([await signInWith(ada, former.code()), await signInWith(ada, next.code())]).to.deep.equal([WRONG, OK]);
    expect(await signInWith(ada, recoveryCodes[0] ?? '')).to.equal(OK);
  });

  it('is no longer asked for when it was removed, and its recovery codes are gone', async () => {
    const { ada, recoveryCodes } = await withApp();

    await ada.call('secondFactors.removeAuthenticator');

    expect(await firstStep(ada)).to.equal(OK);
    expect(await refusalOf(ada.call('secondFactors.makeRecoveryCodes'))).to.equal('conflict/no_second_factor');
    expect(await refusalOf(ada.call('secondFactors.removeAuthenticator'))).to.equal('conflict/no_second_factor');
    await addAuthenticator(ada, now);
    expect(await signInWith(ada, recoveryCodes[0] ?? '')).to.equal(WRONG);
  });

  it('stores neither the secret nor a recovery code in a readable form', async () => {
    const ada = await signUp(app);
    const { secret } = await ada.call('secondFactors.beginAuthenticator');
    const code = new AuthenticatorApp(secret, now).code();
    const { recoveryCodes } = await ada.call('secondFactors.confirmAuthenticator', { body: { code } });

    const text = await stored(ada);

    expect(text).not.to.include(secret);
    for (const one of recoveryCodes ?? []) expect(text).not.to.include(one);
    expect(text).to.have.length.above(400);
  });

  it('is deleted with the account', async () => {
    const { ada } = await withApp();
    await challengeOf(ada);

    await ada.call('accounts.delete', { body: { password: ada.password } });

    expect(await stored(ada)).to.equal('null');
    expect(await app.connection.collection('signInChallenges').countDocuments({ accountId: ada.id })).to.equal(0);
  });

  it('is still needed after a reset of the password', async () => {
    const ada = await signUp(app);
    const added: WithAuthenticator[] = [];
    await mailServer.textOf(async () => added.push(await addAuthenticator(ada, now)), ada.email);
    const ask = () => caller(app)('passwordResets.request', { body: { email: ada.email } });
    const token = await mailServer.tokenOf(ask, ada.email);
    const newPassword = 'a third quiet evening';
    await caller(app)('passwordResets.confirm', { body: { token, newPassword } });
    const changed = { ...ada, password: newPassword };

    expect(await firstStep(changed)).to.equal(NEEDED);
    expect(await signInWith(changed, added[0]?.app.code() ?? '')).to.equal(OK);
  });

  it('tells the owner by mail of each change, and of a used recovery code', async () => {
    const ada = await signUp(app);
    const letterOf = async (act: () => Promise<unknown>) =>
      /^This is about signing in to your Meshi account: (.*)\.$/m.exec(await mailServer.textOf(act, ada.email))?.[1];
    const set: { codes: string[] } = { codes: [] };

    const letters = [
      await letterOf(async () => {
        set.codes = (await addAuthenticator(ada, now)).recoveryCodes;
      }),
      await letterOf(async () => signInWith(ada, set.codes[0] ?? '')),
      await letterOf(() => ada.call('secondFactors.makeRecoveryCodes')),
      await letterOf(() => ada.call('secondFactors.removeAuthenticator')),
    ];

    expect(letters).to.deep.equal([
      'An authenticator app was added',
      'A recovery code was used',
      'New recovery codes were made',
      'The authenticator app was removed',
    ]);
  });

  it('is part of a fresh proof: the password alone is not enough, and each code counts once', async () => {
    const { ada, app: authenticator } = await withApp();
    const { password } = ada;
    const prove = (code?: string) =>
      refusalOf(ada.call('accounts.prove', { body: { password, ...(code && { code }) } }));
    aheadMs = limits.proofMs + 1;

    const answers = [await prove(), await prove('000000')];
    const code = authenticator.code();
    answers.push(await refusalOf(ada.call('sessions.revokeOthers')), await prove(code), await prove(code));

    expect(answers).to.deep.equal([WRONG, WRONG, 'forbidden/proof_needed', OK, WRONG]);
    expect(await refusalOf(ada.call('sessions.revokeOthers'))).to.equal(OK);
  });

  it('makes what asks for the password in its body need a fresh proof too', async () => {
    const { ada, app: authenticator } = await withApp();
    const { password, call } = ada;
    aheadMs = limits.proofMs + 1;
    const acts = [
      () => call('accounts.changeEmail', { body: { email: `new-${ada.email}`, password } }),
      () => call('accounts.changePassword', { body: { password, newPassword: 'another quiet evening' } }),
      () => call('accounts.delete', { body: { password } }),
    ];

    const before: string[] = [];
    for (const act of acts) before.push(await refusalOf(act()));
    await call('accounts.prove', { body: { password, code: authenticator.code() } });

    expect(before).to.deep.equal(Array(3).fill('forbidden/proof_needed'));
    for (const act of acts.slice(0, 1)) expect(await refusalOf(act())).to.equal(OK);
  });

  it('lets the SDK sign in with a code that the program makes, or in two calls', async () => {
    const { ada, app: authenticator } = await withApp();
    const [bot, screen] = [createClient(app), createClient(app)];

    await bot.signIn({ email: ada.email, password: ada.password, code: () => authenticator.code() });
    const error = await rejection(screen.signIn(ada));
    const challengeId = (error as { details: { secondStep: { challengeId: string } } }).details.secondStep.challengeId;
    const wrong = await rejection(screen.signInSecond({ challengeId, code: '000000' }));
    await screen.signInSecond({ challengeId, code: authenticator.code(1) });

    expect(wrong).to.include({ reason: 'factor_code_wrong' });
    expect([bot.me?.account.id, screen.me?.account.id]).to.deep.equal([ada.id, ada.id]);
  });
});

describe('a second factor in two processes', () => {
  it('takes a code, a recovery code and a challenge once', async () => {
    const processes = await TestProcesses.start();
    try {
      const [one, other] = await Promise.all([processes.startOne(), processes.startOne()]);
      const ada = await signUp(one);
      const { app: authenticator, recoveryCodes } = await addAuthenticator(ada);
      const finishAtOnce = async (challenges: [string, string], code: string) => {
        const answers = [one, other].map((app, index) => {
          const challengeId = challenges[index] ?? '';
          return refusalOf(caller(app)('sessions.signInSecond', { body: { challengeId, code } }));
        });
        return (await Promise.all(answers)).toSorted();
      };
      const two = async (): Promise<[string, string]> => [await challengeOf(ada), await challengeOf(ada)];

      expect(await finishAtOnce(await two(), authenticator.code())).to.deep.equal([WRONG, OK]);
      expect(await finishAtOnce(await two(), recoveryCodes[0] ?? '')).to.deep.equal([WRONG, OK]);
    } finally {
      await processes.close();
    }
  });
});

describe('guesses at a second factor', () => {
  it('are counted for who makes them, and for all unknown devices together', async () => {
    const app = await startTestApp({
      env: { TRUSTED_PROXIES: '1' },
      limits: { secondStepsPerDay: 3, secondStepsPerDayPerAccount: 5 },
    });
    try {
      const ada = await signUp(app);
      const { app: authenticator } = await addAuthenticator(ada);
      const known = await caller(app)('sessions.signInSecond', {
        body: { challengeId: await challengeOf(ada), code: authenticator.code() },
      });
      const guess = async (address: string, code: string, deviceToken?: string | null) => {
        const body = { challengeId: await challengeOf(ada), code, ...(deviceToken && { deviceToken }) };
        const answer = await fetch(`${app.url}/api/v1/sessions/second`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
          body: JSON.stringify(body),
        });
        return answer.status;
      };

      const one: number[] = [];
      for (let count = 0; count < 4; count += 1) one.push(await guess('198.51.100.1', '000000'));
      const another = [await guess('198.51.100.2', '000000'), await guess('198.51.100.3', '000000')];

      expect(one).to.deep.equal([400, 400, 400, 429]);
      // The owner's own attempt counts too.
      expect(another).to.deep.equal([400, 429]);
      expect(await guess('198.51.100.4', authenticator.code(1), `${known.deviceToken}x`)).to.equal(429);
      expect(await guess('198.51.100.4', authenticator.code(1), known.deviceToken)).to.equal(201);
    } finally {
      await app.close();
    }
  });

  it('by somebody with an open session are counted too', async () => {
    const app = await startTestApp({ limits: { secondStepsPerDay: 2 } });
    try {
      const ada = await signUp(app);
      const { app: authenticator } = await addAuthenticator(ada);
      const { password } = ada;
      const prove = (code: string) => refusalOf(ada.call('accounts.prove', { body: { password, code } }));

      const tenantId = await createTenant(ada);
      expect([await prove('000000'), await prove('000000'), await prove(authenticator.code())]).to.deep.equal([
        WRONG,
        WRONG,
        'limit_exceeded',
      ]);
      // Another tenant is the same account. A sign-in still works: it is a proof, too.
      const elsewhere = await switchTo(app, ada, tenantId);
      const body = { password, code: authenticator.code() };
      expect(await refusalOf(elsewhere.call('accounts.prove', { body }))).to.equal('limit_exceeded');
      expect(
        await refusalOf(
          caller(app)('sessions.signInSecond', {
            body: { challengeId: await challengeOf(ada), code: authenticator.code() },
          }),
        ),
      ).to.equal(OK);
    } finally {
      await app.close();
    }
  });
});
