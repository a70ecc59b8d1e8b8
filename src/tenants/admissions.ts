/** Coming into an organisation: the one way in, whichever leads to it. */
import type { AccountDepartures, AccountService } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { TenantEntry, TenantMembership } from '../protocol/tenants.ts';
import type { TenantMembershipDoc } from './memberships/membership-model.ts';
import type { Memberships } from './memberships/memberships.ts';
import { type TenantStore, tenantRoleIn, toCurrent } from './memberships/tenant-store.ts';

export interface AdmissionsOptions {
  memberships: Memberships;
  tenantStore: TenantStore;
  departures: Pick<AccountDepartures, 'leave'>;
  accounts: Pick<AccountService, 'exists'>;
  profiles: Pick<ProfileService, 'checkHandle' | 'create' | 'summaries'>;
  clock: Clock;
  limits: { tenantsPerAccount: number };
}

export interface TenantAdmission {
  tenantId: string;
  accountId: string;
  role: TenantMembershipDoc['role'];
  entry: TenantEntry;
  /** Made up before where the organisation must know it first. */
  personId?: string;
}

export class Admissions {
  readonly #parts: AdmissionsOptions;

  constructor(parts: AdmissionsOptions) {
    this.#parts = parts;
  }

  /**
   * Whether this could succeed, before anything is used up for it. Storing is what decides.
   * @throws ConflictError `already_member`, `too_many_tenants`, `handle_taken`
   */
  async check(tenantId: string, accountId: string, { handle }: TenantEntry): Promise<void> {
    const mine = await this.#parts.memberships.listOf(accountId);
    if (mine.some((membership) => membership.tenantId === tenantId)) throw alreadyMember();
    const max = this.#parts.limits.tenantsPerAccount;
    if (mine.length >= max) {
      throw new ConflictError('too_many_tenants', `You can belong to ${max} organisations. Leave one first.`, { max });
    }
    await this.#parts.profiles.checkHandle(tenantId, handle);
  }

  /**
   * The account becomes a person of the organisation. @throws ConflictError as `check`, NotFoundError for an organisation
   * that ended or is going to
   */
  async admit(admission: TenantAdmission): Promise<TenantMembership> {
    const { tenantId, accountId, role, entry, personId = newId() } = admission;
    const { memberships, accounts, clock } = this.#parts;
    const person = { tenantId, personId };
    const joinedAt = clock.date();
    const doc = { _id: personId, tenantId, accountId, role, joinedAt, firstProfile: entry, removedAt: null };
    if (!(await memberships.insert(doc))) throw alreadyMember();
    await this.#createProfile(person, entry);
    const tenant = await this.#parts.tenantStore.find(tenantId);
    // The organisation, or the account, was deleted at the same moment: whoever is later looks.
    if (!tenant || tenant.deleteAt || !(await accounts.exists(accountId))) {
      await this.#parts.departures.leave(person, 'removed');
      throw new NotFoundError('This organisation does not exist, or you cannot join it.');
    }
    const summaries = await this.#parts.profiles.summaries(tenantId, [personId]);
    const summary = summaries.get(personId);
    if (!summary) throw new NotFoundError('This organisation does not exist, or you cannot join it.');
    return { tenant: toCurrent(tenant, tenantRoleIn(tenant, doc)), person: summary, isCurrent: false };
  }

  async #createProfile(person: Person, entry: TenantEntry): Promise<void> {
    try {
      await this.#parts.profiles.create({ ...person, ...entry });
      await this.#parts.memberships.profileStored(person);
    } catch (error) {
      // Someone took the handle in the same moment: nothing of this may remain.
      if (error instanceof ConflictError) await this.#parts.memberships.delete(person);
      throw error;
    }
  }
}

function alreadyMember(): ConflictError {
  return new ConflictError('already_member', 'You belong to this organisation already. Switch to it.');
}
