/** What waits for an account in its other tenants, so that a person notices it without switching. */
import type { ConversationService } from '../conversations/index.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Person } from '../kernel/person.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { Tenant, TenantUnread } from '../protocol/tenants.ts';
import type { Memberships } from './memberships/memberships.ts';
import { publicTenant, type TenantStore, toTenant } from './memberships/tenant-store.ts';

/** The tenants of one account that are read at the same time. */
const AT_ONCE = 4;

export interface UnreadElsewhereOptions {
  memberships: Pick<Memberships, 'accountOf' | 'listOfAccount'>;
  tenantStore: Pick<TenantStore, 'findAll'>;
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
    const others = (await this.#placesOf(actor)).filter(({ tenant }) => tenant.id !== actor.tenantId);
    const counted = await mapLimited(others, AT_ONCE, (place) => this.#count(place));
    return counted.filter(({ messages, notifications }) => messages + notifications > 0);
  }

  async #placesOf(actor: Actor): Promise<Place[]> {
    const { memberships, tenantStore } = this.#parts;
    const accountId = await memberships.accountOf(actor);
    if (accountId === null) return [];
    const joined = await memberships.listOfAccount(accountId);
    const tenants = await tenantStore.findAll(joined.map(({ tenantId }) => tenantId));
    const organisations = joined.flatMap(({ _id: personId, tenantId }) => {
      const tenant = tenants.get(tenantId);
      return tenant ? [{ tenant: toTenant(tenant), person: { tenantId, personId } }] : [];
    });
    const { id, name, slug } = publicTenant();
    return [{ tenant: { id, name, slug }, person: { tenantId: PUBLIC_TENANT, personId: accountId } }, ...organisations];
  }

  async #count({ tenant, person }: Place): Promise<TenantUnread> {
    const { conversations, notifications } = this.#parts;
    const [messages, { count }] = await Promise.all([
      conversations.countUnread(person),
      notifications.countUnread(person),
    ]);
    return { tenant, messages, notifications: count };
  }
}

interface Place {
  tenant: Tenant;
  person: Person;
}
