/** Operators remove the second factors of a person who has lost them: after a delay, which the person is told of and can end. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { interrupting } from '../support/hold.ts';
import { type MailServer, startMailServer, tokenIn } from '../support/mail-server.ts';
import { newOperator, operatorWith, REASON, takeRole } from '../support/operators.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';

const NOTHING = 'nothing was refused';
const NO_SESSION = 'unauthenticated/second_step_needed';

describe('the removal of lost second factors', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let operator: Person;
  let nowMs = Date.now();
  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      env: { SMTP_URL: mailServer.url },
      limits: { accessTokenMs: 20 * HOUR_MS, proofMs: 20 * HOUR_MS, jobPollMs: DAY_MS, factorResetMs: HOUR_MS },
    });
    operator = await operatorWith(app);
  });
  beforeEach(async () => {
    await takeRole(operator, 'operator');
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  /** A person with a verified address and an authenticator app, whose letters have all been sent. */
  async function locked(): Promise<Person> {
    const person = await proveAddress(app, await signUp(app));
    await addAuthenticator(person, () => nowMs);
    await runJobs();
    return person;
  }

  async function runJobs(): Promise<void> {
    while ((await app.kernel.jobs.runDue()) > 0);
  }

  const params = ({ id }: Person) => ({ personId: id });
  const reset = (person: Person, actor = operator) =>
    actor.call('operatedPeople.resetFactors', { params: params(person), body: { reason: REASON } });
  const withdraw = (person: Person) =>
    operator.call('operatedPeople.keepFactors', { params: params(person), body: { reason: REASON } });
  const signIn = ({ email, password }: Person) =>
    refusalOf(caller(app)('sessions.signIn', { body: { email, password } }));
  /** Resolves when the letter has arrived, and the job that sent it has ended. */
  const letterFrom = async (act: () => Promise<unknown>, person: Person) => {
    let acting: Promise<unknown> = Promise.resolve();
    const text = await mailServer.textOf(() => (acting = act()), person.email);
    await acting;
    return text;
  };
  const letterOf = (person: Person) =>
    letterFrom(async () => {
      await reset(person);
      await runJobs();
    }, person);

  async function afterTheDelay(): Promise<void> {
    nowMs += app.kernel.limits.factorResetMs;
    await runJobs();
  }

  it('takes effect after the delay, tells the person at once and afterwards, and ends the sessions', async () => {
    const person = await locked();

    const letter = await letterOf(person);
    const { resetAt } = await person.call('secondFactors.get');
    expect(Date.parse(resetAt ?? '')).to.equal(nowMs + HOUR_MS);
    expect(letter).to.include('/keep-factors#token=');
    const { items } = await person.call('notifications.list');
    expect(items.map(({ kind, data }) => [kind, data])).to.deep.equal([['factor_reset', { at: resetAt }]]);
    nowMs += HOUR_MS - 1;
    await runJobs();
    expect(await signIn(person)).to.equal(NO_SESSION);

    nowMs += 1;
    const done = await mailServer.textOf(runJobs, person.email);

    expect(done).to.include('Operators removed the second factors');
    expect(await refusalOf(person.call('accounts.me'))).to.equal('unauthenticated/session_ended');
    expect(await signIn(person)).to.equal(NOTHING);
  });

  it('removes passkeys and recovery codes, too', async () => {
    const person = await locked();
    const factors = app.connection.collection<{ _id: string }>('secondFactors');
    const passkey = { id: 'k', credentialId: `c-${person.id}`, publicKey: 'p', counter: 0, transports: [], name: 'K' };
    const passkeys = [{ ...passkey, createdAt: new Date(), lastUsedAt: null }];
    await factors.updateOne({ _id: person.id }, { $set: { passkeys } });
    await letterOf(person);
    await afterTheDelay();

    const stored = await app.connection.collection<{ _id: string }>('secondFactors').findOne({ _id: person.id });

    expect(stored).to.deep.include({ authenticator: null, passkeys: [], recoveryHashes: [], reset: null });
  });

  it('ends the sessions and tells the person also if the process ended right after the removal', async () => {
    const person = await locked();
    await letterOf(person);
    await interrupting(app.services.accounts, 'endSessions', afterTheDelay);

    nowMs += HOUR_MS;
    const done = await mailServer.textOf(runJobs, person.email);

    expect(done).to.include('Operators removed the second factors');
    expect(await refusalOf(person.call('accounts.me'))).to.equal('unauthenticated/session_ended');
  });

  it('waits for the whole delay after a letter that could not leave before', async () => {
    const person = await locked();
    await reset(person);
    nowMs += HOUR_MS;

    await letterFrom(runJobs, person);
    expect(await signIn(person)).to.equal(NO_SESSION);
    nowMs += HOUR_MS - 1;
    await runJobs();
    expect(await signIn(person)).to.equal(NO_SESSION);
    nowMs += 1;
    await runJobs();

    expect(await signIn(person)).to.equal(NOTHING);
  });

  it('begins anew when it is asked for again after its letter was given up', async () => {
    const person = await locked();
    await reset(person);
    await app.connection.collection('jobs').deleteMany({ kind: /^accounts\.factor_reset/ });
    nowMs += 2 * HOUR_MS;
    await takeRole(operator, 'operator');

    const letter = await letterFrom(async () => {
      const { factorResetAt } = await reset(person);
      expect(Date.parse(factorResetAt ?? '')).to.equal(nowMs + HOUR_MS);
      await runJobs();
    }, person);
    await afterTheDelay();

    expect(letter).to.include('/keep-factors#token=');
    expect(await signIn(person)).to.equal(NOTHING);
  });

  it('is cancelled by the link of the letter, once', async () => {
    const person = await locked();
    const token = tokenIn(await letterOf(person));
    const keep = () => refusalOf(caller(app)('secondFactors.keepByLink', { body: { token } }));

    expect(await keep()).to.equal(NOTHING);
    expect(await keep()).to.equal('invalid_input/keep_expired');
    await afterTheDelay();

    expect(await signIn(person)).to.equal(NO_SESSION);
  });

  it('is cancelled on any device that is signed in, also in an organisation', async () => {
    const owner = await signUp(app);
    const inside = await signUpInto(app, await switchTo(app, owner, await createTenant(owner)));
    await proveAddress(app, inside);
    const { account } = await inside.call('accounts.me');
    await addAuthenticator(inside, () => nowMs);
    await reset({ ...inside, id: account.id });
    expect((await inside.call('notifications.list')).items.map(({ kind }) => kind)).to.deep.equal(['factor_reset']);

    await inside.call('secondFactors.keep');
    await inside.call('secondFactors.keep');
    await afterTheDelay();

    expect((await inside.call('secondFactors.get')).isOn).to.equal(true);
    expect(await signIn(inside)).to.equal(NO_SESSION);
  });

  it('is taken back by operators, and scheduled once however often it is asked for', async () => {
    const person = await locked();
    const { factorResetAt } = await reset(person);
    nowMs += HOUR_MS / 2;
    expect((await reset(person)).factorResetAt).to.equal(factorResetAt);

    expect((await withdraw(person)).factorResetAt).to.equal(null);
    await afterTheDelay();

    expect(await signIn(person)).to.equal(NO_SESSION);
  });

  it('is for accounts with a factor and a verified address', async () => {
    const [without, unproven] = [await proveAddress(app, await signUp(app)), await signUp(app)];
    await addAuthenticator(unproven, () => nowMs);

    expect(await refusalOf(reset(without))).to.equal('conflict/no_second_factor');
    expect(await refusalOf(reset(unproven))).to.equal('forbidden/email_unverified');
  });

  it('needs its permission, which support does not have, and a fresh proof; nobody does it to themselves', async () => {
    const person = await locked();
    const [support, moderator] = [await operatorWith(app, 'support'), await operatorWith(app, 'moderator')];
    const colleague = await newOperator(app, 'support');
    await takeRole(operator, 'operator');

    for (const actor of [support, moderator]) {
      expect(await refusalOf(reset(person, actor))).to.equal('forbidden/role_needed');
    }
    expect(await refusalOf(reset(operator))).to.equal('conflict/operator_protected');
    await operator.call('operatorRoles.create', {
      body: { name: 'helpers', permissions: ['people:reset_factors'], needsSecondPerson: false },
    });
    const helper = await operatorWith(app, 'helpers');
    expect(await refusalOf(reset(colleague, helper))).to.equal('conflict/operator_protected');
    const sessions = app.connection.collection<{ _id: string }>('sessions');
    await sessions.updateOne({ _id: operator.sessionId }, { $set: { provenAt: new Date(0) } });
    expect(await refusalOf(reset(person))).to.equal('forbidden/proof_needed');
    await sessions.updateOne({ _id: operator.sessionId }, { $set: { provenAt: new Date(nowMs) } });
  });

  it('leaves an entry for each step: who asked, who kept them, and that they were removed', async () => {
    const [kept, removed] = [await locked(), await locked()];
    await reset(kept);
    await kept.call('secondFactors.keep');
    await reset(removed);
    await withdraw(removed);
    await letterOf(removed);
    await afterTheDelay();
    await takeRole(operator, 'operator');

    const entries = async (person: Person) => {
      const { items } = await operator.call('server.audit', { query: { targetId: person.id } });
      return items.filter(({ action }) => action.includes('reset')).map((one) => [one.action, one.actorId, one.reason]);
    };

    expect(await entries(kept)).to.deep.equal([
      ['factor_reset_cancelled', kept.id, ''],
      ['factor_reset_scheduled', operator.id, REASON],
    ]);
    expect(await entries(removed)).to.deep.equal([
      ['factors_reset', 'system', ''],
      ['factor_reset_scheduled', operator.id, REASON],
      ['factor_reset_withdrawn', operator.id, REASON],
      ['factor_reset_scheduled', operator.id, REASON],
    ]);
  });
});

describe('the removal of lost second factors on a server without mail', () => {
  it('is refused, because nobody could be told', async () => {
    const app = await startTestApp();
    const operator = await operatorWith(app);
    const person = await proveAddress(app, await signUp(app));
    await addAuthenticator(person);

    const reset = operator.call('operatedPeople.resetFactors', {
      params: { personId: person.id },
      body: { reason: REASON },
    });

    expect(await refusalOf(reset)).to.equal('unavailable/no_mail');
    await app.close();
  });
});
