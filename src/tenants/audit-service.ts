/** The audit log of an organisation, for its owners and admins. */
import type { AuditReader, ExportQuery } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { AuditExport, AuditPage, AuditQuery, ShownAuditEntry } from '../protocol/audit.ts';
import type { TenantAccess } from './tenant-access.ts';

export interface TenantAuditServiceOptions {
  auditReader: AuditReader;
  access: TenantAccess;
  profiles: Pick<ProfileService, 'summaries'>;
}

export class TenantAuditService {
  readonly #parts: TenantAuditServiceOptions;

  constructor(parts: TenantAuditServiceOptions) {
    this.#parts = parts;
  }

  /** Newest first, with the people as they are now. @throws NotFoundError in the public tenant, ForbiddenError */
  async list(actor: Actor, query: AuditQuery): Promise<AuditPage> {
    const { access, auditReader, profiles } = this.#parts;
    await access.requirePermission(actor, 'read_audit');
    const { items, nextCursor } = await auditReader.list(actor.tenantId, query);
    const ids = items.flatMap(({ actorId, targetKind, targetId }) => [
      actorId,
      ...(targetKind === 'person' && targetId ? [targetId] : []),
    ]);
    const people = await profiles.summaries(
      actor.tenantId,
      [...new Set(ids)].filter((id) => id !== 'system'),
    );
    const shown = items.map(({ chain: _, keyId, mac, previousHash, ...entry }): ShownAuditEntry => {
      const target = entry.targetKind === 'person' && entry.targetId ? (people.get(entry.targetId) ?? null) : null;
      return { ...entry, actor: people.get(entry.actorId) ?? null, target };
    });
    return { items: shown, nextCursor };
  }

  /** A file of entries, oldest first. @throws NotFoundError in the public tenant, ForbiddenError */
  async export(actor: Actor, query: ExportQuery): Promise<AuditExport> {
    await this.#parts.access.requirePermission(actor, 'read_audit');
    return this.#parts.auditReader.export(actor.tenantId, query);
  }
}
