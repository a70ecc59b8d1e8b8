/** `npm run audit:verify` finds every change of the stored audit log. */
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { AuditChains } from '../../src/audit/audit-chains.ts';
import { hashOfEntry, newEntry } from '../../src/audit/audit-entry.ts';
import { AuditKeeping } from '../../src/audit/audit-keeping.ts';
import { type AuditEntryDoc, type AuditMarkDoc, auditEntryModel, auditMarkModel } from '../../src/audit/audit-model.ts';
import { AuditSigner, textOfEntry, textOfMark } from '../../src/audit/signer.ts';
import { headCopiesIn, verifyDatabase, verifyFile } from '../../src/audit/verify-database.ts';
import { newId } from '../../src/database/ids.ts';
import { ensureIndexes } from '../../src/database/indexes.ts';
import { connectModels, model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog({ level: 'silent' });
const ours = { id: 'k1', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') };
const newer = { id: 'k2', secret: new Secret('Q8mZr2-Wd5VtX7kLb1NcYp0HsGfJeUaT') };
/** An attacker can write to the database, but has another key. */
const attacker = new AuditSigner({ keys: [{ id: 'k1', secret: new Secret('another-key-another-key-another-key') }] });

/** The stored log, as an attacker sees it. `a` has the chain that is attacked, `b` that of another organisation. */
interface Stored {
  a: AuditEntryDoc[];
  b: AuditEntryDoc[];
  head: AuditMarkDoc;
  marks: AuditMarkDoc[];
}
type Attack = (stored: Stored) => void;

const LENGTH = 12;

describe('the verification of the audit log', () => {
  let test: TestDatabase;
  let connection: Connection;
  let now: number;
  const [a, b] = [newId(), newId()];
  const clock = new Clock(() => now);

  function chainsOf(keys = [ours]) {
    const models = connectModels(connection, { entries: auditEntryModel, marks: auditMarkModel });
    const signer = new AuditSigner({ keys });
    const chains = new AuditChains({ ...models, signer, clock, limits });
    const security = { record: () => {} };
    const keeping = new AuditKeeping({
      ...models,
      chains,
      hooks: { auditKeptMs: async () => null },
      signer,
      security,
      clock,
      log,
      limits,
    });
    const append = async (chain: string, count: number) => {
      for (let at = 0; at < count; at++) {
        now += DAY_MS;
        await chains.append([
          newEntry(
            {
              chain,
              actor: { personId: newId(), sessionId: newId(), address: '192.0.2.0/24' },
              as: 'owner',
              action: 'tenant_role_set',
              targetId: newId(),
              reason: `reason ${at}`,
              before: { role: 'member' },
              after: { role: at % 2 ? 'admin' : 'owner' },
            },
            clock.date(),
          ),
        ]);
      }
    };
    return { append, keeping };
  }

  const entries = () => connection.collection<AuditEntryDoc>('auditEntries');
  const marks = () => connection.collection<AuditMarkDoc>('auditMarks');
  const verify = async (keys = [ours], copies: Parameters<typeof verifyDatabase>[1]['copies'] = []) => {
    const reports = await verifyDatabase(connection, { keys, copies });
    return new Map(reports.map(({ chain, problem }) => [chain, problem?.kind ?? 'ok']));
  };
  async function read(): Promise<Stored> {
    const of = (tenantId: string) => entries().find({ tenantId }).sort({ seq: 1 }).toArray();
    const stored = await marks().find().toArray();
    const head = stored.find(({ _id }) => _id === `${a}:head`);
    if (!head) throw new Error('There is no head');
    return { a: await of(a), b: await of(b), head, marks: stored };
  }
  async function write({ a: one, b: other, marks: all }: Stored): Promise<void> {
    await entries().deleteMany({});
    await marks().deleteMany({});
    await entries().insertMany([...one, ...other]);
    if (all.length > 0) await marks().insertMany(all);
  }

  before(async () => {
    now = Date.UTC(2026, 0, 1);
    test = await startTestDatabase();
    connection = test.database.connection;
    await ensureIndexes(connection, [auditEntryModel, auditMarkModel], log);
    const { append } = chainsOf();
    await append(a, LENGTH);
    await append(b, 6);
    // An attacker can drop an index too.
    await entries().dropIndex('tenantId_1_seq_1');
  });
  after(() => test.close());

  const at = (list: AuditEntryDoc[], index: number) => list.at(index) as AuditEntryDoc;
  const field =
    (change: (entry: AuditEntryDoc) => Partial<AuditEntryDoc>, index = 5): Attack =>
    (stored) => {
      stored.a[index] = { ...at(stored.a, index), ...change(at(stored.a, index)) };
    };
  const rehashed = (entry: AuditEntryDoc): AuditEntryDoc => {
    const { _id: id, tenantId: chain, ...rest } = entry;
    const hash = hashOfEntry({ id, chain, ...rest });
    return { ...entry, hash, ...attacker.sign(textOfEntry({ chain, seq: entry.seq, hash })) };
  };
  /** Hashes the rest of the chain again, and signs it with the wrong key. */
  const relink = (stored: Stored, from: number) => {
    for (let index = from; index < stored.a.length; index++) {
      const previousHash = index === 0 ? '' : at(stored.a, index - 1).hash;
      stored.a[index] = rehashed({ ...at(stored.a, index), seq: index + 1, previousHash });
    }
  };
  const moveHead = ({ head }: Stored, change: Partial<AuditMarkDoc>, signed = false) => {
    Object.assign(head, change);
    if (signed) Object.assign(head, attacker.sign(textOfMark({ ...head, chain: a })));
  };
  const remove =
    (index: number, count = 1): Attack =>
    (stored) =>
      void stored.a.splice(index, count);

  const attacks: Record<string, Attack> = {
    'the actor is changed': field(() => ({ actorId: newId() })),
    'the role is changed': field(() => ({ as: 'admin' })),
    'the action is changed': field(() => ({ action: 'tenant_left' })),
    'the kind of the target is changed': field(() => ({ targetKind: 'account' })),
    'the target is changed': field(() => ({ targetId: newId() })),
    'the target is removed': field(() => ({ targetId: null })),
    'the time is changed': field(({ at: time }) => ({ at: new Date(time.getTime() + 1) })),
    'the reason is changed': field(() => ({ reason: 'another' })),
    'the reason is removed': field(() => ({ reason: '' })),
    'the session is changed': field(() => ({ sessionId: newId() })),
    'the session is removed': field(() => ({ sessionId: null })),
    'the address is changed': field(() => ({ address: '198.51.100.0/24' })),
    'what was before is changed': field(() => ({ before: { role: 'owner' } })),
    'what was before is removed': field(() => ({ before: {} })),
    'what is after is changed': field(() => ({ after: { role: 'member' } })),
    'what is after gets a field': field(({ after: facts }) => ({ after: { ...facts, how: 'link' } })),
    'before and after are swapped': field(({ before, after: facts }) => ({ before: facts, after: before })),
    'the number is changed': field(() => ({ seq: 60 })),
    'the id is changed': field(() => ({ _id: newId() })),
    'the previous hash is changed': field(() => ({ previousHash: 'x' })),
    'the hash is changed': field(() => ({ hash: 'x' })),
    'the signature is changed': field(() => ({ mac: 'x' })),
    'the signature is removed': field(() => ({ mac: '' })),
    'the first entry is changed': field(() => ({ as: 'admin' }), 0),
    'the last entry is changed': field(() => ({ as: 'admin' }), LENGTH - 1),
    'a changed entry is hashed again': field((entry) => rehashed({ ...entry, as: 'admin' })),
    'the last entry is changed and hashed again': field((entry) => rehashed({ ...entry, as: 'admin' }), LENGTH - 1),
    'a changed entry and all later ones are hashed again': (stored) => {
      field(() => ({ as: 'admin' }))(stored);
      relink(stored, 5);
    },
    'the chain is hashed again, with its head': (stored) => {
      field(() => ({ as: 'admin' }))(stored);
      relink(stored, 0);
      moveHead(stored, { hash: at(stored.a, -1).hash }, true);
    },
    'a changed entry names a key that is not configured': field((entry) => ({
      ...rehashed({ ...entry, as: 'admin' }),
      keyId: 'k9',
    })),
    'the last entry is changed and names a key that is not configured': (stored) => {
      field((entry) => ({ ...rehashed({ ...entry, as: 'admin' }), keyId: 'k9' }), LENGTH - 1)(stored);
    },
    'all entries and the head name a key that is not configured': (stored) => {
      field(() => ({ as: 'admin' }))(stored);
      relink(stored, 0);
      stored.a = stored.a.map((entry) => ({ ...entry, keyId: 'k9' }));
      moveHead(stored, { hash: at(stored.a, -1).hash, keyId: 'k9' });
    },
    'the first entry is removed': remove(0),
    'the first three entries are removed': remove(0, 3),
    'an entry in the middle is removed': remove(5),
    'several entries in the middle are removed': remove(4, 4),
    'an entry is removed, and the later ones are hashed again': (stored) => {
      remove(5)(stored);
      relink(stored, 5);
    },
    'the last entry is removed': remove(LENGTH - 1),
    'the last four entries are removed': remove(LENGTH - 4, 4),
    'the last entry is removed, and the head moved back': (stored) => {
      remove(LENGTH - 1)(stored);
      moveHead(stored, { seq: LENGTH - 1, hash: at(stored.a, -1).hash });
    },
    'the last entry is removed, and the head moved back and signed': (stored) => {
      remove(LENGTH - 1)(stored);
      moveHead(stored, { seq: LENGTH - 1, hash: at(stored.a, -1).hash }, true);
    },
    'the last entry and the head are removed': (stored) => {
      remove(LENGTH - 1)(stored);
      stored.marks = stored.marks.filter(({ _id }) => _id !== stored.head._id);
    },
    'all entries are removed': remove(0, LENGTH),
    'the head is removed': (stored) => {
      stored.marks = stored.marks.filter(({ _id }) => _id !== stored.head._id);
    },
    'the head of another chain is put in its place': (stored) => {
      const other = stored.marks.find(({ _id }) => _id === `${b}:head`);
      moveHead(stored, { ...other, _id: stored.head._id, tenantId: a });
    },
    'the hash of the head is changed': (stored) => moveHead(stored, { hash: 'x' }),
    'the time of the head is changed': (stored) => moveHead(stored, { at: new Date(0) }),
    'two entries are swapped': (stored) => {
      const [one, other] = [at(stored.a, 3), at(stored.a, 7)];
      stored.a[3] = { ...other, seq: one.seq };
      stored.a[7] = { ...one, seq: other.seq };
    },
    'two neighbours are swapped with their links': (stored) => {
      const [one, other] = [at(stored.a, 3), at(stored.a, 4)];
      stored.a[3] = { ...other, seq: one.seq, previousHash: one.previousHash };
      stored.a[4] = { ...one, seq: other.seq, previousHash: other.previousHash };
    },
    'an entry is there twice': (stored) => {
      stored.a.splice(5, 0, { ...at(stored.a, 5), _id: newId() });
    },
    'an entry is repeated at the end': (stored) => {
      stored.a.push({ ...at(stored.a, 5), _id: newId(), seq: LENGTH + 1 });
    },
    'an entry without a signature is added at the end': (stored) => {
      const last = at(stored.a, -1);
      stored.a.push(rehashed({ ...last, _id: newId(), seq: LENGTH + 1, previousHash: last.hash }));
    },
    'an entry is added in the middle': (stored) => {
      stored.a.splice(5, 0, { ...at(stored.a, 5), _id: newId() });
      relink(stored, 5);
    },
    'an entry is replaced by one of another chain': (stored) => {
      stored.a[3] = { ...at(stored.b, 3), tenantId: a };
      stored.b.splice(3, 1);
    },
    'an entry of another chain is added at the end': (stored) => {
      stored.a.push({ ...at(stored.b, 5), _id: newId(), tenantId: a, seq: LENGTH + 1 });
    },
    'a beginning is made up, and older entries are removed': (stored) => {
      const { hash, seq } = at(stored.a, 2);
      remove(0, 3)(stored);
      const facts = { kind: 'beginning' as const, seq, hash, at: new Date(now) };
      const signature = attacker.sign(textOfMark({ chain: a, ...facts }));
      stored.marks.push({ _id: `${a}:beginning`, tenantId: a, ...facts, ...signature });
    },
    'the head is made to be a beginning': (stored) => {
      remove(0, LENGTH)(stored);
      stored.marks.push({ ...stored.head, _id: `${a}:beginning`, kind: 'beginning' });
    },
  };

  it('finds nothing in a log that nobody has touched', async () => {
    expect(Object.fromEntries(await verify())).to.deep.equal({ public: 'ok', [a]: 'ok', [b]: 'ok' });
    expect(Object.keys(attacks).length).to.be.at.least(50);
  });

  for (const [name, attack] of Object.entries(attacks)) {
    it(`finds that ${name}`, async () => {
      const [genuine, stored] = [await read(), await read()];
      attack(stored);
      await write(stored);

      const found = await verify();

      await write(genuine);
      expect(found.get(a)).not.to.equal('ok');
      expect((await verify()).get(a)).to.equal('ok');
    });
  }

  it('names an entry of another chain', async () => {
    const [genuine, stored] = [await read(), await read()];
    attacks['an entry is replaced by one of another chain']?.(stored);
    await write(stored);

    const found = await verify();

    await write(genuine);
    expect(found.get(a)).to.equal('foreign_chain');
  });

  it('finds an older state of the whole database only by a copy of the head', async () => {
    const genuine = await read();
    const line = JSON.stringify({ event: 'audit_head', chainId: a, seq: LENGTH, hash: genuine.head.hash });
    const older = await read();
    older.a.splice(LENGTH - 2, 2);
    const signer = new AuditSigner({ keys: [ours] });
    Object.assign(older.head, { seq: LENGTH - 2, hash: at(older.a, -1).hash });
    Object.assign(older.head, signer.sign(textOfMark({ ...older.head, chain: a })));
    await write(older);

    const [without, withCopy] = [await verify(), await verify([ours], await headCopiesIn(['no json', line]))];

    await write(genuine);
    expect([without.get(a), withCopy.get(a)]).to.deep.equal(['ok', 'truncated']);
    expect((await verify([ours], await headCopiesIn([line]))).get(a)).to.equal('ok');
  });

  it('compares with every copy of the head, also if a later one has the same number', async () => {
    const { head } = await read();
    const line = (hash: string) => JSON.stringify({ event: 'audit_head', chainId: a, seq: LENGTH, hash });
    const cutOff = line(head.hash).slice(0, 30);

    const copies = await headCopiesIn([`2026-11-30 ${line('of another state')}`, cutOff, line(head.hash)]);

    expect(copies.map(({ hash }) => hash)).to.deep.equal(['of another state', head.hash]);
    expect((await verify([ours], copies)).get(a)).to.equal('differs_from_copy');
  });

  it('reads a chain again that has changed while it was read', async () => {
    const genuine = await read();
    now = at(genuine.a, 3).at.getTime() + limits.auditKeptMs;
    // Old entries are removed after the marks were read, and before the entries are.
    const Entry = model(connection, auditEntryModel);
    const find = Entry.find;
    Entry.find = function (this: typeof Entry, ...args: Parameters<typeof find>) {
      const query = find.apply(this, args);
      if ((args[0] as { tenantId?: string }).tenantId !== a) return query;
      Entry.find = find;
      const cursor = query.cursor.bind(query);
      const held = async function* () {
        await chainsOf().keeping.run();
        yield* cursor();
      };
      return Object.assign(query, { cursor: held });
    } as typeof find;

    const found = await verify();

    expect((await read()).a).to.have.lengthOf(9);
    expect(found.get(a)).to.equal('ok');
    await write(genuine);
  });

  it('finds each of these changes also in an exported file', async () => {
    const stored = await read();
    const lines = (docs: AuditEntryDoc[]) =>
      docs.map(({ _id: id, tenantId: chain, ...entry }) => JSON.stringify({ id, chain, ...entry }));
    const problemIn = async (docs: AuditEntryDoc[]) => {
      const [report] = await verifyFile(lines(docs), { keys: [ours] });
      return report?.problem?.kind ?? 'ok';
    };
    const [first, second, third, ...rest] = stored.a as [AuditEntryDoc, AuditEntryDoc, AuditEntryDoc];

    expect(await problemIn(stored.a)).to.equal('ok');
    // A part of a chain is whole, too.
    expect(await problemIn(stored.a.slice(3, 8))).to.equal('ok');
    const end = { chain: a, seq: LENGTH, hash: at(stored.a, -1).hash };
    const [part] = await verifyFile(lines(stored.a.slice(0, 8)), { keys: [ours], copies: [end] });
    expect(part?.problem).to.equal(null);
    expect(await problemIn([first, third, ...rest])).to.equal('missing');
    expect(await problemIn([second, first, third])).to.equal('reordered');
    expect(await problemIn([first, second, second, third])).to.equal('duplicated');
    expect(await problemIn([first, { ...second, reason: 'other' }, third])).to.equal('altered');
    expect(await problemIn([first, rehashed({ ...second, reason: 'other' })])).to.equal('forged');
    const broken = await verifyFile([...lines([first]), 'not an entry'], { keys: [ours] }).catch((error) => error);
    expect(broken.message).to.equal('Line 2 of the file is not an entry of the audit log.');
  });

  it('still verifies with a new key, and without the old one after a start with both', async () => {
    const genuine = await read();
    expect((await verify([newer])).get(a)).to.equal('unknown_key');

    const { append, keeping } = chainsOf([newer, ours]);
    await keeping.run();

    expect((await verify([newer])).get(a)).to.equal('ok');
    await append(a, 1);
    expect((await verify([newer])).get(a)).to.equal('ok');
    expect((await verify([newer, ours])).get(a)).to.equal('ok');
    await write(genuine);
  });

  it('still verifies after old entries were removed, and says since when they are kept', async () => {
    const genuine = await read();
    const { keeping, append } = chainsOf();
    now = at(genuine.a, 3).at.getTime() + limits.auditKeptMs;

    await keeping.run();

    expect((await read()).a.map(({ seq }) => seq)).to.deep.equal([4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const report = (await verifyDatabase(connection, { keys: [ours] })).find(({ chain }) => chain === a);
    expect(report).to.deep.include({ problem: null, entries: 9 });
    expect(report?.keptSince?.getTime()).to.equal(now);
    await entries().deleteOne({ tenantId: a, seq: 4 });
    expect((await verify()).get(a)).to.equal('missing');
    // All of the entries may be too old; the newest stays, and the chain goes on from it.
    now += 1_000 * DAY_MS;
    await keeping.run();
    await append(a, 1);
    expect((await read()).a.map(({ seq }) => seq)).to.deep.equal([12, 13]);
    expect((await verify()).get(a)).to.equal('ok');
    await write(genuine);
  });

  it('verifies if the process ends before old entries are removed', async () => {
    const genuine = await read();
    const { keeping } = chainsOf();
    now = at(genuine.a, 3).at.getTime() + limits.auditKeptMs;
    await keeping.run();
    await entries().insertMany(genuine.a.slice(1, 2));

    expect((await verify()).get(a)).to.equal('ok');

    await write(genuine);
  });
});
