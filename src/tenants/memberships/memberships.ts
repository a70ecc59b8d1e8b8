/**
 * Which account is which person, and the other way round. The open space needs no document: there the person has the
 * account's id, so accounts that are older than organisations belong to it as they are.
 */

import type { Model } from 'mongoose';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Successor } from '../../kernel/ownership.ts';
import type { Person } from '../../kernel/person.ts';
import type { FirstProfile } from '../../profiles/index.ts';
import type { TenantMembershipDoc } from './membership-model.ts';

export class Memberships {
  readonly #memberships: Model<TenantMembershipDoc>;

  constructor({ memberships }: { memberships: Model<TenantMembershipDoc> }) {
    this.#memberships = memberships;
  }

  /** The account of a person; null for one who belongs to the tenant no more. */
  async accountOf({ tenantId, personId }: Person): Promise<string | null> {
    if (tenantId === PUBLIC_TENANT) return personId;
    return (await this.find({ tenantId, personId }))?.accountId ?? null;
  }

  /** Who the account is in this tenant; null where it does not belong. */
  async personIn(tenantId: string, accountId: string): Promise<Person | null> {
    if (tenantId === PUBLIC_TENANT) return { tenantId, personId: accountId };
    const found = await this.#memberships.findOne({ tenantId, accountId, removedAt: null }, { _id: 1 }).lean();
    return found && { tenantId, personId: found._id };
  }

  /** Everyone that the account is, in the open space first. Those whose removal has begun are among them. */
  async personsOf(accountId: string): Promise<Person[]> {
    const found = await this.#memberships.find({ accountId }, { tenantId: 1 }).lean();
    return [
      { tenantId: PUBLIC_TENANT, personId: accountId },
      ...found.map(({ _id, tenantId }) => ({ tenantId, personId: _id })),
    ];
  }

  /** The person and everyone else that the same account is. */
  async personsWith(person: Person): Promise<Person[]> {
    const accountId = await this.accountOf(person);
    return accountId === null ? [person] : this.personsOf(accountId);
  }

  /** The membership of a person. */
  find({ tenantId, personId }: Person): Promise<TenantMembershipDoc | null> {
    return this.#memberships.findOne({ _id: personId, tenantId, removedAt: null }).lean<TenantMembershipDoc>().exec();
  }

  /** Those of an account, the first joined first. */
  listOf(accountId: string): Promise<TenantMembershipDoc[]> {
    return this.#memberships
      .find({ accountId, removedAt: null })
      .sort({ joinedAt: 1, _id: 1 })
      .lean<TenantMembershipDoc[]>()
      .exec();
  }

  /** False where the account belongs to the tenant already. */
  insert(doc: TenantMembershipDoc): Promise<boolean> {
    return insertOnce(this.#memberships, doc);
  }

  async profileStored({ tenantId, personId }: Person): Promise<void> {
    await this.#memberships.updateOne({ _id: personId, tenantId }, { $set: { firstProfile: null } });
  }

  /** The profile that was to be made and may not be; null where it was stored. */
  async firstProfileOf(person: Person): Promise<FirstProfile | null> {
    return (await this.find(person))?.firstProfile ?? null;
  }

  async setRole({ tenantId, personId }: Person, role: TenantMembershipDoc['role']): Promise<void> {
    await this.#memberships.updateOne({ _id: personId, tenantId }, { $set: { role } });
  }

  /** From here on the person is out; false for one who was before. */
  async beginRemoval({ tenantId, personId }: Person, at: Date): Promise<boolean> {
    const written = await this.#memberships.updateOne(
      { _id: personId, tenantId, removedAt: null },
      { $set: { removedAt: at } },
    );
    return written.modifiedCount === 1;
  }

  async delete({ tenantId, personId }: Person): Promise<void> {
    await this.#memberships.deleteOne({ _id: personId, tenantId });
  }

  /** Removals that were cut short. */
  async begunRemovals(): Promise<Person[]> {
    const found = await this.#memberships.find({ removedAt: trusted({ $type: 'date' }) }, { tenantId: 1 }).lean();
    return found.map(({ _id, tenantId }) => ({ tenantId, personId: _id }));
  }

  /** Everyone of a tenant, also those whose removal has begun. */
  async everyoneOf(tenantId: string): Promise<Person[]> {
    const found = await this.#memberships.find({ tenantId }, { _id: 1 }).lean();
    return found.map(({ _id }) => ({ tenantId, personId: _id }));
  }

  countOf(tenantId: string): Promise<number> {
    return this.#memberships.countDocuments({ tenantId, removedAt: null }).exec();
  }

  /** The members, each as a possible owner. */
  async successors(tenantId: string): Promise<Successor[]> {
    const found = await this.#memberships.find({ tenantId, removedAt: null }, { role: 1, joinedAt: 1 }).lean();
    return found.map(({ _id: personId, role, joinedAt }) => ({
      personId,
      isDeputy: role === 'admin',
      memberSince: joinedAt,
    }));
  }
}
