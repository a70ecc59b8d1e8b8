/**
 * Entries about what operators do to an organisation: one in the chain of the server, with the operator, and one in the chain of the
 * organisation, whose owners learn what was done and why. That one does not name the operator, who is no member.
 */
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import type { AuditAction, AuditFacts } from '../protocol/audit.ts';
import type { OperatorActor, OperatorAudit } from './operator-audit.ts';

export type OrganisationAction = Extract<AuditAction, `tenant_${string}_by_operator`>;

export interface OrganisationFacts<Action extends OrganisationAction> {
  tenantId: string;
  action: Action;
  reason: string;
  before?: AuditFacts<Action>;
  after?: AuditFacts<Action>;
}

export class OrganisationAudit {
  readonly #audit: Pick<AuditTrail, 'entry'>;
  readonly #operators: OperatorAudit;

  constructor({ audit, operatorAudit }: { audit: Pick<AuditTrail, 'entry'>; operatorAudit: OperatorAudit }) {
    this.#audit = audit;
    this.#operators = operatorAudit;
  }

  entries<Action extends OrganisationAction>(
    by: OperatorActor,
    { tenantId, ...facts }: OrganisationFacts<Action>,
  ): readonly [PendingAuditEntry, PendingAuditEntry] {
    const inBoth = { targetId: tenantId, ...facts };
    return [
      this.#operators.entry(by, inBoth),
      this.#audit.entry({ chain: tenantId, actor: null, as: 'operator', ...inBoth }),
    ];
  }
}
