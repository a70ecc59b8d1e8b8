/**
 * Push and TURN keys on two real processes with one database, against the pure life: random acts, new keys and uses. At any time one
 * key of a kind is in use at most, and it is the one that was made or enabled last.
 */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { Clock } from '../../src/kernel/clock.ts';
import { afterAct, afterUse, type KeyAct, type KeyLife, newLife } from '../../src/keys/store/key-life.ts';
import { type RotatedKind, rotatedKinds } from '../../src/protocol/key-kinds.ts';
import type { TestApp } from '../support/app.ts';
import { at, command, expectLikeModel } from '../support/model.ts';
import { operatorWith } from '../support/operators.ts';
import { type Person, refusalOf } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { lifeOf } from './life-of.ts';

const REST_MS = 1_000;
const OK = 'nothing was refused';
const REASON = 'random operations';

interface Known {
  id: string;
  kind: RotatedKind;
  life: KeyLife;
  /** Its place among those that were put into use; 0 if it never was. */
  place: number;
}

interface Model {
  keys: Known[];
  places: number;
}

describe('push and TURN keys on two processes', () => {
  let processes: TestProcesses;
  let apps: TestApp[];
  let operators: Person[];
  let nowMs = Date.now();

  before(async () => {
    processes = await TestProcesses.start({
      keyRestMs: REST_MS,
      keysPerTenant: 10_000,
      accessTokenMs: 3_600_000,
      proofMs: 3_600_000,
    });
    const env = { KEYS_SECRET: `s1:${randomBytes(48).toString('base64url')}` };
    const clock = new Clock(() => nowMs);
    apps = await Promise.all([processes.startOne({ clock, env }), processes.startOne({ clock, env })]);
    operators = await Promise.all(apps.map((app) => operatorWith(app)));
  });
  after(() => processes.close());

  it('live like the pure life, one in use at a time', async () => {
    const [process, key] = [fc.nat({ max: 1 }), fc.nat({ max: 1_000 })];
    const [gap, kind] = [fc.constantFrom(0, 1, 1, REST_MS), fc.constantFrom(...rotatedKinds)];
    const acts = fc.constantFrom<KeyAct>('rehearse', 'disable', 'enable', 'enable', 'delete');
    await expectLikeModel<Model, null>({
      commands: [
        fc.tuple(process, kind, gap).map((made) => next(...made)),
        fc.tuple(process, kind).map((made) => take(...made)),
        fc.tuple(process, key).map((made) => use(...made)),
        fc.tuple(process, key, gap, acts).map((made) => act(...made)),
        fc.tuple(process, key, gap, acts).map((made) => act(...made)),
        process.map(compare),
      ],
      begin: async () => {
        await at(apps, 0)
          .connection.collection('keys')
          .deleteMany({ kind: { $in: [...rotatedKinds] } });
        return { model: { keys: [], places: 0 }, real: null };
      },
      sequences: 25,
      maxCommands: 60,
    });
  });

  function next(process: number, kind: RotatedKind, gap: number) {
    return command<Model, null>(`make the next ${kind} key on ${process}`, async (model) => {
      nowMs += gap;
      const body = { kind, from: 'new' as const, reason: REASON };
      const { key } = await at(operators, process).call('serverKeys.next', { body });
      const isUsed = kind === 'push';
      const made: Known = {
        id: key.id,
        kind,
        place: 0,
        life: { ...newLife(nowMs), ...(!isUsed && { state: 'disabled' }) },
      };
      model.keys.push(made);
      if (isUsed) putIntoUse(model, made);
    });
  }

  /** A use of the key that is used now, as for the credentials of a seat. */
  function take(process: number, kind: RotatedKind) {
    return command<Model, null>(`take the ${kind} key on ${process}`, async ({ keys }) => {
      const current = currentOf(keys, kind);
      const used = current && afterUse(current.life, nowMs);
      if (current && used) current.life = used.life;
      const text = await keysOf(process, kind).take();
      expect(text !== null).to.equal(used ? used.outcome !== 'refused' : hasSettings(kind));
    });
  }

  /** A use of one key, as for a push to a device. */
  function use(process: number, number: number) {
    return onKey(`use key ${number} on ${process}`, number, async (_, known) => {
      const keys = keysOf(process, known.kind);
      const found = await keys.find(known.id);
      expect(found === null).to.equal(known.life.state === 'deleted');
      if (!found) return;
      const { life, outcome } = afterUse(known.life, nowMs);
      expect(await keys.use(found)).to.equal(outcome);
      known.life = life;
    });
  }

  function act(process: number, number: number, gap: number, name: KeyAct) {
    return onKey(`${name} key ${number} on ${process}`, number, async (model, known) => {
      nowMs += gap;
      const changed = afterAct(known.life, name, nowMs, REST_MS);
      const call = { params: { keyId: known.id }, body: { reason: REASON } };
      const refusal = await refusalOf(at(operators, process).call(`serverKeys.${name}`, call));
      expect(refusal === OK).to.equal(changed !== null);
      if (!changed) return;
      known.life = changed;
      if (name === 'enable') putIntoUse(model, known);
    });
  }

  function compare(process: number) {
    return command<Model, null>(`compare all keys on ${process}`, async ({ keys }) => {
      await Promise.all(apps.map((app) => app.services.keyUses.flush()));
      const { items } = await at(operators, process).call('serverKeys.list');
      for (const { id, life } of keys) {
        const found = items.find((item) => item.id === id);
        expect(found && lifeOf(found)).to.deep.equal(life.state === 'deleted' ? undefined : life);
      }
      for (const kind of rotatedKinds) {
        const inUse = items.filter((item) => item.kind === kind && item.state === 'in_use');
        expect(inUse.length, kind).to.be.at.most(1);
        expect((await keysOf(process, kind).current())?.doc?._id).to.equal(currentOf(keys, kind)?.id);
      }
    });
  }

  function putIntoUse(model: Model, known: Known): void {
    model.places += 1;
    known.place = model.places;
    for (const other of model.keys) {
      if (other === known || other.kind !== known.kind || other.life.state !== 'in_use') continue;
      other.life = afterAct(other.life, 'rehearse', nowMs, REST_MS) ?? other.life;
    }
  }

  function currentOf(keys: readonly Known[], kind: RotatedKind): Known | undefined {
    const used = keys.filter((key) => key.kind === kind && key.place > 0).toSorted((a, b) => b.place - a.place);
    const latestIn = (state: KeyLife['state']) => used.find(({ life }) => life.state === state);
    return latestIn('in_use') ?? (hasSettings(kind) ? undefined : (latestIn('rehearsal') ?? latestIn('disabled')));
  }

  /** In development the settings always have a key for push. */
  function hasSettings(kind: RotatedKind): boolean {
    return kind === 'push';
  }

  function keysOf(process: number, kind: RotatedKind) {
    const { pushKeys, turnKeys } = at(apps, process).services;
    return kind === 'push' ? pushKeys : turnKeys;
  }

  function onKey(name: string, number: number, run: (model: Model, known: Known) => Promise<void>) {
    const isThere = ({ keys }: Readonly<Model>) => keys.length > 0;
    return command<Model, null>(name, (model) => run(model, at(model.keys, number % model.keys.length)), isThere);
  }
});
