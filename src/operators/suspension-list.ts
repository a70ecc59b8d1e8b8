/** The suspensions that hold now. They outlive the account, so they are found by its id or by the mailbox. */
import type { AccountService, Suspensions } from '../accounts/index.ts';
import type { PageQuery } from '../database/page.ts';
import { type Acting, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import { normalizeEmail } from '../protocol/email.ts';
import type { OperatedSuspension } from '../protocol/operators.ts';
import type { OperatorAudit } from './operator-audit.ts';

export interface SuspensionListOptions {
  audit: OperatorAudit;
  accounts: Pick<AccountService, 'exists'>;
  suspensions: Pick<Suspensions, 'end' | 'page'>;
  profiles: Pick<ProfileService, 'summaries'>;
}

type Doc = Awaited<ReturnType<Suspensions['page']>>['docs'][number];

export class SuspensionList {
  readonly #parts: SuspensionListOptions;

  constructor(parts: SuspensionListOptions) {
    this.#parts = parts;
  }

  /** `q`: an id, an e-mail address, or empty for all. */
  async list({ q, ...query }: PageQuery & { q: string }): Promise<Page<OperatedSuspension>> {
    const email = normalizeEmail(q);
    const of = email ? { email } : q === '' ? {} : { accountId: q };
    const { docs, nextCursor } = await this.#parts.suspensions.page(of, query);
    return { items: await this.#present(docs), nextCursor };
  }

  /** Idempotent. */
  async end(acting: Acting, accountId: string, reason: string): Promise<void> {
    const { audit, suspensions } = this.#parts;
    await acting.recheck();
    const entry = audit.entry(acting, { action: 'account_suspension_ended', targetId: accountId, reason });
    await suspensions.end(accountId, entry);
  }

  async #present(docs: readonly Doc[]): Promise<OperatedSuspension[]> {
    const { accounts, profiles } = this.#parts;
    const ids = docs.flatMap(({ _id, byId }) => [_id, byId]);
    const [people, exists] = await Promise.all([
      profiles.summaries(PUBLIC_TENANT, ids),
      Promise.all(docs.map(({ _id }) => accounts.exists(_id))),
    ]);
    return docs.map(({ _id, at, until, reason, byId }, index) => ({
      accountId: _id,
      person: exists[index] ? (people.get(_id) ?? null) : null,
      at: at.toISOString(),
      until: until?.toISOString() ?? null,
      reason,
      by: people.get(byId) ?? null,
    }));
  }
}
