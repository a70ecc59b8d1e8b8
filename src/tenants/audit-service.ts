/** The audit log of an organisation, for people with the permission. */
import { type AuditReader, type ExportQuery, shownEntries } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { AuditExport, AuditPage, AuditQuery } from '../protocol/audit.ts';
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
    await access.requirePermission(actor, 'organisation:read_audit');
    const { items, nextCursor } = await auditReader.list(actor.tenantId, query);
    return { items: await shownEntries(actor.tenantId, items, profiles), nextCursor };
  }

  /** A file of entries, oldest first. @throws NotFoundError in the public tenant, ForbiddenError */
  async export(actor: Actor, query: ExportQuery): Promise<AuditExport> {
    await this.#parts.access.requirePermission(actor, 'organisation:read_audit');
    return this.#parts.auditReader.export(actor.tenantId, query);
  }
}
