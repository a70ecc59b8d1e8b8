/** Passkeys: adding and removing them, signing in with one alone, and what is refused. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { addPasskey, SoftwarePasskey } from '../support/passkey.ts';
import { caller, type Person, refusal, refusalOf, signUp } from '../support/people.ts';

const OK = 'nothing was refused';
const REFUSED = 'invalid_input/passkey_refused';
const ORIGIN = 'https://meshi.example';

describe('a passkey', () => {
  let aheadMs = 0;
  let app: TestApp;

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => Date.now() + aheadMs),
      env: { PUBLIC_URL: ORIGIN },
      limits: { passkeys: 3 },
    });
  });
  afterEach(() => {
    aheadMs = 0;
  });
  after(() => app.close());

  const begin = () => caller(app)('passkeys.begin');
  const signIn = (passkey: ReturnType<SoftwarePasskey['prove']>) =>
    caller(app)('sessions.signInWithPasskey', { body: { passkey } });
  const listOf = async ({ call }: Person) => (await call('secondFactors.get')).passkeys;
  async function withKey() {
    const ada = await signUp(app);
    return { ada, ...(await addPasskey(ada, ORIGIN)) };
  }

  it('signs in alone, and is then known as used', async () => {
    const { ada, key } = await withKey();
    const unused = (await listOf(ada))[0]?.lastUsedAt;

    const signedIn = await signIn(key.prove(await begin()));

    expect(signedIn.account.id).to.equal(ada.id);
    expect(signedIn.deviceToken).to.be.a('string');
    expect(unused).to.equal(null);
    expect((await listOf(ada))[0]?.lastUsedAt).to.be.a('string');
  });

  it('makes the password need a second step, with recovery codes if the key is lost', async () => {
    const { ada, recoveryCodes } = await withKey();
    const { email, password } = ada;

    const refused = await refusal(caller(app)('sessions.signIn', { body: { email, password } }));
    const body = { challengeId: await challengeOf(ada), code: recoveryCodes[0] ?? '' };

    expect(recoveryCodes).to.have.length(10);
    expect(refused.error.details?.secondStep?.methods).to.deep.equal(['passkey', 'recovery_code']);
    expect(await refusalOf(caller(app)('sessions.signInSecond', { body }))).to.equal(OK);
  });

  it('makes no new recovery codes beside an authenticator app', async () => {
    const ada = await signUp(app);
    await addAuthenticator(ada, () => Date.now());

    expect((await addPasskey(ada, ORIGIN)).recoveryCodes).to.deep.equal([]);
  });

  it('is accepted once for each challenge, also if two requests come at once', async () => {
    const { key } = await withKey();
    const proof = key.prove(await begin());

    const answers = await Promise.all([signIn(proof), signIn(proof), signIn(proof)].map(refusalOf));

    expect(answers.toSorted()).to.deep.equal([REFUSED, REFUSED, OK]);
  });

  it('is refused after five minutes', async () => {
    const { key } = await withKey();
    const proof = key.prove(await begin());
    aheadMs = limits.passkeyChallengeMs + 1;

    expect(await refusalOf(signIn(proof))).to.equal(REFUSED);
  });

  it('is refused from another origin, for another host, without verification, and with a made-up challenge', async () => {
    const { ada, key } = await withKey();
    const challenge = Buffer.alloc(32, 7).toString('base64url');
    const proofs = [
      key.prove(await begin(), { origin: 'https://elsewhere.example' }),
      key.prove(await begin(), { origin: 'http://meshi.example' }),
      key.prove(await begin(), { rpId: 'elsewhere.example' }),
      key.prove(await begin(), { isVerified: false }),
      key.prove({ options: { challenge } }),
      key.prove(await ada.call('passkeys.beginAdding')),
      key.prove(await begin(), { userHandle: Buffer.from('somebody else').toString('base64url') }),
      new SoftwarePasskey(ORIGIN).prove(await begin()),
    ];

    const answers: string[] = [];
    for (const proof of proofs) answers.push(await refusalOf(signIn(proof)));

    expect(answers).to.deep.equal(proofs.map(() => REFUSED));
  });

  it('is refused with the signature of another key, and with one that was changed', async () => {
    const { key } = await withKey();
    const proof = key.prove(await begin());
    const other = new SoftwarePasskey(ORIGIN).prove(await begin());

    const swapped = { ...proof, response: { ...proof.response, signature: other.response.signature } };

    expect(await refusalOf(signIn(swapped))).to.equal(REFUSED);
  });

  it('is refused if its counter shows a copy', async () => {
    const { key } = await withKey();
    await signIn(key.prove(await begin(), { counter: 5 }));

    const answers = [
      await refusalOf(signIn(key.prove(await begin(), { counter: 5 }))),
      await refusalOf(signIn(key.prove(await begin(), { counter: 6 }))),
    ];

    expect(answers).to.deep.equal([REFUSED, OK]);
  });

  it('is not added with the challenge of another account, twice, without verification, or from elsewhere', async () => {
    const [ada, eve] = [await signUp(app), await signUp(app)];
    const add = (person: Person, passkey: ReturnType<SoftwarePasskey['create']>) =>
      refusalOf(person.call('passkeys.add', { body: { name: 'Key', passkey } }));
    const options = await ada.call('passkeys.beginAdding');
    const created = new SoftwarePasskey(ORIGIN).create(options);

    const answers = [
      await add(eve, created),
      await add(ada, created),
      await add(ada, created),
      await add(ada, new SoftwarePasskey(ORIGIN).create(await ada.call('passkeys.beginAdding'), { isVerified: false })),
      await add(
        ada,
        new SoftwarePasskey(ORIGIN).create(await ada.call('passkeys.beginAdding'), { origin: 'https://x.example' }),
      ),
    ];

    expect(answers).to.deep.equal([REFUSED, OK, REFUSED, REFUSED, REFUSED]);
    expect(await listOf(ada)).to.have.length(1);
  });

  it('belongs to one account only', async () => {
    const { key } = await withKey();
    const eve = await signUp(app);

    const passkey = key.create(await eve.call('passkeys.beginAdding'));

    expect(await refusalOf(eve.call('passkeys.add', { body: { name: 'Mine', passkey } }))).to.equal(
      'conflict/passkey_taken',
    );
  });

  it('is not one of more than the limit, also if they are added at once', async () => {
    const ada = await signUp(app);

    const answers = await Promise.all(Array.from({ length: 5 }, () => refusalOf(addPasskey(ada, ORIGIN))));

    expect(answers.toSorted()).to.deep.equal(['conflict/too_many_passkeys', 'conflict/too_many_passkeys', OK, OK, OK]);
  });

  it('has a name, and no longer works when it was removed', async () => {
    const { ada, key } = await withKey();
    const [{ id: passkeyId = '' } = {}] = await listOf(ada);

    await ada.call('passkeys.rename', { params: { passkeyId }, body: { name: 'Blue key' } });
    const [renamed] = await listOf(ada);
    await ada.call('passkeys.remove', { params: { passkeyId } });

    expect(renamed?.name).to.equal('Blue key');
    expect(await refusalOf(signIn(key.prove(await begin())))).to.equal(REFUSED);
    expect(await ada.call('secondFactors.get')).to.deep.equal({
      isOn: false,
      authenticator: null,
      passkeys: [],
      recoveryCodesLeft: 0,
      resetAt: null,
    });
    expect(await refusalOf(ada.call('passkeys.remove', { params: { passkeyId } }))).to.equal('not_found');
  });

  it('gives a fresh proof for its own account', async () => {
    const [{ ada, key }, { key: other }] = [await withKey(), await withKey()];
    aheadMs = limits.proofMs + 1;
    const prove = async (one: SoftwarePasskey) =>
      refusalOf(ada.call('passkeys.prove', { body: { passkey: one.prove(await begin()) } }));

    const answers = [await prove(other), await refusalOf(ada.call('sessions.revokeOthers')), await prove(key)];

    expect(answers).to.deep.equal(['forbidden/other_passkey', 'forbidden/proof_needed', OK]);
    expect(await refusalOf(ada.call('sessions.revokeOthers'))).to.equal(OK);
  });

  it('is deleted with the account', async () => {
    const { ada, key } = await withKey();
    await ada.call('passkeys.beginAdding');

    await ada.call('accounts.delete', { body: { password: ada.password } });

    expect(await refusalOf(signIn(key.prove(await begin())))).to.equal(REFUSED);
    expect(await app.connection.collection('passkeyChallenges').countDocuments({ accountId: ada.id })).to.equal(0);
  });
});
