/** What waits for an account in its other tenants, so that a person notices it without switching. */
import type { ConversationService } from '../conversations/index.ts';
import type { Actor } from '../kernel/actor.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { TenantUnread } from '../protocol/tenants.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantOfAccount, TenantStore } from './memberships/tenant-store.ts';

/** The tenants of one account that are read at the same time. */
const AT_ONCE = 4;

export interface UnreadElsewhereOptions {
  memberships: Pick<Memberships, 'accountOf'>;
  tenantStore: Pick<TenantStore, 'listOfAccount'>;
  conversations: Pick<ConversationService, 'countUnread'>;
  notifications: Pick<NotificationService, 'countUnread'>;
}

export class UnreadElsewhere {
  readonly #parts: UnreadElsewhereOptions;

  constructor(parts: UnreadElsewhereOptions) {
    this.#parts = parts;
  }

  /** The tenants in which something waits, in the order of `TenantService.list`. */
  async list(actor: Actor): Promise<TenantUnread[]> {
    const { memberships, tenantStore } = this.#parts;
    const accountId = await memberships.accountOf(actor);
    if (accountId === null) return [];
    const others = (await tenantStore.listOfAccount(accountId)).filter(({ tenant }) => tenant.id !== actor.tenantId);
    const counted = await mapLimited(others, AT_ONCE, (place) => this.#count(place));
    return counted.filter(({ messages, notifications }) => messages + notifications > 0);
  }

  async #count({ tenant: { id, name, slug }, person }: TenantOfAccount): Promise<TenantUnread> {
    const { conversations, notifications } = this.#parts;
    const [messages, { count }] = await Promise.all([
      conversations.countUnread(person),
      notifications.countUnread(person),
    ]);
    return { tenant: { id, name, slug }, messages, notifications: count };
  }
}
