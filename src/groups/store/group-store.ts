/** Reads and writes groups and permission sets; each write is one atomic step with its entry in the audit log. */
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry, withEntries } from '../../audit/index.ts';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import type { GroupDoc, PermissionSetDoc } from './group-model.ts';

export interface GroupStoreOptions {
  groups: Model<GroupDoc>;
  sets: Model<PermissionSetDoc>;
  audit: AuditTrail;
  clock: Clock;
}

/** A group may have thousands of people. */
const GROUPS_AT_ONCE = 10;

export class GroupStore {
  readonly #parts: GroupStoreOptions;

  constructor(parts: GroupStoreOptions) {
    this.#parts = parts;
  }

  /** By name. At most `limit`, after the first `skip`. */
  list(
    tenantId: string,
    filter: QueryFilter<GroupDoc> = {},
    page: { skip?: number; limit?: number } = {},
  ): Promise<GroupDoc[]> {
    return this.#parts.groups
      .find({ tenantId, ...filter })
      .sort({ name: 1 })
      .skip(page.skip ?? 0)
      .limit(page.limit ?? 0)
      .lean<GroupDoc[]>()
      .exec();
  }

  /** As `list`, but ends before the users of the directory in these groups are more than `maxUsers`. Has at least one group. */
  async page(
    tenantId: string,
    filter: QueryFilter<GroupDoc>,
    { skip, limit, maxUsers }: { skip: number; limit: number; maxUsers: number },
  ): Promise<GroupDoc[]> {
    const found = this.#parts.groups
      .find({ tenantId, ...filter })
      .sort({ name: 1 })
      .skip(skip)
      .limit(limit);
    const page: GroupDoc[] = [];
    let users = 0;
    for await (const group of found.lean<GroupDoc[]>().cursor({ batchSize: GROUPS_AT_ONCE })) {
      users += group.directoryUserIds.length;
      if (page.length > 0 && users > maxUsers) break;
      page.push(group);
    }
    return page;
  }

  count(tenantId: string, filter: QueryFilter<GroupDoc> = {}): Promise<number> {
    return this.#parts.groups.countDocuments({ tenantId, ...filter }).exec();
  }

  find(tenantId: string, groupId: string): Promise<GroupDoc | null> {
    return this.#parts.groups.findOne({ _id: groupId, tenantId }).lean<GroupDoc>().exec();
  }

  /** @throws NotFoundError */
  async get(tenantId: string, groupId: string): Promise<GroupDoc> {
    const found = await this.find(tenantId, groupId);
    if (!found) throw noSuchGroup();
    return found;
  }

  /** The groups of a person. */
  ofPerson({ tenantId, personId }: Person): Promise<GroupDoc[]> {
    return this.#parts.groups.find({ tenantId, personIds: personId }).lean<GroupDoc[]>().exec();
  }

  /** The groups of a user of the directory. */
  ofDirectoryUser(tenantId: string, directoryUserId: string): Promise<GroupDoc[]> {
    return this.#parts.groups.find({ tenantId, directoryUserIds: directoryUserId }).lean<GroupDoc[]>().exec();
  }

  /** The entry is in the log after `settle`: a quota may still undo it. @throws ConflictError `group_name_taken` */
  async insert(group: GroupDoc, entry: PendingAuditEntry): Promise<void> {
    if (!(await insertOnce(this.#parts.groups, carrying(group, [entry])))) throw groupNameTaken();
  }

  settle(entry: PendingAuditEntry): Promise<void> {
    return this.#parts.audit.settle(this.#parts.groups, [entry]);
  }

  async undoInsert({ tenantId, _id }: GroupDoc): Promise<void> {
    await this.#parts.groups.deleteOne({ _id, tenantId });
  }

  /**
   * Changes a group that nobody has changed since it was read; null if somebody has.
   * @throws ConflictError `group_name_taken`
   */
  async change(
    { tenantId, _id, revision }: GroupDoc,
    update: UpdateQuery<GroupDoc>,
    entries: readonly PendingAuditEntry[],
  ): Promise<GroupDoc | null> {
    const { groups, audit, clock } = this.#parts;
    const next = { ...update, $set: { ...update.$set, changedAt: clock.date() }, $inc: { revision: 1 } };
    const filter = { _id, tenantId, revision };
    const changed = await withFreeName(() =>
      groups
        .findOneAndUpdate(filter, withEntries<GroupDoc>(next, entries), { returnDocument: 'after' })
        .lean<GroupDoc>()
        .exec(),
    );
    if (changed) await audit.settle(groups, entries);
    return changed;
  }

  /** Removes a group that nobody has changed since it was read. Returns it; null if somebody has. */
  async remove(group: GroupDoc, entry: PendingAuditEntry): Promise<GroupDoc | null> {
    const { tenantId, _id, revision } = group;
    const ending = { $set: { grants: [], personIds: [], directoryUserIds: [] }, $inc: { revision: 1 } };
    const isRemoved = await this.#parts.audit.delete(this.#parts.groups, { _id, tenantId, revision }, ending, entry);
    return isRemoved ? group : null;
  }

  /** Adds a person who has just joined to the groups of the own user of the directory. */
  async addJoined({ tenantId, personId }: Person, directoryUserId: string): Promise<void> {
    const update = { $addToSet: { personIds: personId }, $inc: { revision: 1 } };
    await this.#parts.groups.updateMany({ tenantId, directoryUserIds: directoryUserId }, update);
  }

  /** Removes a user of the directory, with the person, from all groups that the directory keeps. */
  async removeDirectoryUser(tenantId: string, directoryUserId: string, personId: string | null): Promise<void> {
    const people = personId === null ? {} : { personIds: personId };
    const update = { $pull: { directoryUserIds: directoryUserId, ...people }, $inc: { revision: 1 } };
    await this.#parts.groups.updateMany({ tenantId, directoryUserIds: directoryUserId }, update);
  }

  /** Takes what groups give in a community that is closed: otherwise nobody could add people to them, because nobody holds it. */
  async withdrawFrom(tenantId: string, communityId: string): Promise<void> {
    const update = { $pull: { grants: { communityId } }, $inc: { revision: 1 } };
    await this.#parts.groups.updateMany({ tenantId, 'grants.communityId': communityId }, update);
  }

  /** By name. */
  sets(tenantId: string): Promise<PermissionSetDoc[]> {
    return this.#parts.sets.find({ tenantId }).sort({ name: 1 }).lean<PermissionSetDoc[]>().exec();
  }

  findSet(tenantId: string, setId: string): Promise<PermissionSetDoc | null> {
    return this.#parts.sets.findOne({ _id: setId, tenantId }).lean<PermissionSetDoc>().exec();
  }

  countSets(tenantId: string): Promise<number> {
    return this.#parts.sets.countDocuments({ tenantId }).exec();
  }

  /** @throws ConflictError `group_name_taken` */
  async insertSet(set: PermissionSetDoc, entry: PendingAuditEntry): Promise<void> {
    if (!(await insertOnce(this.#parts.sets, carrying(set, [entry])))) throw groupNameTaken();
  }

  settleSet(entry: PendingAuditEntry): Promise<void> {
    return this.#parts.audit.settle(this.#parts.sets, [entry]);
  }

  async undoInsertSet({ tenantId, _id }: PermissionSetDoc): Promise<void> {
    await this.#parts.sets.deleteOne({ _id, tenantId });
  }

  /** Removes a set, and takes it from all groups. Returns the groups that gave it. */
  async removeSet({ tenantId, _id }: PermissionSetDoc, entry: PendingAuditEntry): Promise<GroupDoc[]> {
    const { groups, sets, audit } = this.#parts;
    await audit.delete(sets, { _id, tenantId }, { $set: { permissions: [] } }, entry);
    const giving = { tenantId, 'grants.setId': _id };
    const gave = await groups.find(giving).lean<GroupDoc[]>();
    await groups.updateMany(giving, { $pull: { grants: { setId: _id } }, $inc: { revision: 1 } });
    return gave;
  }

  /** Groups of the organisation that single sign-on keeps. */
  ofSignOn(tenantId: string): Promise<GroupDoc[]> {
    const filter = { tenantId, externalName: trusted({ $type: 'string' }), isProvisioned: false };
    return this.#parts.groups
      .find(filter as QueryFilter<GroupDoc>)
      .lean<GroupDoc[]>()
      .exec();
  }
}

/** Runs a write that fails if another group has the name. @throws ConflictError `group_name_taken` */
async function withFreeName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw groupNameTaken();
    throw error;
  }
}

export function groupNameTaken(): ConflictError {
  return new ConflictError('group_name_taken', 'Another one has this name. Choose a different name.');
}

export function noSuchGroup(): NotFoundError {
  return new NotFoundError('There is no group with this ID. It may have been removed.');
}
