/** Sessions of one account against a model: which tokens still work after any history of signing in, refreshing and ending. */
import { expect } from 'chai';
import fc from 'fast-check';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { command, expectLikeModel } from '../support/model.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';

const SECOND = 1_000;
const OK = 'nothing was refused';
const ENDED = 'unauthenticated/session_ended';
const PROOF_NEEDED = 'forbidden/proof_needed';
const limits = {
  sessionsPerPerson: 2,
  refreshGraceMs: 30 * SECOND,
  accessTokenMs: 15 * 60 * SECOND,
  refreshTokenMs: 30 * 24 * 60 * 60 * SECOND,
  // Few uses reach it, and a session that is used outlives `refreshTokenMs`.
  sessionMs: 50 * 24 * 60 * 60 * SECOND,
  proofMs: 10 * 60 * SECOND,
};

const LONG_WAITS = [
  limits.proofMs,
  limits.proofMs - 1,
  limits.accessTokenMs,
  limits.refreshTokenMs * 0.6,
  limits.refreshTokenMs,
];

/** A device that has signed in. Its newest refresh token is the last one. */
interface Device {
  sessionId: string;
  accessToken: string;
  accessEndsAt: number;
  refreshTokens: string[];
  signedInAt: number;
  provenAt: number;
  rotatedAt: number;
  refreshEndsAt: number;
  lastUsedAt: number;
  isEnded: boolean;
}

interface Model {
  now: number;
  password: string;
  passwordsSoFar: number;
  isDeleted: boolean;
  devices: Device[];
}

interface Issued {
  sessionId: string;
  accessToken: string;
  refreshToken: string | null;
}

describe('the sessions of an account', () => {
  let app: TestApp;
  let nowMs = Date.now();

  before(async () => {
    app = await startTestApp({ clock: new Clock(() => nowMs), limits });
  });
  after(() => app.close());

  it('are those of a simple model after every sign-in, refresh, reuse, sign-out and change of password', async () => {
    const any = fc.nat({ max: 4 });
    const after = fc.constantFrom(1, 1, limits.refreshGraceMs, limits.refreshGraceMs + 1);
    // Several times in a row, because a history on one device is what matters.
    const uses = fc.array(fc.tuple(after, fc.constantFrom(0, 0, 0, 1, 2)), { minLength: 1, maxLength: 4 });
    const refreshing = fc.tuple(any, uses).map((made) => refresh(...made));

    await expectLikeModel<Model, Person>({
      commands: [
        after.map((ms) => signIn(ms, true)),
        fc.tuple(after, fc.boolean()).map((made) => signIn(...made)),
        refreshing,
        refreshing,
        refreshing,
        fc.tuple(after, any).map(([ms, device]) => refreshTwice(ms, device)),
        fc.constantFrom(...LONG_WAITS).map(advance),
        fc.oneof(
          fc.tuple(after, any).map(([ms, device]) => signOut(ms, device)),
          fc.tuple(after, any, any).map(([ms, device, other]) => revoke(ms, device, other)),
        ),
        fc.tuple(after, any, fc.boolean()).map((made) => prove(...made)),
        fc.tuple(after, any, fc.boolean()).map(([ms, device, isRight]) => changePassword(ms, device, isRight)),
        fc.tuple(after, any).map(([ms, device]) => deleteAccount(ms, device)),
      ],
      begin: async () => {
        const real = await signUp(app);
        const { password } = real;
        const model = { now: nowMs, password, passwordsSoFar: 0, isDeleted: false, devices: [] };
        begun(model, real);
        return { model, real };
      },
      sequences: 15,
      maxCommands: 50,
    });
  });

  function signIn(after: number, isRight: boolean) {
    return act(after, `sign in with the ${isRight ? 'right' : 'wrong'} password`, async (model, { email }) => {
      const body = { email, password: isRight ? model.password : 'a wrong password' };
      const signingIn = caller(app)('sessions.signIn', { body });
      if (!isRight || model.isDeleted) {
        expect(await refusalOf(signingIn)).to.equal('unauthenticated/wrong_credentials');
        return;
      }
      begun(model, await signingIn);
      const active = model.devices.filter(({ isEnded }) => !isEnded).toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
      for (const excess of active.slice(limits.sessionsPerPerson)) excess.isEnded = true;
    });
  }

  /** Each time with the newest refresh token (age 0), the previous one, or an older one. */
  function refresh(number: number, uses: [after: number, age: number][]) {
    const name = uses.map(([after, age]) => `token -${age} after ${after} ms`).join(', ');
    return actWith(1, number, `refresh with ${name}`, async (model, device) => {
      for (const [after, age] of uses) {
        advanceTo(model, model.now + after);
        await refreshOnce(model, device, age);
      }
    });
  }

  async function refreshOnce(model: Model, device: Device, age: number): Promise<void> {
    const presented = device.refreshTokens.at(-1 - age);
    if (!presented) return;
    const refreshing = caller(app)('sessions.refresh', { body: { refreshToken: presented } });
    const isGraceful = age === 1 && model.now - device.rotatedAt <= limits.refreshGraceMs;
    if (isAlive(model, device) && (age === 0 || isGraceful)) {
      refreshed(model, device, await refreshing, { isNext: age === 0 });
      return;
    }
    expect(await refusalOf(refreshing)).to.equal(ENDED);
    if (isAlive(model, device)) device.isEnded = true;
  }

  function refreshTwice(after: number, number: number) {
    return actWith(after, number, 'refresh in two tabs at once', async (model, device) => {
      const refreshToken = device.refreshTokens.at(-1) ?? '';
      const both = [1, 2].map(() => caller(app)('sessions.refresh', { body: { refreshToken } }));
      if (!isAlive(model, device)) {
        expect(await Promise.all(both.map(refusalOf))).to.deep.equal([ENDED, ENDED]);
        return;
      }
      const [one, other] = await Promise.all(both);
      expect(one?.refreshToken).to.equal(other?.refreshToken);
      refreshed(model, device, one as Issued, { isNext: true });
    });
  }

  function advance(ms: number) {
    return act(ms, 'only wait', async () => {});
  }

  function signOut(after: number, number: number) {
    return actWith(after, number, 'sign out', async (model, device) => {
      const expected = accessOf(model, device);
      expect(await refusalOf(callOf(device)('sessions.signOut'))).to.equal(expected);
      if (expected === OK) device.isEnded = true;
    });
  }

  function revoke(after: number, number: number, otherNumber: number) {
    return actWith(after, number, `end the session of device ${otherNumber}`, async (model, device) => {
      const other = deviceOf(model, otherNumber);
      const answer = await refusalOf(callOf(device)('sessions.revoke', { params: { sessionId: other.sessionId } }));
      const access = accessOf(model, device);
      const isProven = device.provenAt + limits.proofMs > model.now;
      expect(answer).to.equal(access !== OK || isProven ? access : PROOF_NEEDED);
      if (answer === OK) other.isEnded = true;
    });
  }

  function prove(after: number, number: number, isRight: boolean) {
    const name = `prove who it is with the ${isRight ? 'right' : 'wrong'} password`;
    return actWith(after, number, name, async (model, device) => {
      const access = accessOf(model, device);
      const body = { password: isRight ? model.password : 'a wrong password' };
      const answer = await refusalOf(callOf(device)('accounts.prove', { body }));
      expect(answer).to.equal(access !== OK || isRight ? access : 'forbidden/wrong_password');
      if (answer === OK) device.provenAt = model.now;
    });
  }

  function changePassword(after: number, number: number, isRight: boolean) {
    return actWith(after, number, `change the ${isRight ? 'right' : 'wrong'} password`, async (model, device) => {
      const newPassword = `a quiet evening, number ${++model.passwordsSoFar}`;
      const body = { password: isRight ? model.password : 'a wrong password', newPassword };
      const access = accessOf(model, device);
      const answer = await refusalOf(callOf(device)('accounts.changePassword', { body }));
      expect(answer).to.equal(access !== OK || isRight ? access : 'forbidden/wrong_password');
      if (answer !== OK) return;
      model.password = newPassword;
      for (const other of model.devices) other.isEnded ||= other !== device;
    });
  }

  function deleteAccount(after: number, number: number) {
    return actWith(after, number, 'delete the account', async (model, device) => {
      // Seldom, because little can follow.
      if (model.devices.length < 4) return;
      const answer = await refusalOf(callOf(device)('accounts.delete', { body: { password: model.password } }));
      expect(answer).to.equal(accessOf(model, device));
      if (answer !== OK) return;
      model.isDeleted = true;
      for (const each of model.devices) each.isEnded = true;
    });
  }

  function advanceTo(model: Model, now: number): void {
    model.now = now;
    nowMs = now;
  }

  /** A command some time after the previous one. When it is done, every token works exactly if the model says so. */
  function act(after: number, name: string, run: (model: Model, real: Person) => Promise<void>) {
    return command<Model, Person>(`${after} ms later, ${name}`, async (model, real) => {
      advanceTo(model, model.now + after);
      await run(model, real);
      await expectSame(model);
    });
  }

  function actWith(after: number, number: number, name: string, run: (model: Model, device: Device) => Promise<void>) {
    return act(after, `device ${number}: ${name}`, (model) => run(model, deviceOf(model, number)));
  }

  async function expectSame(model: Model): Promise<void> {
    const expected = model.devices.map((device) => accessOf(model, device));
    const answers = model.devices.map((device) => refusalOf(callOf(device)('accounts.me')));
    expect(await Promise.all(answers), 'access tokens').to.deep.equal(expected);
    const usable = model.devices[expected.indexOf(OK)];
    if (!usable) return;
    const { items } = await callOf(usable)('sessions.list');
    const alive = model.devices.filter((device) => isAlive(model, device));
    const ids = alive.toSorted((a, b) => b.lastUsedAt - a.lastUsedAt).map(({ sessionId }) => sessionId);
    expect(items.map(({ id }) => id)).to.deep.equal(ids);
  }

  function callOf({ accessToken }: Device) {
    return caller(app, accessToken);
  }
});

/** The device that a number names. Small numbers name devices that are signed in, if there are any. */
function deviceOf(model: Model, number: number): Device {
  const alive = model.devices.filter((device) => isAlive(model, device));
  const devices = number < 4 && alive.length > 0 ? alive : model.devices;
  return devices[number % devices.length] as Device;
}

function begun(model: Model, { sessionId, accessToken, refreshToken }: Issued): void {
  const { now } = model;
  model.devices.push({
    sessionId,
    accessToken,
    accessEndsAt: accessEnd(now),
    refreshTokens: [refreshToken ?? ''],
    signedInAt: now,
    provenAt: now,
    rotatedAt: now,
    refreshEndsAt: now + limits.refreshTokenMs,
    lastUsedAt: now,
    isEnded: false,
  });
}

function refreshed(model: Model, device: Device, issued: Issued, { isNext }: { isNext: boolean }): void {
  const { now } = model;
  const { sessionId, accessToken, refreshToken } = issued;
  expect(sessionId).to.equal(device.sessionId);
  device.accessToken = accessToken;
  device.accessEndsAt = accessEnd(now);
  if (!isNext) {
    expect(refreshToken, 'the token that was sent before').to.equal(device.refreshTokens.at(-1));
    return;
  }
  expect(device.refreshTokens, 'a new token').not.to.include(refreshToken);
  device.refreshTokens.push(refreshToken ?? '');
  const refreshEndsAt = Math.min(now + limits.refreshTokenMs, device.signedInAt + limits.sessionMs);
  Object.assign(device, { rotatedAt: now, lastUsedAt: now, refreshEndsAt });
}

/** What the newest access token of a device gets as an answer. */
function accessOf(model: Model, { isEnded, accessEndsAt }: Device): string {
  if (accessEndsAt <= model.now) return 'unauthenticated/token_expired';
  return isEnded ? ENDED : OK;
}

function isAlive({ now }: Model, { isEnded, refreshEndsAt }: Device): boolean {
  return !isEnded && refreshEndsAt > now;
}

/** Tokens expire at a full second. */
function accessEnd(now: number): number {
  return Math.ceil((now + limits.accessTokenMs) / SECOND) * SECOND;
}
