/** Entries of the audit log about communities and the people in them. */
import type { AuditActor, AuditTrail, NewAuditEntry, PendingAuditEntry } from '../audit/index.ts';
import type { Person } from '../kernel/person.ts';
import type { AuditAction, AuditFact, AuditRole } from '../protocol/audit.ts';
import type { MembershipKey } from './community-store.ts';

type CommunityAction = Extract<AuditAction, `community_${string}`>;
/** The actions whose target is a person. */
export type MemberAction = Exclude<
  CommunityAction,
  `community_${'created' | 'edited' | 'closed' | 'invitation_created' | 'invitation_revoked'}`
>;

/** Who acts in which role; null if nobody does. */
export type ActingAs = { actor: Person & AuditActor; role: AuditRole } | null;

interface Facts {
  reason?: string;
  before?: Readonly<Record<string, AuditFact>>;
  after?: Readonly<Record<string, AuditFact>>;
}

export class CommunityAudit {
  readonly #audit: Pick<AuditTrail, 'entry'>;

  constructor({ audit }: { audit: Pick<AuditTrail, 'entry'> }) {
    this.#audit = audit;
  }

  /** About a person in a community. */
  ofMember(by: ActingAs, key: MembershipKey, action: MemberAction, facts: Facts = {}): PendingAuditEntry {
    const { tenantId, communityId, personId } = key;
    const after = { communityId, ...facts.after };
    return this.#entry(by, tenantId, { action, targetId: personId, ...facts, after });
  }

  /** About a change of the role of a member. */
  ofRole(by: ActingAs, key: MembershipKey, before: AuditRole, after: AuditRole): PendingAuditEntry {
    return this.ofMember(by, key, 'community_role_set', { before: { role: before }, after: { role: after } });
  }

  /** About a community itself. */
  of(
    by: ActingAs,
    { tenantId, communityId }: Omit<MembershipKey, 'personId'>,
    action: 'community_created' | 'community_edited' | 'community_closed',
    facts: Facts = {},
  ): PendingAuditEntry {
    return this.#entry(by, tenantId, { action, targetId: communityId, ...facts });
  }

  /** About a link. */
  ofLink(
    by: ActingAs,
    link: { tenantId: string; communityId: string; _id: string },
    action: 'community_invitation_created' | 'community_invitation_revoked',
    facts: Facts = {},
  ): PendingAuditEntry {
    const after = { communityId: link.communityId, ...facts.after };
    return this.#entry(by, link.tenantId, { action, targetId: link._id, after });
  }

  #entry(by: ActingAs, chain: string, facts: { action: CommunityAction; targetId: string } & Facts): PendingAuditEntry {
    const entry = { chain, actor: by?.actor ?? null, as: by?.role ?? 'system', ...facts };
    // The methods above give each action its own fields.
    return this.#audit.entry(entry as NewAuditEntry<CommunityAction>);
  }
}
