/** Entries of the audit log about operators, in the chain of the server. */
import { type AuditTrail, type NewAuditEntry, type PendingAuditEntry, SERVER_CHAIN } from '../audit/index.ts';
import type { Acting } from '../kernel/actor.ts';
import type { AuditAction } from '../protocol/audit.ts';

/** Null: the command on the machine itself. */
export type OperatorActor = Pick<Acting, 'accountId' | 'sessionId' | 'address'> | null;

export type OperatorFacts<Action extends AuditAction> = Omit<NewAuditEntry<Action>, 'chain' | 'actor' | 'as'>;

export class OperatorAudit {
  readonly #audit: Pick<AuditTrail, 'append' | 'entry'>;

  constructor({ audit }: { audit: Pick<AuditTrail, 'append' | 'entry'> }) {
    this.#audit = audit;
  }

  entry<Action extends AuditAction>(by: OperatorActor, facts: OperatorFacts<Action>): PendingAuditEntry {
    const actor = by && { personId: by.accountId, sessionId: by.sessionId, address: by.address };
    return this.#audit.entry({ chain: SERVER_CHAIN, actor, as: by ? 'operator' : 'system', ...facts });
  }

  /** Stores an entry about something that changes no document. */
  append(entry: PendingAuditEntry): Promise<void> {
    return this.#audit.append(entry);
  }
}

/** Names of roles or permissions as one word. */
export function asWord(names: readonly string[]): string {
  return names.join(':').slice(0, 64) || 'none';
}
