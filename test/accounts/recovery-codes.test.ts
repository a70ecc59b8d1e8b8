/** Recovery codes come with the first factor and go with the last one, also if factors come and go at the same moment. */
import { expect } from 'chai';
import { newRecoveryCodes } from '../../src/accounts/second-factors/recovery-codes.ts';
import { secondFactorModel } from '../../src/accounts/second-factors/second-factor-model.ts';
import { SecondFactorStore } from '../../src/accounts/second-factors/second-factor-store.ts';
import { newId } from '../../src/database/ids.ts';
import { model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { SealedTexts } from '../../src/kernel/sealed-text.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { auditOn, factorEntry } from '../support/audit.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

const keys = [{ id: 'test', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') }];

describe('recovery codes', () => {
  let test: TestDatabase;
  let store: SecondFactorStore;

  before(async () => {
    test = await startTestDatabase();
    const { connection } = test.database;
    const sealed = new SealedTexts({ keys, purpose: 'meshi:authenticator' });
    const factors = model(connection, secondFactorModel);
    store = new SecondFactorStore({ factors, audit: auditOn(connection), sealed, clock: new Clock(), limits });
  });
  after(() => test.close());

  /** The id of the account and of its passkey. */
  async function withPasskey(accountId = newId()) {
    const id = newId();
    const passkey = { id, credentialId: newId(), publicKey: '', counter: 0, transports: [], name: 'Phone' };
    const added = { ...passkey, createdAt: new Date(), lastUsedAt: null };
    await store.addPasskey(accountId, added, factorEntry(accountId, 'passkey_added'));
    return { accountId, id };
  }
  const works = async (accountId: string, [code = '']: readonly string[]) =>
    (await store.spendCode(accountId, code)) !== null;

  it('are one set for two factors that are added at once', async () => {
    const { accountId } = await withPasskey();
    const sets = [newRecoveryCodes(), newRecoveryCodes()];

    const isStored = await Promise.all(sets.map((codes) => store.addRecoveryCodes(accountId, codes)));

    expect(isStored.filter(Boolean)).to.have.lengthOf(1);
    expect(await works(accountId, sets[isStored.indexOf(true)] ?? [])).to.equal(true);
  });

  it('stay if another factor is added before the last one has taken them along', async () => {
    const { accountId, id } = await withPasskey();
    const codes = newRecoveryCodes();
    await store.addRecoveryCodes(accountId, codes);
    await store.removePasskey(accountId, id, { keepsOne: false, entry: factorEntry(accountId, 'passkey_removed') });

    await withPasskey(accountId);
    await store.endRecoveryCodes(accountId);

    expect(await works(accountId, codes)).to.equal(true);
  });

  it('go with the last factor, after which nobody can make new ones', async () => {
    const { accountId, id } = await withPasskey();
    const codes = newRecoveryCodes();
    await store.addRecoveryCodes(accountId, codes);
    await store.removePasskey(accountId, id, { keepsOne: false, entry: factorEntry(accountId, 'passkey_removed') });

    await store.endRecoveryCodes(accountId);

    expect(await works(accountId, codes)).to.equal(false);
    const made = factorEntry(accountId, 'recovery_codes_made');
    expect(await store.replaceRecoveryCodes(accountId, codes, made)).to.equal(false);
  });
});
