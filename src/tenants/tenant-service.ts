/** Organisations: creating, listing, joining by domain, editing and deleting them. */

import type { AccountService } from '../accounts/index.ts';
import { type AuditTrail, type NewAuditEntry, type PendingAuditEntry, SERVER_CHAIN } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import type { DirectoryUsers } from '../directory/store/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { ProfileService } from '../profiles/index.ts';
import type {
  CreateTenant,
  EditTenant,
  TenantDetails,
  TenantEntry,
  TenantMembership,
  TenantOffers,
} from '../protocol/tenants.ts';
import type { Admissions } from './admissions.ts';
import { domainOf } from './email-domains.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { closureOf, slugTaken, type TenantStore, toCurrent, toTenant } from './memberships/tenant-store.ts';
import { shownRetention } from './retention/retention-rules.ts';
import type { TenantAccess, TenantActor } from './tenant-access.ts';
import type { TenantDeletion } from './tenant-deletion.ts';
import { isReservedSlug } from './tenant-rules.ts';

export interface TenantServiceOptions {
  tenantStore: TenantStore;
  audit: Pick<AuditTrail, 'entry'>;
  memberships: Memberships;
  access: TenantAccess;
  admissions: Admissions;
  directoryUsers: Pick<DirectoryUsers, 'mayJoinByDomain'>;
  deletion: TenantDeletion;
  accounts: Pick<AccountService, 'accountOf' | 'confirmPassword'>;
  profiles: Pick<ProfileService, 'summaries'>;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'tenantsCreatedPerAccount'>;
}

export class TenantService {
  readonly #parts: TenantServiceOptions;

  constructor(parts: TenantServiceOptions) {
    this.#parts = parts;
  }

  /** The tenants of the actor's account: the public tenant, then organisations in the order of joining. */
  async list(actor: Actor): Promise<TenantMembership[]> {
    const { id: accountId } = await this.#parts.accounts.accountOf(actor);
    const tenants = await this.#parts.tenantStore.listOfAccount(accountId);
    return Promise.all(
      tenants.map(async ({ tenant, person }) => {
        const isCurrent = tenant.id === actor.tenantId;
        return { tenant, person: await this.#summaryOf(person), isCurrent };
      }),
    );
  }

  /**
   * Creates an organisation with the actor's account as its owner.
   * @throws ConflictError `slug_taken`, `too_many_created_tenants`, and as `Admissions.check`
   */
  async create(actor: Actor, { name, slug, ...entry }: CreateTenant): Promise<TenantMembership> {
    const { tenantStore, admissions, accounts, quotas, clock, limits } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    if (isReservedSlug(slug)) throw slugTaken();
    const [tenantId, personId] = [newId(), newId()];
    await admissions.check(tenantId, accountId, entry, 'created');
    const createdAt = clock.date();
    const tenant = { _id: tenantId, name, slug, ownerIds: [personId], domains: [], createdAt };
    const entries = this.#creationEntries(actor, { accountId, tenantId, personId });
    const spending = {
      write: async () => {
        await tenantStore.insert({ ...tenant, createdBy: accountId, deleteAt: null }, entries);
        return true;
      },
      undo: () => tenantStore.remove(tenantId),
    };
    const count = () => tenantStore.countCreatedBy(accountId);
    await quotas.spend([`created-tenants:${accountId}`], spending, [
      { count, max: limits.tenantsCreatedPerAccount, error: tooManyCreated },
    ]);
    try {
      const by = { actor, how: 'created' } as const;
      const membership = await admissions.admit({ tenantId, accountId, role: 'admin', entry, personId, by });
      await tenantStore.settle(entries);
      return membership;
    } catch (error) {
      await tenantStore.remove(tenantId);
      throw error;
    }
  }

  /** The chain of the organisation begins with the first; the second tells the operators that there is this chain. */
  #creationEntries(
    { sessionId, address }: Actor,
    { accountId, tenantId, personId }: Person & { accountId: string },
  ): PendingAuditEntry[] {
    const { audit } = this.#parts;
    const created = {
      as: 'owner',
      action: 'tenant_created',
      targetId: tenantId,
      after: { ownerId: personId },
    } as const;
    return [
      audit.entry({ ...created, chain: tenantId, actor: { personId, sessionId, address } }),
      audit.entry({ ...created, chain: SERVER_CHAIN, actor: { personId: accountId, sessionId, address } }),
    ];
  }

  /** The organisations that the actor's account can join with its verified address. */
  async offers(actor: Actor): Promise<TenantOffers> {
    const { id, email, isEmailVerified } = await this.#parts.accounts.accountOf(actor);
    if (!isEmailVerified) return { isEmailVerified, items: [] };
    const [found, memberships] = await Promise.all([
      this.#parts.tenantStore.listByDomain(domainOf(email)),
      this.#parts.memberships.listOfAccount(id),
    ]);
    const joined = new Set(memberships.map(({ tenantId }) => tenantId));
    const others = found.filter(({ _id }) => !joined.has(_id));
    const accepted = await Promise.all(others.map(({ _id }) => this.#parts.directoryUsers.mayJoinByDomain(_id, email)));
    return { isEmailVerified, items: others.filter((_, at) => accepted[at]).map(toTenant) };
  }

  /** Joins by domain. @throws NotFoundError if the organisation does not have the domain of the account's verified address */
  async join(actor: Actor, tenantId: string, entry: TenantEntry): Promise<TenantMembership> {
    const { id: accountId, email, isEmailVerified } = await this.#parts.accounts.accountOf(actor);
    const tenant = await this.#parts.tenantStore.find(tenantId);
    const isOpen = isEmailVerified && tenant && !tenant.deleteAt && tenant.domains.includes(domainOf(email));
    if (!isOpen || !(await this.#parts.directoryUsers.mayJoinByDomain(tenantId, email))) {
      throw new NotFoundError('No organisation accepts your verified email address. Ask its owners for an invitation.');
    }
    await this.#parts.admissions.check(tenantId, accountId, entry, 'domain');
    const by = { actor, how: 'domain' } as const;
    return this.#parts.admissions.admit({ tenantId, accountId, role: 'member', entry, by });
  }

  /** The organisation of the session. @throws NotFoundError in the public tenant */
  async current(actor: Actor): Promise<TenantDetails> {
    return this.details(await this.#parts.access.requireMember(actor));
  }

  /** Changes name or slug. A slug that stays the same is not checked again. @throws ForbiddenError, ConflictError `slug_taken` */
  async edit(actor: Actor, { name, slug }: EditTenant): Promise<TenantDetails> {
    const current = await this.#parts.access.requirePermission(actor, 'organisation:edit');
    const isNewSlug = slug !== undefined && slug !== current.tenant.slug;
    if (isNewSlug && isReservedSlug(slug)) throw slugTaken();
    const isNewName = name !== undefined && name !== current.tenant.name;
    if (!isNewName && !isNewSlug) return this.details(current);
    const entry = this.#entry(actor, current, {
      action: 'tenant_edited',
      after: { ...(isNewName && { name: 'changed' }), ...(isNewSlug && { slug: 'changed' }) },
    });
    return this.#change(current, {}, { ...(isNewName && { name }), ...(isNewSlug && { slug }) }, entry);
  }

  /**
   * Schedules the deletion after a grace period. Idempotent: asking again does not move the date.
   * @throws ForbiddenError, also for a wrong password
   */
  async delete(actor: Actor, password: string): Promise<TenantDetails> {
    const { access, accounts, deletion } = this.#parts;
    const current = await access.requirePermission(actor, 'organisation:delete');
    await accounts.confirmPassword(actor, password);
    const deleteAt = current.tenant.deleteAt ?? deletion.nextDate();
    const details = await this.#setDeletion(actor, current, deleteAt);
    await deletion.schedule(actor.tenantId, deleteAt);
    return details;
  }

  /** Cancels the deletion. @throws ForbiddenError, also `closed_by_operators` */
  async restore(actor: Actor): Promise<TenantDetails> {
    const current = await this.#parts.access.requirePermission(actor, 'organisation:delete');
    const details = await this.#setDeletion(actor, current, null);
    // Operators may have closed it before, or at the same moment.
    if (details.closure) throw closedByOperators();
    await this.#parts.deletion.cancel(actor.tenantId);
    return details;
  }

  /** The organisation as its members see it. */
  async details({ tenant, role, permissions }: Shown): Promise<TenantDetails> {
    const memberCount = await this.#parts.memberships.countMembers(tenant._id);
    const { domains, createdAt, needsSecondFactor = false } = tenant;
    const own = { createdAt: createdAt.toISOString(), memberCount, domains, permissions: [...permissions] };
    const kept = shownRetention(tenant, this.#parts.clock.now());
    return { ...toCurrent(tenant, role), ...own, needsSecondFactor, ...kept, closure: closureOf(tenant) };
  }

  /** Does nothing if it is so already, also because of another owner at the same moment. */
  async #setDeletion(actor: Actor, current: TenantActor, deleteAt: Date | null): Promise<TenantDetails> {
    const { deleteAt: before } = current.tenant;
    if (before?.getTime() === deleteAt?.getTime()) return this.details(current);
    const entry = this.#entry(actor, current, {
      action: deleteAt ? 'tenant_deletion_scheduled' : 'tenant_restored',
      before: { deleteAt: before?.toISOString() ?? null },
      after: { deleteAt: deleteAt?.toISOString() ?? null },
    });
    const condition = { deleteAt: before, ...(deleteAt === null && { closure: null }) };
    return this.#change(current, condition, { deleteAt }, entry);
  }

  #entry(
    actor: Actor,
    { role }: TenantActor,
    facts: Pick<NewTenantEntry, 'action' | 'before' | 'after'>,
  ): PendingAuditEntry {
    const { tenantId: chain } = actor;
    return this.#parts.audit.entry({ chain, actor, as: role, targetId: chain, ...facts });
  }

  async #change(
    { tenant, role, permissions }: TenantActor,
    condition: Partial<TenantDoc>,
    change: Partial<Pick<TenantDoc, 'name' | 'slug' | 'deleteAt'>>,
    entry: PendingAuditEntry,
  ): Promise<TenantDetails> {
    const { tenantStore } = this.#parts;
    // Null as well if the condition does not hold any more: then the organisation is as another request has left it.
    const changed =
      (await tenantStore.change(tenant._id, condition, change, [entry])) ?? (await tenantStore.find(tenant._id));
    if (!changed) throw new NotFoundError('This organisation no longer exists. Switch to another one.');
    return this.details({ tenant: changed, role, permissions });
  }

  async #summaryOf({ tenantId, personId }: Person) {
    const summary = (await this.#parts.profiles.summaries(tenantId, [personId])).get(personId);
    if (!summary) throw new NotFoundError('This person does not exist, or you cannot see them.');
    return summary;
  }
}

/** An organisation as a member with this role and these permissions sees it. */
type Shown = Pick<TenantActor, 'tenant' | 'role' | 'permissions'>;

type NewTenantEntry = NewAuditEntry<'tenant_edited' | 'tenant_deletion_scheduled' | 'tenant_restored'>;

function tooManyCreated(max: number): ConflictError {
  return new ConflictError('too_many_created_tenants', `You can create ${max} organisations. Delete one first.`, {
    max,
  });
}

function closedByOperators(): ForbiddenError {
  return new ForbiddenError(
    'closed_by_operators',
    'The operators of this server have closed the organisation. Ask them to keep it.',
  );
}
