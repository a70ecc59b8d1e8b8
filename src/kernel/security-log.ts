/**
 * The security log: one structured line for each event of `security-events.ts`, among the other lines and marked by
 * `kind: 'security'`. Nobody can flood it: lines are limited per actor and in total, and one line tells how many are missing.
 * Done and refused requests are counted separately, so that refusals cannot crowd out what was done.
 */
import { isId } from '../database/ids.ts';
import { PUBLIC_TENANT } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './config.ts';
import type { Log } from './log.ts';
import type { SecurityEventName, SecurityFact, SecurityFacts } from './security-events.ts';
import { MINUTE_MS } from './time.ts';

export type SecurityOutcome = 'done' | 'refused';

/** Who acted. A request without a valid token has none of these. */
export interface SecurityActor {
  readonly tenantId?: string;
  readonly personId?: string;
  readonly sessionId?: string;
}

export interface SecurityLine<Name extends SecurityEventName> {
  event: Name;
  outcome?: SecurityOutcome;
  /** The reason or code of the error of a refused request. */
  reason?: string | undefined;
  actor?: SecurityActor | null;
  facts: SecurityFacts<Name>;
  /** More ids that only the code of this request knows. */
  more?: Readonly<Record<string, SecurityFact>>;
  /** Whose limit the line counts against, if there is no actor: a client address, which is not logged. */
  address?: string;
}

export interface SecurityLogOptions {
  log: Log;
  clock: Clock;
  limits: Pick<
    Limits,
    'securityLinesPerMinute' | 'securityLinesPerActor' | 'refusalLinesPerMinute' | 'refusalLinesPerActor'
  >;
}

interface Budget {
  readonly total: number;
  readonly perActor: number;
  written: number;
  leftOut: number;
  readonly byActor: Map<string, number>;
}

export class SecurityLog {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #budgets: Readonly<Record<SecurityOutcome, Budget>>;
  #minuteEndsAt = 0;
  #telling: NodeJS.Timeout | null = null;

  constructor({ log, clock, limits }: SecurityLogOptions) {
    this.#log = log.child({ kind: 'security' });
    this.#clock = clock;
    this.#budgets = {
      done: budget(limits.securityLinesPerMinute, limits.securityLinesPerActor),
      refused: budget(limits.refusalLinesPerMinute, limits.refusalLinesPerActor),
    };
  }

  /** Writes one line, if the limits allow it. */
  record<Name extends SecurityEventName>(line: SecurityLine<Name>): void {
    const { event, outcome = 'done', reason, actor, facts, more, address = 'server' } = line;
    if (!this.#take(outcome, actor?.personId ?? address)) return;
    const { tenantId = null, personId = null, sessionId = null } = actor ?? {};
    const who = { tenantId, personId, sessionId };
    const all = Object.entries({ ...who, ...facts, ...more }).map(([name, value]) => [name, checked(name, value)]);
    this.#write({ event, outcome, ...(reason !== undefined && { reason }), ...Object.fromEntries(all) });
  }

  /** Tells what was left out, and stops. */
  close(): void {
    this.#endMinute();
  }

  #take(outcome: SecurityOutcome, spender: string): boolean {
    const now = this.#clock.now();
    // Also if the clock was set back.
    if (now >= this.#minuteEndsAt || now < this.#minuteEndsAt - MINUTE_MS) {
      this.#endMinute();
      this.#minuteEndsAt = now + MINUTE_MS;
    }
    const { total, perActor, written, byActor } = this.#budgets[outcome];
    const ofActor = byActor.get(spender) ?? 0;
    if (written >= total || ofActor >= perActor) {
      this.#leaveOut(outcome);
      return false;
    }
    this.#budgets[outcome].written++;
    // As many entries as lines at most.
    byActor.set(spender, ofActor + 1);
    return true;
  }

  #leaveOut(outcome: SecurityOutcome): void {
    this.#budgets[outcome].leftOut++;
    // Told also if nothing else happens in the next minute.
    this.#telling ??= setTimeout(() => this.#endMinute(), MINUTE_MS).unref();
  }

  #endMinute(): void {
    if (this.#telling) clearTimeout(this.#telling);
    this.#telling = null;
    const { done, refused } = this.#budgets;
    if (done.leftOut + refused.leftOut > 0) {
      this.#write({ event: 'lines_left_out', done: done.leftOut, refused: refused.leftOut });
    }
    for (const each of [done, refused]) {
      each.written = 0;
      each.leftOut = 0;
      each.byActor.clear();
    }
  }

  #write(facts: { event: SecurityEventName } & Readonly<Record<string, SecurityFact>>): void {
    this.#log.info(facts, 'security event');
  }
}

/** A client may send anything as an id of a path, also a token. */
function checked(name: string, value: SecurityFact): SecurityFact {
  if (value === undefined || value === null) return null;
  return !name.endsWith('Id') || value === PUBLIC_TENANT || isId(value) ? value : 'malformed';
}

function budget(total: number, perActor: number): Budget {
  return { total, perActor, written: 0, leftOut: 0, byActor: new Map() };
}
