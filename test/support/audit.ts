/** The audit log for tests of parts that write to it. */
import type { Connection } from 'mongoose';
import { AuditChains } from '../../src/audit/audit-chains.ts';
import { newEntry } from '../../src/audit/audit-entry.ts';
import { auditEntryModel, auditMarkModel } from '../../src/audit/audit-model.ts';
import { AuditTrail } from '../../src/audit/audit-trail.ts';
import type { PendingAuditEntry } from '../../src/audit/index.ts';
import { AuditSigner } from '../../src/audit/signer.ts';
import { newId } from '../../src/database/ids.ts';
import { connectModels } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Secret } from '../../src/kernel/secret.ts';

/** An audit log of its own process, on this connection. */
export function auditOn(connection: Connection): AuditTrail {
  const models = connectModels(connection, { entries: auditEntryModel, marks: auditMarkModel });
  const signer = new AuditSigner({ keys: [{ id: 'test', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') }] });
  const chains = new AuditChains({ ...models, signer, clock: new Clock(), limits });
  return new AuditTrail({ chains, clock: new Clock(), log: createLog({ level: 'silent' }) });
}

/** The entry of a hidden message, for tests that hide one without a community. */
export function hiddenEntry(senderId: string): PendingAuditEntry {
  const entry = { chain: 'public', actor: { personId: newId() }, as: 'moderator', targetId: senderId } as const;
  return newEntry({ ...entry, action: 'community_message_hidden' }, new Date());
}

/** The entry of a change of somebody's own second factors. */
export function factorEntry(
  personId: string,
  action: 'passkey_added' | 'passkey_removed' | 'recovery_codes_made',
): PendingAuditEntry {
  return newEntry({ chain: 'public', actor: { personId }, as: 'member', action, targetId: personId }, new Date());
}
