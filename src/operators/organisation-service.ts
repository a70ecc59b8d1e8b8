/** What operators see of organisations, and what they do to them. They never read what members wrote. */
import type { AccountService, SessionService, Suspensions } from '../accounts/index.ts';
import type { PageQuery } from '../database/page.ts';
import { type Acting, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import { normalizeEmail } from '../protocol/email.ts';
import type { HandOverOrganisation, OperatedMember, OperatedOrganisation } from '../protocol/operators.ts';
import type { SignOnState } from '../sign-on/index.ts';
import { type OwnerLetters, shownRetention, type TenantDeletion } from '../tenants/index.ts';
import {
  closureOf,
  type Memberships,
  type TenantDoc,
  type TenantSearch,
  type TenantStore,
  tenantRoleIn,
} from '../tenants/memberships/index.ts';
import type { OrganisationAudit } from './organisation-audit.ts';
import { organisationLetter } from './organisation-letters.ts';

export interface OrganisationServiceOptions {
  audit: OrganisationAudit;
  ownerLetters: OwnerLetters;
  accounts: Pick<AccountService, 'exists' | 'findAccount' | 'findByEmail'>;
  suspensions: Pick<Suspensions, 'find'>;
  sessions: Pick<SessionService, 'endIn'>;
  memberships: Pick<Memberships, 'countMembers' | 'find' | 'findOfAccount'>;
  tenantStore: Pick<TenantStore, 'addOwner' | 'find' | 'note' | 'removeDepartedOwner'>;
  tenantSearch: TenantSearch;
  tenantDeletion: TenantDeletion;
  signOnState: SignOnState;
  profiles: Pick<ProfileService, 'search' | 'summaries'>;
  clock: Clock;
}

/** Every way to start a session. */
const ALL_WAYS = ['provider', 'break_glass', null] as const;

export class OrganisationService {
  readonly #parts: OrganisationServiceOptions;

  constructor(parts: OrganisationServiceOptions) {
    this.#parts = parts;
  }

  /** By a part of the name, a whole slug, a whole mail domain or an id, newest first. */
  async find(query: PageQuery & { q: string }): Promise<Page<OperatedOrganisation>> {
    const { docs, nextCursor } = await this.#parts.tenantSearch.find(query);
    return { items: await Promise.all(docs.map((tenant) => this.#present(tenant))), nextCursor };
  }

  /** @throws NotFoundError */
  async get(tenantId: string): Promise<OperatedOrganisation> {
    return this.#present(await this.#tenant(tenantId));
  }

  /** Members who can become owners. @throws NotFoundError */
  async findMembers(tenantId: string, { q, ...query }: PageQuery & { q: string }): Promise<Page<OperatedMember>> {
    const tenant = await this.#tenant(tenantId);
    const exact = await this.#memberWithAddress(tenantId, q);
    if (exact) return { items: await this.#members(tenant, [exact]), nextCursor: null };
    const one = await this.#parts.memberships.find({ tenantId, personId: q });
    if (one) return { items: await this.#members(tenant, [one._id]), nextCursor: null };
    const { items, nextCursor } = await this.#parts.profiles.search(tenantId, { q, ...query });
    const personIds = items.map(({ id }) => id);
    return { items: await this.#members(tenant, personIds), nextCursor };
  }

  /** Closes the organisation: it is deleted after the grace period, which its owners cannot cancel. @throws NotFoundError */
  async close(acting: Acting, tenantId: string, reason: string): Promise<OperatedOrganisation> {
    const { audit, tenantDeletion } = this.#parts;
    await acting.recheck();
    const { tenant, hasChanged } = await tenantDeletion.close(tenantId, reason, (deleteAt) =>
      audit.entries(acting, {
        tenantId,
        action: 'tenant_closed_by_operator',
        reason,
        after: { deleteAt: deleteAt.toISOString() },
      }),
    );
    if (hasChanged) await this.#tellOwners(tenantId, { what: 'closed', reason });
    return this.#present(tenant);
  }

  /** Cancels the deletion that operators have scheduled. @throws NotFoundError */
  async reopen(acting: Acting, tenantId: string, reason: string): Promise<OperatedOrganisation> {
    const { audit, tenantDeletion } = this.#parts;
    await acting.recheck();
    const { tenant, hasChanged } = await tenantDeletion.reopen(tenantId, (deleteAt) =>
      audit.entries(acting, {
        tenantId,
        action: 'tenant_reopened_by_operator',
        reason,
        before: { deleteAt: deleteAt?.toISOString() ?? null },
      }),
    );
    if (hasChanged) await this.#tellOwners(tenantId, { what: 'reopened', reason });
    return this.#present(tenant);
  }

  /** @throws NotFoundError */
  async endSessions(acting: Acting, tenantId: string, reason: string): Promise<OperatedOrganisation> {
    const { audit, sessions, tenantStore } = this.#parts;
    await acting.recheck();
    // Nothing of the organisation changes, so the entries come first.
    const entries = audit.entries(acting, { tenantId, action: 'tenant_sessions_ended_by_operator', reason });
    if (!(await tenantStore.note(tenantId, entries))) throw notFound();
    await sessions.endIn(tenantId, ALL_WAYS, 'revoked');
    await this.#tellOwners(tenantId, { what: 'sessions_ended', reason });
    return this.get(tenantId);
  }

  /** Makes a member an owner. The other owners stay. @throws NotFoundError, ConflictError `operator_protected`, `member_suspended` */
  async handOver(
    acting: Acting,
    tenantId: string,
    { personId, reason }: HandOverOrganisation,
  ): Promise<OperatedOrganisation> {
    const { audit, memberships, tenantStore } = this.#parts;
    await this.#tenant(tenantId);
    await this.#checkNewOwner(acting, tenantId, personId);
    await acting.recheck();
    const action = 'tenant_handed_over_by_operator';
    const entries = audit.entries(acting, { tenantId, action, reason, after: { ownerId: personId } });
    const isNew = await tenantStore.addOwner({ tenantId, personId }, ...entries);
    // Re-check after writing: a person who leaves at the same moment must not stay an owner.
    if (!(await memberships.find({ tenantId, personId }))) {
      await tenantStore.removeDepartedOwner({ tenantId, personId });
      throw noMember();
    }
    if (isNew) {
      const owner = (await this.#parts.profiles.summaries(tenantId, [personId])).get(personId)?.displayName ?? '';
      await this.#tellOwners(tenantId, { what: 'handed_over', reason, owner });
    }
    return this.get(tenantId);
  }

  async #tellOwners(tenantId: string, news: Parameters<typeof organisationLetter>[1]): Promise<void> {
    await this.#parts.ownerLetters.tell(tenantId, (tenant) => organisationLetter(tenant, news));
  }

  async #checkNewOwner(acting: Acting, tenantId: string, personId: string): Promise<void> {
    const member = await this.#parts.memberships.find({ tenantId, personId });
    if (!member || !(await this.#parts.accounts.exists(member.accountId))) throw noMember();
    if (member.accountId === acting.accountId) {
      throw new ConflictError('operator_protected', 'You cannot make yourself an owner. Ask another operator.');
    }
    if (await this.#parts.suspensions.find(member.accountId)) {
      throw new ConflictError('member_suspended', 'The account of this member is suspended. Choose another member.');
    }
  }

  async #memberWithAddress(tenantId: string, q: string): Promise<string | null> {
    const email = normalizeEmail(q);
    const account = email && (await this.#parts.accounts.findByEmail(PUBLIC_TENANT, email));
    return (account && (await this.#parts.memberships.findOfAccount(tenantId, account.personId))?._id) || null;
  }

  /** Without people who are suspended or leaving. */
  async #members(tenant: TenantDoc, personIds: readonly string[]): Promise<OperatedMember[]> {
    const people = await this.#parts.profiles.summaries(tenant._id, personIds);
    const found = await Promise.all(personIds.map((personId) => this.#member(tenant, personId)));
    return found.flatMap((member, at) => {
      const person = people.get(personIds[at] ?? '');
      return member && person ? [{ person, ...member }] : [];
    });
  }

  async #member(tenant: TenantDoc, personId: string): Promise<Omit<OperatedMember, 'person'> | null> {
    const { accounts, memberships } = this.#parts;
    const member = await memberships.find({ tenantId: tenant._id, personId });
    if (!member || !(await accounts.exists(member.accountId))) return null;
    const { email, emailVerifiedAt } = await accounts.findAccount(member.accountId);
    const { joinedAt } = member;
    const address = { email, isEmailVerified: emailVerifiedAt !== null };
    return { role: tenantRoleIn(tenant, member), joinedAt: joinedAt.toISOString(), ...address };
  }

  async #tenant(tenantId: string): Promise<TenantDoc> {
    const found = await this.#parts.tenantStore.find(tenantId);
    if (!found) throw notFound();
    return found;
  }

  async #present(tenant: TenantDoc): Promise<OperatedOrganisation> {
    const { clock, memberships, profiles, signOnState } = this.#parts;
    const { _id: id, name, slug, domains, createdAt, ownerIds, needsSecondFactor = false, deleteAt } = tenant;
    const [memberCount, people, signOn] = await Promise.all([
      memberships.countMembers(id),
      profiles.summaries(id, ownerIds),
      signOnState.of(id),
    ]);
    return {
      id,
      name,
      slug,
      domains,
      createdAt: createdAt.toISOString(),
      memberCount,
      owners: ownerIds.flatMap((ownerId) => people.get(ownerId) ?? []),
      signOn,
      needsSecondFactor,
      ...shownRetention(tenant, clock.now()),
      deleteAt: deleteAt?.toISOString() ?? null,
      closure: closureOf(tenant),
    };
  }
}

function notFound(): NotFoundError {
  return new NotFoundError('There is no organisation with this ID. It may have been deleted.');
}

function noMember(): NotFoundError {
  return new NotFoundError('This person is not a member of the organisation, or cannot enter it. Choose another one.');
}
