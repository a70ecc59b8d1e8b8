/**
 * Maps accounts to persons and back. The public tenant needs no document: there the person has the account's id. Therefore
 * accounts that were created before organisations existed belong to it without a migration.
 */

import type { Model, QueryFilter } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry } from '../../audit/index.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Successor } from '../../kernel/ownership.ts';
import type { Person } from '../../kernel/person.ts';
import type { FirstProfile } from '../../profiles/index.ts';
import type { TenantMembershipDoc } from './membership-model.ts';

/** Who belongs to the tenant and may use it. */
const ACTIVE = { removedAt: null, suspendedAt: null };

export class Memberships {
  readonly #memberships: Model<TenantMembershipDoc>;
  readonly #audit: AuditTrail;

  constructor({ memberships, audit }: { memberships: Model<TenantMembershipDoc>; audit: AuditTrail }) {
    this.#memberships = memberships;
    this.#audit = audit;
  }

  /**
   * The account of a person; null if the person is suspended or no longer belongs to the tenant. With `orLeaving`, only once that is
   * completed.
   */
  async accountOf({ tenantId, personId }: Person, { orLeaving = false } = {}): Promise<string | null> {
    if (tenantId === PUBLIC_TENANT) return personId;
    const filter = { _id: personId, tenantId, ...(!orLeaving && ACTIVE) };
    return (await this.#memberships.findOne(filter, { accountId: 1 }).lean())?.accountId ?? null;
  }

  /** The accounts of people in organisations, by the id of the person. Without those who no longer belong to theirs. */
  async accountsOf(people: readonly Person[]): Promise<Map<string, string>> {
    const tenantId = trusted({ $in: [...new Set(people.map((person) => person.tenantId))] });
    const _id = trusted({ $in: people.map(({ personId }) => personId) });
    const found = await this.#memberships.find({ _id, tenantId, removedAt: null }, { accountId: 1 }).lean();
    return new Map(found.map((one) => [one._id, one.accountId]));
  }

  /** The account's person in this tenant; null if the account does not belong to it. */
  async personIn(tenantId: string, accountId: string): Promise<Person | null> {
    if (tenantId === PUBLIC_TENANT) return { tenantId, personId: accountId };
    const found = await this.#memberships.findOne({ tenantId, accountId, ...ACTIVE }, { _id: 1 }).lean();
    return found && { tenantId, personId: found._id };
  }

  /** All persons of the account, the one in the public tenant first. Includes persons who are being removed. */
  async personsOfAccount(accountId: string): Promise<Person[]> {
    const found = await this.#memberships.find({ accountId }, { tenantId: 1 }).lean();
    return [
      { tenantId: PUBLIC_TENANT, personId: accountId },
      ...found.map(({ _id, tenantId }) => ({ tenantId, personId: _id })),
    ];
  }

  /** All persons of this person's account, including this person. Only this person if the account is not found. */
  async personsOfSameAccount(person: Person): Promise<Person[]> {
    const accountId = await this.accountOf(person);
    return accountId === null ? [person] : this.personsOfAccount(accountId);
  }

  /** The membership of a person; null in the public tenant, and for a person who is suspended, left or is being removed. */
  find({ tenantId, personId }: Person): Promise<TenantMembershipDoc | null> {
    return this.#memberships
      .findOne({ _id: personId, tenantId, ...ACTIVE })
      .lean<TenantMembershipDoc>()
      .exec();
  }

  /** As `find`, but also of a person who is suspended. */
  findAny({ tenantId, personId }: Person): Promise<TenantMembershipDoc | null> {
    return this.#memberships.findOne({ _id: personId, tenantId, removedAt: null }).lean<TenantMembershipDoc>().exec();
  }

  /** The membership of an account in a tenant, also if it is suspended. */
  findOfAccount(tenantId: string, accountId: string): Promise<TenantMembershipDoc | null> {
    return this.#memberships.findOne({ tenantId, accountId, removedAt: null }).lean<TenantMembershipDoc>().exec();
  }

  /** Suspends a member, or ends that. Returns false if it is so already, or the person is not a member. */
  setSuspended({ tenantId, personId }: Person, at: Date | null, entry: PendingAuditEntry): Promise<boolean> {
    const current = at ? null : trusted({ $type: 'date' });
    const filter = {
      _id: personId,
      tenantId,
      removedAt: null,
      suspendedAt: current,
    } as QueryFilter<TenantMembershipDoc>;
    return this.#audit.update(this.#memberships, filter, { $set: { suspendedAt: at } }, entry);
  }

  /** The memberships of an account, oldest first, with those that are suspended. */
  listOfAccount(accountId: string): Promise<TenantMembershipDoc[]> {
    return this.#memberships
      .find({ accountId, removedAt: null })
      .sort({ joinedAt: 1, _id: 1 })
      .lean<TenantMembershipDoc[]>()
      .exec();
  }

  /** Returns false if the account already belongs to the tenant. The entry is in the log after `settle`. */
  insert(doc: TenantMembershipDoc, entry: PendingAuditEntry | null): Promise<boolean> {
    return insertOnce(this.#memberships, entry ? carrying(doc, [entry]) : doc);
  }

  settle(entry: PendingAuditEntry): Promise<void> {
    return this.#audit.settle(this.#memberships, [entry]);
  }

  /** Records that the profile was stored, so that nothing has to create it later. */
  async clearFirstProfile({ tenantId, personId }: Person): Promise<void> {
    await this.#memberships.updateOne({ _id: personId, tenantId }, { $set: { firstProfile: null } });
  }

  /** The first profile of a membership whose profile may not have been stored; null if it was. */
  async firstProfileOf(person: Person): Promise<FirstProfile | null> {
    return (await this.find(person))?.firstProfile ?? null;
  }

  /** Without an entry for an owner: then the role has no effect yet. Returns false if the person has this role already. */
  async setRole(
    { tenantId, personId }: Person,
    role: TenantMembershipDoc['role'],
    entry: PendingAuditEntry | null,
  ): Promise<boolean> {
    const filter = { _id: personId, tenantId, role: trusted({ $ne: role }) };
    if (entry) return this.#audit.update(this.#memberships, filter, { $set: { role } }, entry);
    return (await this.#memberships.updateOne(filter, { $set: { role } })).matchedCount === 1;
  }

  /**
   * Takes the person's access away. Returns false if the removal had already begun or the person is not a member. Without an
   * entry if the whole account or organisation is being deleted, which has one.
   */
  async beginRemoval({ tenantId, personId }: Person, at: Date, entry: PendingAuditEntry | null): Promise<boolean> {
    const filter = { _id: personId, tenantId, removedAt: null };
    const update = { $set: { removedAt: at } };
    if (entry) return this.#audit.update(this.#memberships, filter, update, entry);
    return (await this.#memberships.updateOne(filter, update)).modifiedCount === 1;
  }

  async delete({ tenantId, personId }: Person): Promise<void> {
    await this.#audit.deleteMany(this.#memberships, { _id: personId, tenantId });
  }

  /** Persons whose removal was interrupted. */
  async unfinishedRemovals(): Promise<Person[]> {
    const found = await this.#memberships.find({ removedAt: trusted({ $type: 'date' }) }, { tenantId: 1 }).lean();
    return found.map(({ _id, tenantId }) => ({ tenantId, personId: _id }));
  }

  /** All persons of an organisation, including those who are being removed. */
  async personsOfTenant(tenantId: string): Promise<Person[]> {
    const found = await this.#memberships.find({ tenantId }, { _id: 1 }).lean();
    return found.map(({ _id }) => ({ tenantId, personId: _id }));
  }

  countMembers(tenantId: string): Promise<number> {
    return this.#memberships.countDocuments({ tenantId, ...ACTIVE }).exec();
  }

  /** The members as candidates for ownership. */
  async successors(tenantId: string): Promise<Successor[]> {
    const found = await this.#memberships.find({ tenantId, ...ACTIVE }, { role: 1, joinedAt: 1 }).lean();
    return found.map(({ _id: personId, role, joinedAt }) => ({
      personId,
      isDeputy: role === 'admin',
      memberSince: joinedAt,
    }));
  }
}
