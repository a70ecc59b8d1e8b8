/** Reads and changes groups, roles and held roles. Who may do what is decided by the services. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { NewOperatorGroup, NewRole, Role } from '../protocol/operators.ts';
import { builtInRoles, isBuiltInRole, type Permission } from '../protocol/permissions.ts';
import type { OperatorGroupDoc, OperatorRoleDoc } from './group-model.ts';
import type { HeldRoleDoc } from './held-role-model.ts';

export interface OperatorStoreOptions {
  groups: Model<OperatorGroupDoc>;
  roles: Model<OperatorRoleDoc>;
  heldRoles: Model<HeldRoleDoc>;
  clock: Clock;
}

const tenantId = PUBLIC_TENANT;

export class OperatorStore {
  readonly #parts: OperatorStoreOptions;

  constructor(parts: OperatorStoreOptions) {
    this.#parts = parts;
  }

  /** By name. */
  groups(): Promise<OperatorGroupDoc[]> {
    return this.#parts.groups.find({ tenantId }).sort({ name: 1 }).lean<OperatorGroupDoc[]>().exec();
  }

  /** Built-in roles first, then the others by name. */
  async roles(): Promise<Role[]> {
    const own = await this.#parts.roles.find({ tenantId }).sort({ _id: 1 }).lean<OperatorRoleDoc[]>();
    return [...Object.keys(builtInRoles).flatMap((name) => builtInRole(name) ?? []), ...own.map(toRole)];
  }

  /** Null if there is no role with this name. */
  async role(name: string): Promise<Role | null> {
    const builtIn = builtInRole(name);
    if (builtIn) return builtIn;
    const own = await this.#parts.roles.findOne({ _id: name, tenantId }).lean<OperatorRoleDoc>();
    return own && toRole(own);
  }

  /** The names of the roles that the groups of an account give. */
  async rolesOf(accountId: string): Promise<Set<string>> {
    const groups = await this.#parts.groups.find({ tenantId, accountIds: accountId }, { roles: 1 }).lean();
    return new Set(groups.flatMap(({ roles }) => roles));
  }

  async isOperator(accountId: string): Promise<boolean> {
    return (await this.#parts.groups.exists({ tenantId, accountIds: accountId })) !== null;
  }

  /** The accounts that can take a role with this permission. */
  async accountsWith(permission: Permission): Promise<Set<string>> {
    const [groups, roles] = await Promise.all([this.groups(), this.roles()]);
    const names = new Set(roles.filter(({ permissions }) => permissions.includes(permission)).map(({ name }) => name));
    return new Set(groups.filter((group) => group.roles.some((role) => names.has(role))).flatMap((g) => g.accountIds));
  }

  /** @throws ConflictError `role_taken` if another group has the name */
  async createGroup({ name, roles }: NewOperatorGroup, accountIds: string[] = []): Promise<OperatorGroupDoc> {
    const createdAt = this.#parts.clock.date();
    const doc: OperatorGroupDoc = { _id: newId(), tenantId, name, roles, accountIds, createdAt };
    if (!(await insertOnce(this.#parts.groups, doc))) throw nameTaken();
    return doc;
  }

  /** @throws NotFoundError */
  async changeGroup(groupId: string, update: object): Promise<OperatorGroupDoc> {
    const changed = await this.#parts.groups
      .findOneAndUpdate({ _id: groupId, tenantId }, update, { returnDocument: 'after' })
      .lean<OperatorGroupDoc>();
    if (!changed) throw new NotFoundError('There is no group with this ID. It may have been removed.');
    return changed;
  }

  async removeGroup(groupId: string): Promise<void> {
    await this.#parts.groups.deleteOne({ _id: groupId, tenantId });
  }

  /** @throws ConflictError `role_taken` */
  async createRole({ name, permissions, needsSecondPerson }: NewRole): Promise<Role> {
    const createdAt = this.#parts.clock.date();
    const doc: OperatorRoleDoc = { _id: name, tenantId, permissions, needsSecondPerson, createdAt };
    if (isBuiltInRole(name) || !(await insertOnce(this.#parts.roles, doc))) throw nameTaken();
    return toRole(doc);
  }

  async removeRole(name: string): Promise<void> {
    await this.#parts.roles.deleteOne({ _id: name, tenantId });
    await this.#parts.groups.updateMany({ tenantId, roles: name }, { $pull: { roles: name } });
    await this.#parts.heldRoles.deleteMany({ tenantId, role: name });
  }

  /** The role that a session holds or waits for; null if none, or if it has ended. */
  async heldBy(sessionId: string): Promise<HeldRoleDoc | null> {
    const held = await this.#parts.heldRoles.findOne({ tenantId, sessionId }).lean<HeldRoleDoc>();
    return held && held.expiresAt.getTime() > this.#parts.clock.now() ? held : null;
  }

  /** Roles that others wait for, oldest first. */
  waiting(roles: readonly string[], exceptAccountId: string): Promise<HeldRoleDoc[]> {
    return this.#parts.heldRoles
      .find({
        tenantId,
        role: trusted({ $in: roles }),
        endsAt: null,
        accountId: trusted({ $ne: exceptAccountId }),
        expiresAt: trusted({ $gt: this.#parts.clock.date() }),
      })
      .sort({ requestedAt: 1 })
      .lean<HeldRoleDoc[]>()
      .exec();
  }

  /** Stores the role of a session, instead of a former one. @throws ConflictError if the session takes another one just now */
  async hold(doc: HeldRoleDoc): Promise<void> {
    await this.release(doc.sessionId);
    if (!(await insertOnce(this.#parts.heldRoles, doc))) throw nameTaken();
  }

  async release(sessionId: string): Promise<void> {
    await this.#parts.heldRoles.deleteOne({ tenantId, sessionId });
  }

  /** Starts a role that waits. Null if it no longer waits. */
  begin(id: string, approvedById: string, endsAt: Date): Promise<HeldRoleDoc | null> {
    const waits = { _id: id, tenantId, endsAt: null, accountId: trusted({ $ne: approvedById }) };
    return this.#parts.heldRoles
      .findOneAndUpdate(waits, { $set: { approvedById, endsAt, expiresAt: endsAt } }, { returnDocument: 'after' })
      .lean<HeldRoleDoc>()
      .exec();
  }
}

function builtInRole(name: string): Role | null {
  if (!isBuiltInRole(name)) return null;
  return { name, isBuiltIn: true, permissions: [...builtInRoles[name]], needsSecondPerson: false };
}

function toRole({ _id: name, permissions, needsSecondPerson }: OperatorRoleDoc): Role {
  return { name, isBuiltIn: false, permissions, needsSecondPerson };
}

function nameTaken(): ConflictError {
  return new ConflictError('role_taken', 'This name is taken. Choose another one, or try again.');
}
