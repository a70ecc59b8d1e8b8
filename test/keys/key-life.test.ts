/** The life of a key as a pure function: 100,000 random operations, and what must hold after each of them. */
import { expect } from 'chai';
import fc from 'fast-check';
import { afterAct, afterUse, deletableAt, type KeyAct, type KeyLife, newLife } from '../../src/keys/store/key-life.ts';

const REST_MS = 100;
const SEQUENCES = 1_000;
const OPERATIONS = 100;

type Operation = { after: number } & ({ act: KeyAct } | { act: null });

const operation: fc.Arbitrary<Operation> = fc.record({
  after: fc.constantFrom(0, 1, 40, REST_MS - 1, REST_MS),
  // Uses are frequent, as they are in life.
  act: fc.constantFrom(null, null, null, 'rehearse', 'disable', 'enable', 'delete' as const),
});
const sequences = fc.array(operation, { minLength: OPERATIONS, maxLength: OPERATIONS });

/** Calls `step` for each operation with the key before and after it. A deleted key is followed by a new one. */
function run(operations: readonly Operation[], step: (at: Step) => void): void {
  let now = 1_000;
  let life = newLife(now);
  for (const { after, act } of operations) {
    now += after;
    const next = act ? afterAct(life, act, now, REST_MS) : afterUse(life, now).life;
    step({ act, now, before: life, after: next });
    life = next ?? life;
    if (life.state === 'deleted') life = newLife(now);
  }
}

interface Step {
  act: KeyAct | null;
  now: number;
  before: KeyLife;
  /** Null if the act was refused. */
  after: KeyLife | null;
}

function always(check: () => (step: Step) => void): void {
  fc.assert(
    fc.property(sequences, (operations) => run(operations, check())),
    { numRuns: SEQUENCES },
  );
}

describe('the life of a key', () => {
  it('never ends with a deletion that was not preceded by a disable and a time without uses', () => {
    let deleted = 0;
    always(() => {
      let lastServed = Number.NEGATIVE_INFINITY;
      let lastTried = Number.NEGATIVE_INFINITY;
      let disabledAt: number | null = null;
      return ({ act, now, before, after }) => {
        if (act === null) lastTried = now;
        if (act === null && before.state !== 'disabled') lastServed = now;
        if (act === 'disable' && after) disabledAt = now;
        if (act === 'enable' && after) disabledAt = null;
        if (after?.state !== 'deleted') return;
        deleted += 1;
        expect(before.state).to.equal('disabled');
        if (disabledAt === null) throw new Error('was never disabled');
        expect(disabledAt).to.be.at.least(lastServed);
        expect(now - Math.max(disabledAt, lastTried)).to.be.at.least(REST_MS);
        [lastServed, lastTried, disabledAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, null];
      };
    });
    expect(deleted).to.be.above(1_000);
  });

  it('counts in rehearsal exactly what a disabled key would have refused of the same uses', () => {
    let compared = 0;
    always(() => {
      let twin: KeyLife | null = null;
      return ({ act, now, before, after }) => {
        if (act === 'rehearse' && after) twin = afterAct(before, 'disable', now, REST_MS);
        else if (twin && act === null) twin = afterUse(twin, now).life;
        if (!twin || before.state !== 'rehearsal' || !after) return;
        expect(after.rehearsalUses).to.equal(twin.refusedUses);
        compared += 1;
        if (after.state !== 'rehearsal') twin = null;
      };
    });
    expect(compared).to.be.above(1_000);
  });

  it('serves every use until it is disabled, and none after', () => {
    const outcomes = { in_use: 'served', rehearsal: 'warned', disabled: 'refused', deleted: 'refused' };
    always(() => ({ before, now }) => {
      expect(afterUse(before, now).outcome).to.equal(outcomes[before.state]);
    });
  });

  it('comes back with one press from every state but the end', () => {
    always(() => ({ before, now }) => {
      const back = afterAct(before, 'enable', now, REST_MS);
      if (before.state !== 'in_use') expect(back?.state).to.equal('in_use');
    });
    const gone: KeyLife = { ...newLife(0), state: 'deleted' };
    for (const act of ['enable', 'rehearse', 'disable', 'delete'] as const) {
      expect(afterAct(gone, act, 10 * REST_MS, REST_MS), act).to.equal(null);
    }
  });

  it('counts each rehearsal, and each time of being disabled, from 0', () => {
    const used: KeyLife = { ...newLife(0), rehearsalUses: 5, refusedUses: 6, lastRefusedAt: 3 };

    expect(afterAct(used, 'rehearse', 10, REST_MS)).to.include({ rehearsalUses: 0, refusedUses: 6 });
    expect(afterAct(used, 'disable', 10, REST_MS)).to.include({
      rehearsalUses: 5,
      refusedUses: 0,
      lastRefusedAt: null,
    });
    expect(deletableAt({ stateSince: 10, lastRefusedAt: 50 }, REST_MS)).to.equal(50 + REST_MS);
  });
});
