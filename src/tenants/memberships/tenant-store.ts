/** Reads and writes organisations; each write is one atomic step. Also converts them to what members see. */

import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry, SERVER_CHAIN, withEntries } from '../../audit/index.ts';
import { countDaily } from '../../database/daily-count.ts';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { lookalikeKey } from '../../kernel/lookalike.ts';
import { ownersAfter } from '../../kernel/ownership.ts';
import type { Person } from '../../kernel/person.ts';
import { searchFieldsOf } from '../../kernel/search/text-search.ts';
import type { CurrentTenant, Tenant, TenantClosure, TenantRole } from '../../protocol/tenants.ts';
import type { TenantMembershipDoc } from './membership-model.ts';
import type { Memberships } from './memberships.ts';
import { SLUG_INDEX, SLUG_KEY_INDEX, type TenantDoc } from './tenant-model.ts';

export interface TenantStoreOptions {
  tenants: Model<TenantDoc>;
  memberships: Memberships;
  audit: AuditTrail;
}

/** A tenant of an account, and the account's person in it. */
export interface TenantOfAccount {
  tenant: CurrentTenant;
  person: Person;
}

/** The public tenant as people see it. */
const PUBLIC: CurrentTenant = { id: PUBLIC_TENANT, name: null, slug: null, role: 'member', deleteAt: null };

export class TenantStore {
  readonly #tenants: Model<TenantDoc>;
  readonly #memberships: Memberships;
  readonly #audit: AuditTrail;

  constructor({ tenants, memberships, audit }: TenantStoreOptions) {
    this.#audit = audit;
    this.#tenants = tenants;
    this.#memberships = memberships;
  }

  find(tenantId: string): Promise<TenantDoc | null> {
    return this.#tenants.findById(tenantId).lean<TenantDoc>().exec();
  }

  findBySlug(slug: string): Promise<TenantDoc | null> {
    return this.#tenants.findOne({ slug }).lean<TenantDoc>().exec();
  }

  /** The organisations that exist, by id. */
  async #findAll(tenantIds: readonly string[]): Promise<Map<string, TenantDoc>> {
    const found = await this.#tenants.find({ _id: trusted({ $in: tenantIds }) }).lean<TenantDoc[]>();
    return new Map(found.map((tenant) => [tenant._id, tenant]));
  }

  /** The tenant of a person, with the person's role; null if the person no longer belongs to it. */
  async currentOf(person: Person): Promise<CurrentTenant | null> {
    if (person.tenantId === PUBLIC_TENANT) return PUBLIC;
    const [tenant, membership] = await Promise.all([this.find(person.tenantId), this.#memberships.find(person)]);
    return tenant && membership && toCurrent(tenant, tenantRoleIn(tenant, membership));
  }

  /** The tenants of an account and its person in each: the public tenant, then organisations in the order of joining. */
  async listOfAccount(accountId: string): Promise<TenantOfAccount[]> {
    const all = await this.#memberships.listOfAccount(accountId);
    const memberships = all.filter(({ suspendedAt }) => !suspendedAt);
    const tenants = await this.#findAll(memberships.map(({ tenantId }) => tenantId));
    const organisations = memberships.flatMap((membership) => {
      const { _id: personId, tenantId } = membership;
      const tenant = tenants.get(tenantId);
      return tenant
        ? [{ tenant: toCurrent(tenant, tenantRoleIn(tenant, membership)), person: { tenantId, personId } }]
        : [];
    });
    return [{ tenant: PUBLIC, person: { tenantId: PUBLIC_TENANT, personId: accountId } }, ...organisations];
  }

  /** Organisations that have verified this domain and are not going to be deleted, by name. At most 20. */
  listByDomain(domain: string): Promise<TenantDoc[]> {
    return this.#tenants
      .find({ domains: domain, deleteAt: null })
      .sort({ name: 1 })
      .limit(20)
      .lean<TenantDoc[]>()
      .exec();
  }

  countCreatedBy(accountId: string): Promise<number> {
    return this.#tenants.countDocuments({ createdBy: accountId }).exec();
  }

  /** The entries are in the log after `settle`. @throws ConflictError `slug_taken` */
  async insert(tenant: TenantDoc, entries: readonly PendingAuditEntry[]): Promise<void> {
    const doc = { ...tenant, ...withSearch(tenant), slugKey: lookalikeKey(tenant.slug) };
    await this.#withSlug(() => this.#tenants.create(carrying(doc, entries)));
  }

  settle(entries: readonly PendingAuditEntry[]): Promise<void> {
    return this.#audit.settle(this.#tenants, entries);
  }

  /** Changes the organisation if it matches `condition`; null if it does not. @throws ConflictError `slug_taken` */
  async change(
    tenantId: string,
    condition: QueryFilter<TenantDoc>,
    change: Partial<Pick<TenantDoc, 'name' | 'slug' | 'deleteAt' | 'closure'>>,
    entries: readonly PendingAuditEntry[],
  ): Promise<TenantDoc | null> {
    const update = withEntries<TenantDoc>({ $set: withKey(withSearch(change)) }, entries);
    const changed = await this.#withSlug(() =>
      this.#tenants
        .findOneAndUpdate({ _id: tenantId, ...condition }, update, { returnDocument: 'after' })
        .lean<TenantDoc>()
        .exec(),
    );
    if (changed) await this.settle(entries);
    return changed;
  }

  /** Counts a mailed invitation to the organisation. False at the limit of `max` a day. */
  countInvitation(tenantId: string, { max, now }: { max: number; now: Date }): Promise<boolean> {
    return countDaily({ model: this.#tenants, filter: { _id: tenantId }, field: 'invitationMails', max, now });
  }

  /** Returns false if the person is an owner already. */
  addOwner({ tenantId, personId }: Person, ...entries: PendingAuditEntry[]): Promise<boolean> {
    const filter = { _id: tenantId, ownerIds: trusted({ $ne: personId }) };
    return this.#update(filter, { $addToSet: { ownerIds: personId } }, ...entries);
  }

  /** Stores entries with the organisation, which itself does not change. Returns false if it is gone. */
  note(tenantId: string, entries: readonly PendingAuditEntry[]): Promise<boolean> {
    return this.#update({ _id: tenantId }, {}, ...entries);
  }

  /**
   * Makes the person a non-owner unless no other owner is left. Returns false for the last owner, who stays owner. One atomic
   * write, so that the last two owners cannot both be removed.
   */
  async removeOwnerUnlessLast({ tenantId, personId }: Person, entry: PendingAuditEntry): Promise<boolean> {
    const filter = { _id: tenantId, ownerIds: personId, 'ownerIds.1': trusted({ $exists: true }) };
    if (await this.#update(filter, { $pull: { ownerIds: personId } }, entry)) return true;
    return !(await this.find(tenantId))?.ownerIds.includes(personId);
  }

  /** Removes an owner who is leaving. If none is left, a successor becomes owner. */
  async removeDepartedOwner({ tenantId, personId }: Person): Promise<void> {
    await this.#tenants.updateOne({ _id: tenantId }, { $pull: { ownerIds: personId } });
    const tenant = await this.find(tenantId);
    if (!tenant || tenant.ownerIds.length > 0) return;
    const [successorId] = ownersAfter([], await this.#memberships.successors(tenantId));
    if (!successorId) return;
    const entry = this.#audit.entry({
      chain: tenantId,
      actor: null,
      as: 'system',
      action: 'tenant_inherited',
      targetId: successorId,
      after: { role: 'owner' },
    });
    await this.addOwner({ tenantId, personId: successorId }, entry);
  }

  /** Adds a domain. Idempotent. Returns false if the organisation already has `max` other domains. */
  async addDomain(tenantId: string, domain: string, max: number, entry: PendingAuditEntry): Promise<boolean> {
    const hasPlace = { [`domains.${max - 1}`]: trusted({ $exists: false }) };
    const filter = { _id: tenantId, domains: trusted({ $ne: domain }), ...hasPlace };
    if (await this.#update(filter, { $addToSet: { domains: domain } }, entry)) return true;
    return (await this.find(tenantId))?.domains.includes(domain) ?? false;
  }

  async removeDomain(tenantId: string, domain: string, entry: PendingAuditEntry): Promise<void> {
    await this.#update({ _id: tenantId, domains: domain }, { $pull: { domains: domain } }, entry);
  }

  /** Organisations that only this person owns. */
  ownedOnlyBy(personId: string): Promise<TenantDoc[]> {
    return this.#tenants
      .find({ ownerIds: trusted({ $eq: [personId] }) })
      .lean<TenantDoc[]>()
      .exec();
  }

  /** Whether members need a second factor. False if it is so already. */
  setFactorPolicy(tenantId: string, needsSecondFactor: boolean, entry: PendingAuditEntry): Promise<boolean> {
    const filter = { _id: tenantId, needsSecondFactor: trusted({ $ne: needsSecondFactor }) };
    return this.#update(filter, { $set: { needsSecondFactor } }, entry);
  }

  /** Those of the organisations whose members need a second factor. */
  async needingFactor(tenantIds: readonly string[]): Promise<Set<string>> {
    if (tenantIds.length === 0) return new Set();
    const found = await this.#tenants
      .find({ _id: trusted({ $in: tenantIds }), needsSecondFactor: true }, { _id: 1 })
      .lean();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Sets the retention, unless another request has done so since the organisation was read. */
  setRetention(
    { _id, retentionRevision = 0 }: TenantDoc,
    change: Pick<TenantDoc, 'retention' | 'nextRetention'>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    const isFirst = { $or: [{ retentionRevision: 0 }, { retentionRevision: trusted({ $exists: false }) }] };
    const filter = { _id, ...(retentionRevision === 0 ? isFirst : { retentionRevision }) };
    const update = { $set: { ...change, retentionRevision: retentionRevision + 1 } };
    return this.#update(filter as QueryFilter<TenantDoc>, update, entry);
  }

  /** The organisations that have set for how long they keep messages, also if it is for ever again. */
  async withRetention(): Promise<string[]> {
    const found = await this.#tenants.find({ retentionRevision: trusted({ $gt: 0 }) }, { _id: 1 }).lean();
    return found.map(({ _id }) => _id);
  }

  /** Undoes `insert`. */
  async remove(tenantId: string): Promise<void> {
    await this.#tenants.deleteOne({ _id: tenantId });
  }

  /** Deletes an organisation of which nothing else is left. Its own chain is gone, so the chain of the server tells of it. */
  async delete(tenantId: string): Promise<void> {
    const entry = this.#audit.entry({
      chain: SERVER_CHAIN,
      actor: null,
      as: 'system',
      action: 'tenant_deleted',
      targetId: tenantId,
    });
    await this.#audit.delete(this.#tenants, { _id: tenantId }, {}, entry);
  }

  async #update(
    filter: QueryFilter<TenantDoc>,
    update: UpdateQuery<TenantDoc>,
    ...entries: PendingAuditEntry[]
  ): Promise<boolean> {
    const { matchedCount } = await this.#tenants.updateOne(filter, withEntries(update, entries));
    if (matchedCount > 0) await this.settle(entries);
    return matchedCount > 0;
  }

  async #withSlug<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (isDuplicateKey(error, SLUG_INDEX) || isDuplicateKey(error, SLUG_KEY_INDEX)) throw slugTaken();
      throw error;
    }
  }
}

function withKey<Change extends { slug?: string }>(change: Change): Change & { slugKey?: string } {
  return change.slug === undefined ? change : { ...change, slugKey: lookalikeKey(change.slug) };
}

function withSearch<Change extends { name?: string }>(change: Change) {
  return change.name === undefined ? change : { ...change, ...searchFieldsOf({ title: change.name }) };
}

/** The role of a member. Owners are stored in the organisation, other roles in the membership. */
export function tenantRoleIn(tenant: TenantDoc, { _id, role }: Pick<TenantMembershipDoc, '_id' | 'role'>): TenantRole {
  return tenant.ownerIds.includes(_id) ? 'owner' : role;
}

export function toTenant({ _id, name, slug }: TenantDoc): Tenant {
  return { id: _id, name, slug };
}

export function toCurrent(tenant: TenantDoc, role: TenantRole): CurrentTenant {
  return { ...toTenant(tenant), role, deleteAt: tenant.deleteAt?.toISOString() ?? null };
}

export function closureOf({ closure }: TenantDoc): TenantClosure | null {
  return closure ? { at: closure.at.toISOString(), reason: closure.reason } : null;
}

export function publicTenant(): CurrentTenant {
  return PUBLIC;
}

export function slugTaken(): ConflictError {
  return new ConflictError('slug_taken', 'This ID is taken. Choose another one.');
}
