/** Users of directories, and how they become members: only an account with the verified address of a user is linked to it. */
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry } from '../../audit/index.ts';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { insertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { GroupStore } from '../../groups/store/index.ts';
import { ForbiddenError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import type { DirectoryUserDoc } from './directory-user-model.ts';

export interface DirectoryUsersOptions {
  users: Model<DirectoryUserDoc>;
  groupStore: Pick<GroupStore, 'addJoined'>;
  audit: AuditTrail;
}

export class DirectoryUsers {
  readonly #parts: DirectoryUsersOptions;

  constructor(parts: DirectoryUsersOptions) {
    this.#parts = parts;
  }

  /** Whether the account with this address may join: not if the directory has suspended the user. */
  async mayJoin(tenantId: string, verifiedEmail: string | null): Promise<boolean> {
    if (verifiedEmail === null) return true;
    const user = await this.#parts.users.findOne({ tenantId, email: verifiedEmail }).lean<DirectoryUserDoc>();
    return user?.isActive ?? true;
  }

  /**
   * Whether people with this address may join by its domain alone. In an organisation with a directory only those who are in it:
   * otherwise somebody whom the directory has removed would just come back.
   */
  async mayJoinByDomain(tenantId: string, verifiedEmail: string): Promise<boolean> {
    const { users } = this.#parts;
    if ((await users.exists({ tenantId })) === null) return true;
    return (await users.exists({ tenantId, email: verifiedEmail, isActive: true })) !== null;
  }

  /** Links a person who has joined to the user with the address, and adds the person to the groups of the user. */
  async joined(person: Person, verifiedEmail: string | null): Promise<void> {
    if (verifiedEmail === null) return;
    const { tenantId, personId } = person;
    const update = { $set: { personId } };
    const user = await unlessTaken(() =>
      this.#parts.users
        .findOneAndUpdate({ tenantId, email: verifiedEmail, personId: null }, update, { returnDocument: 'after' })
        .lean<DirectoryUserDoc>()
        .exec(),
    );
    if (user) await this.#parts.groupStore.addJoined(person, user._id);
  }

  find(tenantId: string, userId: string): Promise<DirectoryUserDoc | null> {
    return this.#parts.users.findOne({ _id: userId, tenantId }).lean<DirectoryUserDoc>().exec();
  }

  /** Those of these users that exist. */
  peopleOf(tenantId: string, userIds: readonly string[]): Promise<Pick<DirectoryUserDoc, '_id' | 'personId'>[]> {
    const filter = { tenantId, _id: trusted({ $in: userIds }) };
    return this.#parts.users.find(filter, { personId: 1 }).lean<DirectoryUserDoc[]>().exec();
  }

  /** Oldest first. */
  list(
    tenantId: string,
    filter: QueryFilter<DirectoryUserDoc>,
    { skip, limit }: { skip: number; limit: number },
  ): Promise<DirectoryUserDoc[]> {
    return this.#parts.users
      .find({ ...filter, tenantId })
      .sort({ createdAt: 1, _id: 1 })
      .skip(skip)
      .limit(limit)
      .lean<DirectoryUserDoc[]>()
      .exec();
  }

  count(tenantId: string, filter: QueryFilter<DirectoryUserDoc> = {}): Promise<number> {
    return this.#parts.users.countDocuments({ ...filter, tenantId }).exec();
  }

  /** Returns false if another user has the name or the address. The entry is in the log after `settle`. */
  insert(user: DirectoryUserDoc, entry: PendingAuditEntry): Promise<boolean> {
    return insertOnce(this.#parts.users, carrying(user, [entry]));
  }

  settle(entry: PendingAuditEntry): Promise<void> {
    return this.#parts.audit.settle(this.#parts.users, [entry]);
  }

  async undoInsert({ tenantId, _id }: DirectoryUserDoc): Promise<void> {
    await this.#parts.users.deleteOne({ _id, tenantId });
  }

  /** Changes a user. Throws the duplicate key error of the database if another user has the name or the address. */
  change(
    { tenantId, _id }: DirectoryUserDoc,
    update: UpdateQuery<DirectoryUserDoc>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    return this.#parts.audit.update(this.#parts.users, { _id, tenantId }, update, entry);
  }

  /** Links a user to somebody who is a member already. Returns false if either is linked to another, or the user is gone. */
  async link({ tenantId, _id }: DirectoryUserDoc, personId: string): Promise<boolean> {
    const { users, groupStore } = this.#parts;
    const linked = await unlessTaken(() =>
      users.updateOne({ _id, tenantId, personId: null }, { $set: { personId } }).exec(),
    );
    if (!linked?.matchedCount) return false;
    await groupStore.addJoined({ tenantId, personId }, _id);
    return true;
  }

  /** Removes a user who is still linked to the same member, or to none. Returns whether it did. */
  remove({ tenantId, _id, personId }: DirectoryUserDoc, entry: PendingAuditEntry): Promise<boolean> {
    const { users, audit } = this.#parts;
    return audit.delete(users, { _id, tenantId, personId }, { $set: { isActive: false } }, entry);
  }
}

/** Runs a write that links a member; null if the member is linked to another user. */
async function unlessTaken<T>(write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

export function membershipSuspended(): ForbiddenError {
  return new ForbiddenError(
    'membership_suspended',
    'Your membership of this organisation is suspended. Ask its administrators.',
  );
}
