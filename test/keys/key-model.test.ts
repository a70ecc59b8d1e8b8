/**
 * Keys on two real processes with one database, against the pure life: thousands of random acts and uses, at once and one after the
 * other. What the database counts is what the requests were answered.
 */
import { expect } from 'chai';
import fc from 'fast-check';
import { Clock } from '../../src/kernel/clock.ts';
import { afterAct, afterUse, type KeyAct, type KeyLife, newLife } from '../../src/keys/store/key-life.ts';
import type { Key } from '../../src/protocol/keys.ts';
import type { TestApp } from '../support/app.ts';
import { at, command, expectLikeModel } from '../support/model.ts';
import { operatorWith } from '../support/operators.ts';
import { type Person, refusalOf } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { askWithKey, type KeyAnswer } from './asking-with-key.ts';
import { lifeOf } from './life-of.ts';

const REST_MS = 1_000;
const OK = 'nothing was refused';
const REASON = 'random operations';

interface Known {
  id: string;
  text: string;
  life: KeyLife;
}

interface Model {
  keys: Known[];
}

/** What a key answers in each state. */
const ANSWERS: Record<KeyLife['state'], KeyAnswer> = {
  in_use: 'served',
  rehearsal: 'warned',
  disabled: 'unauthenticated/key_disabled',
  deleted: 'unauthenticated/token_invalid',
};

describe('keys on two processes', () => {
  let processes: TestProcesses;
  let apps: TestApp[];
  let operators: Person[];
  let nowMs = Date.now();

  before(async () => {
    processes = await TestProcesses.start({
      keyRestMs: REST_MS,
      keysPerTenant: 10_000,
      keyRequestsPerMinute: 1e9,
      accessTokenMs: 3_600_000,
      proofMs: 3_600_000,
    });
    const clock = new Clock(() => nowMs);
    apps = await Promise.all([processes.startOne({ clock }), processes.startOne({ clock })]);
    operators = await Promise.all(apps.map((app) => operatorWith(app)));
  });
  after(() => processes.close());

  it('live like the pure life, and show a secret only once', async () => {
    const [process, key, gap] = [fc.nat({ max: 1 }), fc.nat({ max: 1_000 }), fc.constantFrom(1, 1, 1, REST_MS)];
    const acts = fc.constantFrom<KeyAct>('rehearse', 'disable', 'enable', 'delete', 'delete');
    await expectLikeModel<Model, null>({
      commands: [
        process.map(create),
        fc.tuple(process, key, gap, fc.integer({ min: 1, max: 4 })).map((made) => use(...made)),
        fc.tuple(process, key, gap, fc.integer({ min: 1, max: 4 })).map((made) => use(...made)),
        fc.tuple(process, key, gap, acts).map((made) => act(...made)),
        fc.tuple(process, key, gap, acts).map((made) => act(...made)),
        process.map(compare),
      ],
      begin: async () => ({ model: { keys: [] }, real: null }),
      sequences: 25,
      maxCommands: 100,
    });
  });

  it('are moved by one of two acts that meet', async () => {
    for (const [one, other] of [
      ['rehearse', 'rehearse'],
      ['disable', 'disable'],
      ['enable', 'delete'],
      ['delete', 'delete'],
    ] as const) {
      const { id } = await made(0);
      if (one === 'enable' || one === 'delete') await call(0, id, 'disable');
      nowMs += REST_MS;

      const answers = await Promise.all([refusalOf(call(0, id, one)), refusalOf(call(1, id, other))]);

      expect(
        answers.filter((answer) => answer === OK),
        `${one} and ${other}: ${answers}`,
      ).to.have.length(1);
    }
  });

  it('count every use that meets an act: what was warned and refused is what is stored', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id, text } = await made(round);
      const traffic = Array.from({ length: 14 }, async (_, number) => {
        // Spread over the two acts, without waiting for a time.
        for (let turn = 0; turn < number; turn += 1) await asked(0);
        return askWithKey(at(apps, number % 2), text);
      });
      const acting = call(0, id, 'rehearse').then(() => call(1, id, 'disable'));

      const answers = await Promise.all(traffic);
      await acting;
      await Promise.all(apps.map((app) => app.services.keyUses.flush()));

      const key = await read(0, id);
      const countOf = (answer: KeyAnswer) => answers.filter((one) => one === answer).length;
      expect(key?.rehearsalUses, 'warned').to.equal(countOf('warned'));
      expect(key?.refusedUses, 'refused').to.equal(countOf('unauthenticated/key_disabled'));
      expect(key?.uses, 'served and warned').to.equal(countOf('served') + countOf('warned'));
    }
  });

  it('count in rehearsal what a disabled key refuses of the same traffic, many at once on both', async () => {
    const [rehearsed, disabled] = [await made(0), await made(1)];
    await call(0, rehearsed.id, 'rehearse');
    await call(1, disabled.id, 'disable');
    const traffic = (text: string) => Array.from({ length: 60 }, (_, number) => askWithKey(at(apps, number % 2), text));

    const [warned, refused] = await Promise.all([
      Promise.all(traffic(rehearsed.text)),
      Promise.all(traffic(disabled.text)),
    ]);

    expect(new Set(warned)).to.deep.equal(new Set(['warned']));
    expect(new Set(refused)).to.deep.equal(new Set(['unauthenticated/key_disabled']));
    expect((await read(0, rehearsed.id))?.rehearsalUses).to.equal(60);
    expect((await read(0, disabled.id))?.refusedUses).to.equal(60);
  });

  it('are not deleted under a use that is counted at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, text } = await made(0);
      await call(0, id, 'disable');
      nowMs += REST_MS;

      const [answer, refusal] = await Promise.all([askWithKey(at(apps, 1), text), refusalOf(call(0, id, 'delete'))]);

      // Either the use came first and keeps the key, or there was no key any longer.
      const isDeleted = refusal === OK;
      expect(refusal).to.be.oneOf([OK, 'conflict/key_not_rested']);
      if (!isDeleted) expect(answer).to.equal('unauthenticated/key_disabled');
      expect((await read(0, id)) === null).to.equal(isDeleted);
    }
  });

  function create(process: number) {
    return command<Model, null>(`make a key on ${process}`, async (model) => {
      nowMs += 1;
      const key = await made(process);
      model.keys.push({ ...key, life: newLife(nowMs) });
    });
  }

  function use(process: number, number: number, gap: number, times: number) {
    return onKey(`use key ${number} ${times} times on ${process}`, number, gap, async (known) => {
      const expected = ANSWERS[known.life.state];
      const answers = await Promise.all(Array.from({ length: times }, () => askWithKey(at(apps, process), known.text)));
      expect(answers).to.deep.equal(answers.map(() => expected));
      for (const _ of answers) known.life = afterUse(known.life, nowMs).life;
    });
  }

  function act(process: number, number: number, gap: number, name: KeyAct) {
    return onKey(`${name} key ${number} on ${process}`, number, gap, async (known) => {
      const { state } = known.life;
      const next = afterAct(known.life, name, nowMs, REST_MS);
      const isEarly = name === 'delete' && state === 'disabled';
      const refused = state === 'deleted' ? 'not_found' : isEarly ? 'conflict/key_not_rested' : 'conflict/key_state';
      expect(await refusalOf(call(process, known.id, name))).to.equal(next ? OK : refused);
      known.life = next ?? known.life;
    });
  }

  function compare(process: number) {
    return command<Model, null>(`compare all keys on ${process}`, async ({ keys }) => {
      await Promise.all(apps.map((app) => app.services.keyUses.flush()));
      const { items } = await at(operators, process).call('serverKeys.list');
      const ids = keys.map(({ id }) => id);
      const inDatabase = at(apps, process).connection.collection<{ _id: string }>('keys');
      const stored = JSON.stringify(await inDatabase.find({ _id: { $in: ids } }).toArray());
      for (const { id, text, life } of keys) {
        const found = items.find((item) => item.id === id);
        expect(found && lifeOf(found)).to.deep.equal(life.state === 'deleted' ? undefined : life);
        const secret = text.slice('meshi_srv_'.length + 24);
        expect(JSON.stringify(items)).to.not.include(secret);
        expect(stored).to.not.include(secret);
      }
    });
  }

  function onKey(name: string, number: number, gap: number, run: (known: Known) => Promise<void>) {
    const isThere = ({ keys }: Readonly<Model>) => keys.length > 0;
    return command<Model, null>(
      name,
      async ({ keys }) => {
        nowMs += gap;
        await run(at(keys, number % keys.length));
      },
      isThere,
    );
  }

  async function made(process: number): Promise<Pick<Known, 'id' | 'text'>> {
    const body = { name: 'a program', permissions: ['server:read' as const], reason: REASON };
    const { key, text } = await at(operators, process % 2).call('serverKeys.create', { body });
    return { id: key.id, text };
  }

  function call(process: number, keyId: string, name: KeyAct): Promise<unknown> {
    return at(operators, process).call(`serverKeys.${name}`, { params: { keyId }, body: { reason: REASON } });
  }

  async function read(process: number, keyId: string): Promise<Key | null> {
    const { items } = await at(operators, process).call('serverKeys.list');
    return items.find(({ id }) => id === keyId) ?? null;
  }

  async function asked(process: number): Promise<void> {
    await at(operators, process).call('serverKeys.list');
  }
});
