/** Signing keys in the database, on two real processes: made, renewed and ended by themselves, and led by operators. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { parseTokenKeys } from '../../src/kernel/token-keys.ts';
import { localVault } from '../../src/keys/signing/key-vault.ts';
import { SigningKeys } from '../../src/keys/signing/signing-keys.ts';
import type { KeyDoc } from '../../src/keys/store/index.ts';
import { KEY_WARNING_HEADER } from '../../src/protocol/keys.ts';
import { API_PREFIX, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { operatorWith, REASON, takeRole } from '../support/operators.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';

const OK = 'nothing was refused';
const EXPIRED = 'unauthenticated/token_expired';
const KEYS_SECRET = `s1:${randomBytes(48).toString('base64url')}`;
const limits = {
  signingKeyMs: 24 * HOUR_MS,
  signingKeyLeadMs: MINUTE_MS,
  // The tests run it.
  signingKeyReadMs: 100 * HOUR_MS,
  signingKeyRehearsalMs: 2 * HOUR_MS,
  keyRestMs: 2 * HOUR_MS,
  accessTokenMs: 15 * MINUTE_MS,
  proofMs: 100 * HOUR_MS,
};

describe('signing keys in the database', () => {
  let processes: TestProcesses;
  let one: TestApp;
  let other: TestApp;
  let nowMs: number;
  const clock = new Clock(() => nowMs);

  beforeEach(async () => {
    nowMs = Date.now();
    processes = await TestProcesses.start(limits);
    [one, other] = await Promise.all([start(), start()]);
  });
  afterEach(() => processes.close());

  const start = () => processes.startOne({ clock, env: { KEYS_SECRET } });
  const runBoth = () => Promise.all([one, other].map((app) => app.services.signingKeys?.run()));
  const stored = () =>
    one.connection.collection<KeyDoc>('keys').find({ kind: 'signing' }).sort({ madeAt: 1 }).toArray();
  const keyOf = ({ accessToken }: Pick<Person, 'accessToken'>) =>
    jwt.decode(accessToken, { complete: true })?.header.kid ?? '';
  const onBoth = async (person: Pick<Person, 'accessToken'>) =>
    Promise.all([one, other].map((app) => refusalOf(caller(app, person.accessToken)('accounts.me'))));
  async function pass(ms: number): Promise<void> {
    nowMs += ms;
    await runBoth();
  }
  async function renewed(person: Person): Promise<Person> {
    const { accessToken, refreshToken } = await caller(one)('sessions.refresh', {
      body: { refreshToken: person.refreshToken ?? '' },
    });
    return { ...person, accessToken, refreshToken, call: caller(one, accessToken) };
  }
  async function warned(app: TestApp, { accessToken }: Person): Promise<boolean> {
    const response = await fetch(app.url + API_PREFIX + routes['accounts.me'].path, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(response.status).to.equal(200);
    return response.headers.get(KEY_WARNING_HEADER) === 'rehearsal';
  }

  it('are made once, and sign only when all processes have had the time to read them', async () => {
    const early = await signUp(one);
    expect((await stored()).map(({ name, state }) => [name.slice(0, 9), state])).to.deep.equal([
      ['tokens 20', 'in_use'],
    ]);
    expect(keyOf(early)).to.equal('shared');

    nowMs += limits.signingKeyLeadMs;
    const [here, there] = [await signUp(one), await signUp(other)];

    const [key] = await stored();
    expect([keyOf(here), keyOf(there)]).to.deep.equal([key?._id, key?._id]);
    expect(await onBoth(here)).to.deep.equal([OK, OK]);
    expect(await onBoth(there)).to.deep.equal([OK, OK]);
    expect(await onBoth(early), 'signed by the environment').to.deep.equal([OK, OK]);
  });

  it('are renewed without signing anybody out: tokens of the former key work until they expire', async () => {
    await pass(limits.signingKeyMs - limits.signingKeyLeadMs);
    const before = await signUp(one);
    await pass(limits.signingKeyLeadMs);
    const between = await signUp(other);
    await pass(limits.signingKeyLeadMs);
    const after = await signUp(other);

    const [former, next, ...more] = await stored();
    expect(more).to.deep.equal([]);
    expect([before, between, after].map(keyOf)).to.deep.equal([former?._id, former?._id, next?._id]);
    for (const person of [before, between, after]) expect(await onBoth(person)).to.deep.equal([OK, OK]);
    expect(keyOf(await renewed(before))).to.equal(next?._id);
    nowMs += limits.accessTokenMs;
    expect(await onBoth(between)).to.deep.equal([EXPIRED, EXPIRED]);
  });

  it('end by themselves, through rehearsal and disable, each step once and in the audit log', async () => {
    await pass(limits.signingKeyMs);
    const [former] = await stored();
    const state = async () => (await stored()).find(({ _id }) => _id === former?._id)?.state;

    await pass(limits.signingKeyLeadMs + limits.accessTokenMs);
    expect(await state(), 'tokens may still be valid').to.equal('in_use');
    await pass(MINUTE_MS);
    expect(await state()).to.equal('rehearsal');
    await pass(limits.signingKeyRehearsalMs - 1);
    expect(await state()).to.equal('rehearsal');
    await pass(1);
    expect(await state()).to.equal('disabled');
    await pass(limits.keyRestMs - 1);
    expect(await state()).to.equal('disabled');
    await pass(1);
    expect(await state()).to.equal(undefined);

    const entries = one.connection.collection('auditEntries').find({ targetId: former?._id }).sort({ seq: 1 });
    expect((await entries.toArray()).map(({ action, actorId }) => [action, actorId])).to.deep.equal([
      ['key_created', 'system'],
      ['key_rehearsed', 'system'],
      ['key_disabled', 'system'],
      ['key_deleted', 'system'],
    ]);
    expect((await stored()).length).to.equal(1);
  });

  it('stay in rehearsal as long as somebody uses them', async () => {
    await pass(limits.signingKeyMs);
    const [former] = await stored();
    await pass(limits.signingKeyLeadMs + limits.accessTokenMs + MINUTE_MS);
    const used = one.connection.collection<KeyDoc>('keys');
    await used.updateOne({ _id: former?._id ?? '' }, { $inc: { rehearsalUses: 1 } });

    await pass(10 * limits.signingKeyRehearsalMs);

    expect((await stored()).find(({ _id }) => _id === former?._id)?.state).to.equal('rehearsal');
  });

  it('led by an operator: accepted with a warning in rehearsal and counted, refused when disabled, and back', async () => {
    await pass(limits.signingKeyLeadMs);
    const [person, chief] = [await signUp(one), await operatorWith(one)];
    const [key] = await stored();
    const params = { keyId: key?._id ?? '' };
    const body = { reason: REASON };
    expect(keyOf(person)).to.equal(params.keyId);
    expect(await warned(one, person)).to.equal(false);

    await chief.call('serverKeys.rehearse', { params, body });
    await Promise.all([one, other].map((app) => app.services.signingKeys?.read()));
    const answers = await Promise.all([one, other, one, other, one].map((app) => warned(app, person)));
    expect(answers).to.deep.equal([true, true, true, true, true]);
    expect((await stored())[0]?.rehearsalUses).to.equal(5);
    const again = await renewed(person);
    expect(keyOf(again), 'signed by another key').to.not.equal(params.keyId);
    expect(await warned(other, again)).to.equal(false);

    const boss = await renewed(chief);
    await takeRole(boss, 'operator');
    await boss.call('serverKeys.disable', { params, body });
    await Promise.all([one, other].map((app) => app.services.signingKeys?.read()));
    expect(await onBoth(person)).to.deep.equal([EXPIRED, EXPIRED]);
    expect((await stored())[0]).to.include({ state: 'disabled', refusedUses: 2 });
    expect(await onBoth(again)).to.deep.equal([OK, OK]);
    const { items } = await boss.call('serverKeys.list');
    expect(items.map(({ id, kind, owner }) => [id, kind, owner])).to.deep.include([params.keyId, 'signing', null]);

    await boss.call('serverKeys.enable', { params, body });
    await Promise.all([one, other].map((app) => app.services.signingKeys?.read()));
    expect(await onBoth(person)).to.deep.equal([OK, OK]);
  });

  it('are looked for by a process that has not read them yet, and not for every unknown token', async () => {
    await pass(limits.signingKeyLeadMs);
    const person = await signUp(one);
    const vault = localVault(parseTokenKeys(KEYS_SECRET).keys);
    const { keyStore: store, keyUses: uses, audit } = one.services;
    const { events, log } = one.kernel;
    const late = new SigningKeys({ store, uses, vault, audit, events, clock, log, limits: { ...one.kernel.limits } });
    let reads = 0;
    const read = late.read.bind(late);
    Object.assign(late, {
      read: () => {
        reads += 1;
        return read();
      },
    });

    expect(late.find(keyOf(person))).to.equal(undefined);
    await late.learn(keyOf(person));
    expect(late.find(keyOf(person))).to.not.equal(undefined);
    for (let time = 0; time < 20; time += 1) await late.learn(`unknown-${time}`);

    expect(reads).to.equal(1);
  });

  it('are sealed in the database: another server, or another document, cannot open them', async () => {
    const [key] = await stored();
    const vault = localVault(parseTokenKeys(KEYS_SECRET).keys);
    const secret = await vault.open(key?.sealed ?? '', key?._id ?? '');
    const stranger = localVault(parseTokenKeys(`s1:${randomBytes(48).toString('base64url')}`).keys);

    expect(Buffer.from(secret ?? '', 'base64url')).to.have.length(48);
    expect(JSON.stringify(await stored())).to.not.include(secret ?? '?');
    expect(await vault.open(key?.sealed ?? '', '0123456789abcdef01234567')).to.equal(null);
    expect(await stranger.open(key?.sealed ?? '', key?._id ?? '')).to.equal(null);
  });
});

describe('without KEYS_SECRET', () => {
  it('the keys of the environment sign, and there is nothing in the database', async () => {
    const app = await startTestApp();
    try {
      const person = await signUp(app);

      expect(jwt.decode(person.accessToken, { complete: true })?.header.kid).to.match(/^dev-/);
      expect(app.services.signingKeys).to.equal(null);
      expect(await app.connection.collection('keys').countDocuments()).to.equal(0);
    } finally {
      await app.close();
    }
  });
});
