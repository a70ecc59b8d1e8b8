/** One-time tokens: what is stored, and that uses are counted atomically. */
import { expect } from 'chai';
import { type Model, Schema } from 'mongoose';
import { idField, newId } from '../../src/database/ids.ts';
import { defineModel, model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { hashOf } from '../../src/kernel/hash.ts';
import { newToken, OneTimeTokens, type TokenFields, tokenFields } from '../../src/kernel/one-time-token.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

interface LinkDoc extends TokenFields {
  _id: string;
  tenantId: string;
}

describe('one-time tokens', () => {
  let nowMs = Date.UTC(2026, 3, 1);
  let test: TestDatabase;
  let Link: Model<LinkDoc>;
  let tokens: OneTimeTokens<LinkDoc>;

  beforeEach(async () => {
    const schema = new Schema<LinkDoc>({ _id: idField, tenantId: { type: String, required: true }, ...tokenFields });
    const definition = defineModel<LinkDoc>({ name: 'Link', collection: 'links', schema, hotQueries: [] });
    test = await startTestDatabase();
    Link = model(test.database.connection, definition);
    tokens = new OneTimeTokens({ docs: Link, clock: new Clock(() => nowMs) });
  });

  afterEach(() => test.close());

  it('are random, and stored only as a hash', () => {
    const [one, other] = [newToken(), newToken()];

    expect(one.token)
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(other.token);
    expect(one.tokenHash).to.equal(hashOf(one.token)).and.not.include(one.token);
  });

  it('cannot be used more often than allowed by simultaneous calls', async () => {
    const { token } = await add({ maxUses: 2 });
    const link = await found(token);

    const taken = await Promise.all(Array.from({ length: 6 }, () => tokens.take(link)));

    expect(taken.filter((isMine) => isMine)).to.have.lengthOf(2);
    expect(await tokens.find(token)).to.equal(null);
  });

  it('are valid again after a use was given back', async () => {
    const { token } = await add({ maxUses: 1 });
    const link = await found(token);
    await tokens.take(link);

    await tokens.giveBack(link);

    expect((await tokens.find(token))?.uses).to.equal(0);
    expect(await tokens.take(link)).to.equal(true);
  });

  it('without a limit are valid until they expire', async () => {
    const { token } = await add({ maxUses: null });
    const link = await found(token);

    const early = [await tokens.take(link), await tokens.take(link), await tokens.take(link)];
    nowMs += 1_000;

    expect(early).to.deep.equal([true, true, true]);
    expect(await tokens.take(link)).to.equal(false);
    expect(await tokens.find(token)).to.equal(null);
  });

  it('are only found in the given tenant', async () => {
    const { token } = await add({ maxUses: 1 });

    expect(await tokens.find(token, { tenantId: 'another' })).to.equal(null);
    expect(await tokens.find('made-up')).to.equal(null);
    expect(await tokens.find(token, { tenantId: 'public' })).to.include({ uses: 0 });
  });

  async function add({ maxUses }: { maxUses: number | null }): Promise<{ token: string }> {
    const { token, tokenHash } = newToken();
    const expiresAt = new Date(nowMs + 1_000);
    await Link.create({ _id: newId(), tenantId: 'public', tokenHash, maxUses, uses: 0, expiresAt });
    return { token };
  }

  async function found(token: string): Promise<LinkDoc> {
    const link = await tokens.find(token);
    if (!link) throw new Error('The token is not valid');
    return link;
  }
});
