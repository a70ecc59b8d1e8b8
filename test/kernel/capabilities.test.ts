/** Links: what is stored, that uses are counted atomically, and that they end with the right that they were made with. */
import { expect } from 'chai';
import { type Model, Schema } from 'mongoose';
import { namesNobody } from '../../src/database/exported-fields.ts';
import { idField, newId } from '../../src/database/ids.ts';
import { defineModel, model } from '../../src/database/models.ts';
import { Capabilities, newToken, type TokenFields, tokenFields } from '../../src/kernel/capabilities.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { hashOf } from '../../src/kernel/hash.ts';

import { startTestDatabase, type TestDatabase } from '../support/database.ts';

interface LinkDoc extends TokenFields {
  _id: string;
  tenantId: string;
}

describe('links', () => {
  let nowMs = Date.UTC(2026, 3, 1);
  let test: TestDatabase;
  let Link: Model<LinkDoc>;
  let links: Capabilities<LinkDoc>;
  let isRightful = true;

  beforeEach(async () => {
    const schema = new Schema<LinkDoc>({ _id: idField, tenantId: { type: String, required: true }, ...tokenFields });
    const definition = defineModel<LinkDoc>({
      name: 'Link',
      collection: 'links',
      schema,
      personal: {},
      exported: namesNobody,
      hotQueries: [],
    });
    test = await startTestDatabase();
    Link = model(test.database.connection, definition);
    isRightful = true;
    links = new Capabilities({ docs: Link, clock: new Clock(() => nowMs), holds: async () => isRightful });
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

    const taken = await Promise.all(Array.from({ length: 6 }, () => links.take(link)));

    expect(taken.filter((isMine) => isMine)).to.have.lengthOf(2);
    expect(await links.find(token)).to.equal(null);
  });

  it('are valid again after a use was given back', async () => {
    const { token } = await add({ maxUses: 1 });
    const link = await found(token);
    await links.take(link);

    await links.giveBack(link);

    expect((await links.find(token))?.uses).to.equal(0);
    expect(await links.take(link)).to.equal(true);
  });

  it('without a limit are valid until they expire', async () => {
    const { token } = await add({ maxUses: null });
    const link = await found(token);

    const early = [await links.take(link), await links.take(link), await links.take(link)];
    nowMs += 1_000;

    expect(early).to.deep.equal([true, true, true]);
    expect(await links.take(link)).to.equal(false);
    expect(await links.find(token)).to.equal(null);
  });

  it('are only found in the given tenant', async () => {
    const { token } = await add({ maxUses: 1 });

    expect(await links.find(token, { tenantId: 'another' })).to.equal(null);
    expect(await links.find('made-up')).to.equal(null);
    expect(await links.find(token, { tenantId: 'public' })).to.include({ uses: 0 });
  });

  it('are not found while their right does not hold', async () => {
    const { token } = await add({ maxUses: 1 });

    isRightful = false;

    expect(await links.find(token)).to.equal(null);
  });

  it('are not stored if their right has ended meanwhile', async () => {
    const { token, tokenHash } = newToken();
    const link = { _id: newId(), tenantId: 'public', tokenHash, maxUses: 1, uses: 0, expiresAt: new Date(nowMs + 1) };
    isRightful = false;

    const isStored = await links.add(link);
    isRightful = true;

    expect([isStored, await links.find(token)]).to.deep.equal([false, null]);
  });

  async function add({ maxUses }: { maxUses: number | null }): Promise<{ token: string }> {
    const { token, tokenHash } = newToken();
    const expiresAt = new Date(nowMs + 1_000);
    await Link.create({ _id: newId(), tenantId: 'public', tokenHash, maxUses, uses: 0, expiresAt });
    return { token };
  }

  async function found(token: string): Promise<LinkDoc> {
    const link = await links.find(token);
    if (!link) throw new Error('The token is not valid');
    return link;
  }
});
