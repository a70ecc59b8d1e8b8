/** Entries of the audit log are stored with the change, and end up in the chain exactly once. */
import { expect } from 'chai';
import { type Model, Schema } from 'mongoose';
import { allModels } from '../../ops/all-models.ts';
import { hashOfEntry } from '../../src/audit/audit-entry.ts';
import { type AuditEntryDoc, auditEntryModel, auditMarkModel } from '../../src/audit/audit-model.ts';
import { createAudit, type PendingAuditEntry } from '../../src/audit/index.ts';
import { verifyDatabase } from '../../src/audit/verify-database.ts';
import { checkQueries } from '../../src/database/check-queries.ts';
import { removeExpired } from '../../src/database/expiry.ts';
import { namesNobody } from '../../src/database/exported-fields.ts';
import { idField, newId } from '../../src/database/ids.ts';
import { ensureIndexes } from '../../src/database/indexes.ts';
import { defineModel, model, trusted } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { createKernel } from '../../src/kernel/kernel.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { testConfig } from '../support/app.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { interrupting } from '../support/hold.ts';

interface DoorDoc {
  _id: string;
  isOpen: boolean;
  goneAt?: Date;
  pendingAudit?: PendingAuditEntry[];
}

const doorSchema = new Schema<DoorDoc>({ _id: idField, isOpen: { type: Boolean, required: true }, goneAt: Date });
doorSchema.index({ goneAt: 1 }, { expireAfterSeconds: 0 });
const doorModel = defineModel<DoorDoc>({
  name: 'AuditedDoor',
  collection: 'auditedDoors',
  schema: doorSchema,
  personal: {},
  exported: namesNobody,
  hotQueries: [],
  isAudited: true,
});
const log = createLog({ level: 'silent' });
const tokenKeys = [{ id: 'k1', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') }];

describe('the trail of the audit log', () => {
  let test: TestDatabase;
  let Door: Model<DoorDoc>;
  let Entry: Model<AuditEntryDoc>;
  let chain: string;
  let person: string;

  /** The audit log of one process. */
  async function process() {
    const { connection } = test.database;
    const kernel = createKernel({ config: await testConfig(), log, clock: new Clock(), connection });
    const feature = createAudit({ kernel, tokenKeys });
    kernel.hooks.add([feature, { models: { doorModel } }]);
    const { audit, auditSweep } = feature.service;
    const entry = (id: string) =>
      audit.entry({
        chain,
        actor: { personId: person, sessionId: newId(), address: '192.0.2.0/24' },
        as: 'owner',
        action: 'community_role_set',
        targetId: id,
        before: { role: 'member' },
        after: { role: 'owner' },
      });
    return { audit, auditSweep, entry };
  }

  const inChain = () => Entry.find({ tenantId: chain }).sort({ seq: 1 }).lean<AuditEntryDoc[]>();
  const pending = async (id: string) => (await Door.findById(id).lean<DoorDoc>())?.pendingAudit ?? [];

  beforeEach(async () => {
    test = await startTestDatabase();
    const { connection } = test.database;
    Door = model(connection, doorModel);
    Entry = model(connection, auditEntryModel);
    await ensureIndexes(connection, [doorModel, auditEntryModel, auditMarkModel], log);
    [chain, person] = [newId(), newId()];
  });

  afterEach(() => test.close());

  it('links each entry to the one before', async () => {
    const { audit, entry } = await process();
    const door = await Door.create({ _id: newId(), isOpen: false });

    for (const isOpen of [true, false, true]) {
      expect(await audit.update(Door, { _id: door._id }, { $set: { isOpen } }, entry(door._id))).to.equal(true);
    }

    const entries = await inChain();
    expect(entries.map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    expect(entries.map(({ previousHash }) => previousHash)).to.deep.equal(['', entries[0]?.hash, entries[1]?.hash]);
    for (const { _id: id, tenantId, ...one } of entries) {
      expect(hashOfEntry({ id, chain: tenantId, ...one })).to.equal(one.hash);
    }
    expect(await pending(door._id)).to.deep.equal([]);
  });

  it('writes no entry for a change that did not happen', async () => {
    const { audit, auditSweep, entry } = await process();

    expect(await audit.update(Door, { _id: newId() }, { $set: { isOpen: true } }, entry(newId()))).to.equal(false);

    await auditSweep.run();
    expect(await inChain()).to.deep.equal([]);
  });

  it('stores the entry in the write of the change, and moves it later if the process ends there', async () => {
    const { audit, auditSweep, entry } = await process();
    const door = await Door.create({ _id: newId(), isOpen: false });
    const made = entry(door._id);

    await interrupting(audit, 'move', () => audit.update(Door, { _id: door._id }, { $set: { isOpen: true } }, made));

    expect(await inChain()).to.deep.equal([]);
    expect((await pending(door._id)).map(({ id }) => id)).to.deep.equal([made.id]);
    expect(await Door.findById(door._id).lean()).to.have.property('isOpen', true);
    await auditSweep.run();
    expect((await inChain()).map(({ _id }) => _id)).to.deep.equal([made.id]);
    expect(await pending(door._id)).to.deep.equal([]);
  });

  it('moves an entry once, also if several processes move it', async () => {
    const [first, second] = [await process(), await process()];
    const ids = Array.from({ length: 10 }, newId);
    for (const _id of ids) await Door.create({ _id, isOpen: true, pendingAudit: [first.entry(_id)] });

    await Promise.all([first.auditSweep.run(), second.auditSweep.run()]);

    const entries = await inChain();
    expect(entries.map(({ targetId }) => targetId)).to.have.members(ids);
    expect(entries.map(({ seq }) => seq)).to.deep.equal(ids.map((_, at) => at + 1));
  });

  it('keeps one chain while several processes append', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, process));
    const doors = await Door.create(Array.from({ length: 60 }, () => ({ _id: newId(), isOpen: false })));

    await Promise.all(
      doors.map(async ({ _id }, at) => {
        const one = processes[at % processes.length];
        await one?.audit.update(Door, { _id }, { $set: { isOpen: true } }, one.entry(_id));
      }),
    );

    const entries = await inChain();
    expect(entries.map(({ seq }) => seq)).to.deep.equal(doors.map((_, at) => at + 1));
    expect(entries.slice(1).every(({ previousHash }, at) => previousHash === entries[at]?.hash)).to.equal(true);
    expect(await Door.countDocuments({ 'pendingAudit.id': { $exists: true } })).to.equal(0);
  });

  it('leaves one entry for a change of several documents', async () => {
    const { audit, entry } = await process();
    await Door.create(Array.from({ length: 3 }, () => ({ _id: newId(), isOpen: true })));

    expect(await audit.updateMany(Door, { isOpen: true }, { $set: { isOpen: false } }, entry(newId()))).to.equal(3);

    expect(await inChain()).to.have.lengthOf(1);
  });

  it('deletes a document after its entry is stored, also if the process ends in between', async () => {
    const { audit, auditSweep, entry } = await process();
    const [kept, interrupted] = await Door.create([newId(), newId()].map((_id) => ({ _id, isOpen: true })));
    if (!kept || !interrupted) throw new Error('There is no door');
    const remove = (_id: string) => audit.delete(Door, { _id }, { $set: { isOpen: false } }, entry(_id));

    expect(await remove(kept._id)).to.equal(true);
    await interrupting(audit, 'move', () => remove(interrupted._id));

    expect(await Door.find().lean()).to.have.lengthOf(1);
    expect(await Door.findById(interrupted._id).lean()).to.have.property('isOpen', false);
    await auditSweep.run();
    expect(await Door.find().lean()).to.deep.equal([]);
    expect((await inChain()).map(({ targetId }) => targetId)).to.deep.equal([kept._id, interrupted._id]);
  });

  it('loses no entry that still waits in a document that is deleted', async () => {
    const { audit, auditSweep, entry } = await process();
    const door = await Door.create({ _id: newId(), isOpen: true });
    const [changed, removed] = [entry(door._id), entry(door._id)];
    const filter = { _id: door._id };
    await interrupting(audit, 'move', () => audit.update(Door, filter, { $set: { isOpen: false } }, changed));

    await audit.delete(Door, filter, {}, removed);

    await auditSweep.run();
    expect((await inChain()).map(({ _id }) => _id)).to.have.members([changed.id, removed.id]);
    expect(await Door.find().lean()).to.deep.equal([]);
  });

  it('keeps a document that is written again before it is deleted', async () => {
    const { audit, auditSweep, entry } = await process();
    const door = await Door.create({ _id: newId(), isOpen: true });
    const [removed, opened] = [entry(door._id), entry(door._id)];
    const filter = { _id: door._id };
    await interrupting(audit, 'move', async () => {
      await audit.delete(Door, filter, { $set: { isOpen: false } }, removed);
      await audit.update(Door, filter, { $set: { isOpen: true } }, opened);
    });

    await auditSweep.run();

    expect((await inChain()).map(({ _id }) => _id)).to.have.members([removed.id, opened.id]);
    expect(await Door.findById(door._id).lean()).to.deep.include({ isOpen: true, pendingAudit: [] });
  });

  it('keeps a document that is written again before it is deleted, also if the later entry is in its chain first', async () => {
    const { audit, auditSweep, entry } = await process();
    const door = await Door.create({ _id: newId(), isOpen: true });
    const [removed, opened] = [entry(door._id), entry(door._id)];
    const filter = { _id: door._id };
    await interrupting(audit, 'move', () => audit.delete(Door, filter, { $set: { isOpen: false } }, removed));

    await audit.update(Door, filter, { $set: { isOpen: true } }, opened);
    // The request that has deleted the document comes late.
    await audit.settle(Door, [removed]);

    await auditSweep.run();
    expect((await inChain()).map(({ _id }) => _id)).to.deep.equal([opened.id, removed.id]);
    expect(await Door.findById(door._id).lean()).to.deep.include({ isOpen: true, pendingAudit: [] });
  });

  it('keeps the entries of a document whose id is used again after it was deleted', async () => {
    const { audit, entry } = await process();
    const _id = newId();
    const made = Array.from({ length: 4 }, () => entry(_id));
    const lives = [made.slice(0, 2), made.slice(2)] as [PendingAuditEntry, PendingAuditEntry][];

    for (const [first, last] of lives) {
      expect(await audit.insert(Door, { _id, isOpen: true }, [first])).to.equal(true);
      expect(await audit.delete(Door, { _id }, { $set: { isOpen: false } }, last)).to.equal(true);
    }

    const entries = await inChain();
    expect(entries.map(({ _id: id }) => id)).to.deep.equal(made.map(({ id }) => id));
    const reports = await verifyDatabase(test.database.connection, { keys: tokenKeys });
    expect(reports.find((report) => report.chain === chain)).to.deep.include({ entries: 4, problem: null });
  });

  it('moves what waits in documents before they are deleted, and touches no others', async () => {
    const { audit, entry } = await process();
    const ids = Array.from({ length: 3 }, newId);
    const [mine, settled, other] = ids as [string, string, string];
    const waiting = [entry(mine), entry(mine)];
    await Door.create({ _id: mine, isOpen: true, pendingAudit: waiting });
    await Door.create({ _id: settled, isOpen: true });
    await Door.create({ _id: other, isOpen: true, pendingAudit: [entry(other)] });

    await audit.deleteMany(Door, { _id: { $in: [mine, settled] } });

    expect((await inChain()).map(({ _id }) => _id)).to.deep.equal(waiting.map(({ id }) => id));
    expect((await Door.find().lean()).map(({ _id }) => _id)).to.deep.equal([other]);
    expect(await pending(other)).to.have.lengthOf(1);
  });

  it('leaves an expired document until its entry is in the chain', async () => {
    const { audit, auditSweep, entry } = await process();
    const door = await Door.create({ _id: newId(), isOpen: true });
    const closed = { $set: { isOpen: false, goneAt: new Date(0) } };
    await interrupting(audit, 'move', () => audit.update(Door, { _id: door._id }, closed, entry(door._id)));

    expect(await removeExpired(test.database.connection, [doorModel])).to.equal(0);

    await auditSweep.run();
    expect(await removeExpired(test.database.connection, [doorModel])).to.equal(1);
    expect(await inChain()).to.have.lengthOf(1);
  });

  it('finds documents with entries, and entries, by an index', async () => {
    const { connection } = test.database;

    const checked = await checkQueries(connection, [doorModel, auditEntryModel, auditMarkModel], log);

    expect(checked.filter(({ problems }) => problems.length > 0)).to.deep.equal([]);
    const ofDoors = checked.filter(({ model: name }) => name === doorModel.name);
    expect(ofDoors.map(({ plan }) => plan.indexes)).to.deep.equal([['pendingAudit.id_1'], ['pendingAudit.id_1']]);
  });

  it('costs documents that carry no entry nothing but one index that leaves them out', () => {
    for (const { collection, schema, isAudited } of allModels) {
      const indexes = schema
        .indexes()
        .filter(([fields]) => Object.keys(fields).some((path) => /^(pending|deletedBy)/.test(path)));
      const expected = [[{ 'pendingAudit.id': 1 }, { 'pendingAudit.id': { $exists: true } }]];
      const found = indexes.map(([fields, { partialFilterExpression }]) => [fields, partialFilterExpression]);
      expect(found, collection).to.deep.equal(isAudited ? expected : []);
    }
  });

  it('never takes a number again that an entry had which was removed', async () => {
    const { audit, entry } = await process();
    for (let count = 0; count < 3; count++) await audit.insert(Door, { _id: newId(), isOpen: true }, [entry(newId())]);
    await Entry.deleteMany({ tenantId: chain, seq: trusted({ $gt: 1 }) });

    await (await process()).audit.insert(Door, { _id: newId(), isOpen: true }, [entry(newId())]);

    expect((await inChain()).map(({ seq }) => seq)).to.deep.equal([1, 4]);
  });

  it('holds no text where only words, ids and numbers belong', async () => {
    const { audit } = await process();
    const role = 'Ann <ann@example.com>';

    const made = audit.entry({
      chain,
      actor: null,
      as: 'system',
      action: 'community_role_set',
      targetId: 'a token',
      after: { role, communityId: person },
    });

    expect(made).to.deep.include({
      targetId: 'malformed',
      after: { role: 'malformed', communityId: person },
      actorId: 'system',
    });
  });
});
