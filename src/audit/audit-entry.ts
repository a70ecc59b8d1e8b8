/**
 * Entries of the audit log: how one is made, and the text whose hash links it to the entry before. Pure functions, no I/O.
 */
import { createHash } from 'node:crypto';
import { isId, newId } from '../database/ids.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import {
  type AuditAction,
  type AuditFact,
  type AuditFacts,
  type AuditRole,
  type AuditTargetKind,
  auditActions,
} from '../protocol/audit.ts';

/** The chain of the server: of operators, accounts and the public tenant. Each organisation has one with its own id. */
export const SERVER_CHAIN = PUBLIC_TENANT;
/** Acts where no person does. */
export const SYSTEM = 'system';

export type FactRecord = Readonly<Record<string, AuditFact>>;

/** An entry before it is in its chain: as it is stored in the document that it is about. */
export interface PendingAuditEntry {
  readonly id: string;
  /** An organisation, or `public` for the server. */
  readonly chain: string;
  readonly at: Date;
  /** A person in the tenant of the chain, or `system`. */
  readonly actorId: string;
  readonly as: AuditRole;
  readonly action: AuditAction;
  readonly targetKind: AuditTargetKind;
  readonly targetId: string | null;
  readonly reason: string;
  readonly sessionId: string | null;
  /** The network of the client: 24 bits of an IPv4 address, 48 of an IPv6 address. Empty if unknown. */
  readonly address: string;
  readonly before: FactRecord;
  readonly after: FactRecord;
}

/** An entry in its chain. */
export interface ChainedEntry extends PendingAuditEntry {
  /** 1 for the first entry of the chain; without gaps. */
  readonly seq: number;
  /** Empty for the first entry. */
  readonly previousHash: string;
  /** SHA-256 of everything above. */
  readonly hash: string;
}

/** The person who acts. A request without a token has an address only. */
export interface AuditActor {
  readonly personId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly address?: string | undefined;
}

export interface NewAuditEntry<Action extends AuditAction> {
  chain: string;
  /** Null if nobody acts. */
  actor: AuditActor | null;
  as: AuditRole;
  action: Action;
  /** The id of what `auditActions` names as the action's target. */
  targetId: string | null;
  reason?: string;
  before?: AuditFacts<Action>;
  after?: AuditFacts<Action>;
}

const MAX_REASON_CHARS = 1_000;

/** Creates an entry. What does not belong into one is replaced by `malformed`, so that no change fails because of its entry. */
export function newEntry<Action extends AuditAction>(entry: NewAuditEntry<Action>, at: Date): PendingAuditEntry {
  const { chain, actor, as, action, targetId, reason = '', before = {}, after = {} } = entry;
  return {
    id: newId(),
    chain,
    at,
    actorId: actor?.personId ?? SYSTEM,
    as,
    action,
    targetKind: auditActions[action].target,
    targetId: targetId === null || targetId === PUBLIC_TENANT || isId(targetId) ? targetId : 'malformed',
    reason: reason.toWellFormed().slice(0, MAX_REASON_CHARS),
    sessionId: actor?.sessionId ?? null,
    address: actor?.address ?? '',
    before: checked(before),
    after: checked(after),
  };
}

/** The hash of an entry: of its fields and of the hash before. Anybody can calculate it; `signer.ts` shows who did. */
export function hashOfEntry(entry: Omit<ChainedEntry, 'hash'>): string {
  return createHash('sha256').update(canonical(entry)).digest('base64url');
}

/** Links entries to the end of a chain. */
export function linked(end: { seq: number; hash: string }, entries: readonly PendingAuditEntry[]): ChainedEntry[] {
  const made: ChainedEntry[] = [];
  let { seq, hash: previousHash } = end;
  for (const entry of entries) {
    seq += 1;
    const unhashed = { ...entry, seq, previousHash };
    const hash = hashOfEntry(unhashed);
    made.push({ ...unhashed, hash });
    previousHash = hash;
  }
  return made;
}

/** The same text for the same entry, whatever order a database returns the fields in. */
function canonical(entry: Omit<ChainedEntry, 'hash'>): string {
  const { chain, seq, id, at, actorId, as, action, targetKind, targetId } = entry;
  const { reason, sessionId, address, before, after, previousHash } = entry;
  const what = [action, targetKind, targetId, reason, sorted(before), sorted(after)];
  return JSON.stringify([FORM, chain, seq, id, at.getTime(), actorId, as, ...what, sessionId, address, previousHash]);
}

/** Another form of the text would have another name. */
const FORM = 'meshi:audit:1';

function sorted(facts: FactRecord): [string, AuditFact][] {
  return Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function checked(facts: Readonly<Record<string, AuditFact | undefined>>): FactRecord {
  const known = Object.entries(facts).filter((entry): entry is [string, AuditFact] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, isFact(value) ? value : 'malformed']));
}

/** An id, a time or a word. Nothing that a person typed looks like that for certain, but no address and no sentence does. */
function isFact(value: AuditFact): boolean {
  return typeof value !== 'string' || /^[\w:.-]{1,64}$/.test(value);
}
