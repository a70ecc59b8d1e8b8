/** Entries of the audit log about the groups of an organisation. */
import type { AuditTrail, NewAuditEntry, PendingAuditEntry } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { AuditAction, AuditRole } from '../protocol/audit.ts';
import type { Giver } from './giving.ts';
import type { GroupGrant } from './store/index.ts';

export type GroupAction = Extract<AuditAction, `tenant_group_${string}` | `tenant_set_${string}`>;

/** Who changes a group: somebody who manages groups, or a directory. */
export type GroupActor = Giver | 'directory';

export class GroupAudit {
  readonly #audit: Pick<AuditTrail, 'entry'>;

  constructor({ audit }: { audit: Pick<AuditTrail, 'entry'> }) {
    this.#audit = audit;
  }

  entry<Action extends GroupAction>(
    by: GroupActor,
    chain: string,
    facts: Pick<NewAuditEntry<Action>, 'action' | 'targetId' | 'before' | 'after'>,
  ): PendingAuditEntry {
    const { actor, as } = actingAs(by);
    return this.#audit.entry({ chain, actor, as, ...facts });
  }
}

/** The sets of some grants, and in how many communities they count. */
export function grantFacts(grants: readonly GroupGrant[]): { sets: string; communities: number } {
  const ofCommunities = grants.filter(({ communityId }) => communityId !== null);
  const communities = new Set(ofCommunities.map(({ communityId }) => communityId)).size;
  return {
    sets:
      grants
        .map(({ setId }) => setId)
        .join(':')
        .slice(0, 64) || 'none',
    communities,
  };
}

function actingAs(by: GroupActor): { actor: Actor | null; as: AuditRole } {
  return by === 'directory' ? { actor: null, as: 'directory' } : { actor: by.actor, as: by.role };
}
