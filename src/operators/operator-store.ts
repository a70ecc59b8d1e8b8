/** Reads and changes groups, roles and held roles. Who may do what is decided by the services. */
import type { Model } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { trusted } from '../database/models.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { NewOperatorGroup, NewRole, Role } from '../protocol/operators.ts';
import { builtInRoles, isBuiltInRole } from '../protocol/permissions.ts';
import type { OperatorGroupDoc, OperatorRoleDoc } from './group-model.ts';
import type { HeldRoleDoc } from './held-role-model.ts';

export interface OperatorStoreOptions {
  groups: Model<OperatorGroupDoc>;
  roles: Model<OperatorRoleDoc>;
  heldRoles: Model<HeldRoleDoc>;
  audit: AuditTrail;
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

  /** @throws ConflictError `role_taken` if another group has the name */
  async createGroup(
    _id: string,
    { name, roles }: NewOperatorGroup,
    entry: PendingAuditEntry,
  ): Promise<OperatorGroupDoc> {
    const createdAt = this.#parts.clock.date();
    const doc: OperatorGroupDoc = { _id, tenantId, name, roles, accountIds: [], createdAt };
    if (!(await this.#parts.audit.insert(this.#parts.groups, doc, [entry]))) throw nameTaken();
    return doc;
  }

  /** @throws NotFoundError */
  async changeGroup(groupId: string, update: object, entry: PendingAuditEntry): Promise<OperatorGroupDoc> {
    const changed = await this.#parts.groups
      .findOneAndUpdate({ _id: groupId, tenantId }, withEntries(update, [entry]), { returnDocument: 'after' })
      .lean<OperatorGroupDoc>();
    if (changed) await this.#parts.audit.settle(this.#parts.groups, [entry]);
    else throw new NotFoundError('There is no group with this ID. It may have been removed.');
    return changed;
  }

  async removeGroup(groupId: string, entry: PendingAuditEntry): Promise<void> {
    const ending = { $set: { roles: [], accountIds: [] } };
    await this.#parts.audit.delete(this.#parts.groups, { _id: groupId, tenantId }, ending, entry);
  }

  /** @throws ConflictError `role_taken` */
  async createRole({ name, permissions, needsSecondPerson }: NewRole, entry: PendingAuditEntry): Promise<Role> {
    const createdAt = this.#parts.clock.date();
    const doc: OperatorRoleDoc = { _id: name, tenantId, permissions, needsSecondPerson, createdAt };
    if (isBuiltInRole(name) || !(await this.#parts.audit.insert(this.#parts.roles, doc, [entry]))) throw nameTaken();
    return toRole(doc);
  }

  async removeRole(name: string, entry: PendingAuditEntry): Promise<void> {
    await this.#parts.audit.delete(this.#parts.roles, { _id: name, tenantId }, { $set: { permissions: [] } }, entry);
    await this.#parts.groups.updateMany({ tenantId, roles: name }, { $pull: { roles: name } });
    await this.#parts.audit.deleteMany(this.#parts.heldRoles, { tenantId, role: name });
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

  /** Stores the role of a session. @throws ConflictError if the session has another one */
  async hold(doc: HeldRoleDoc, entry: PendingAuditEntry): Promise<void> {
    // One that has ended, and that the database has not removed yet.
    const { audit, clock, heldRoles } = this.#parts;
    const expiresAt = { $lte: clock.date() };
    await audit.deleteMany(heldRoles, { tenantId, sessionId: doc.sessionId, expiresAt });
    if (!(await audit.insert(heldRoles, doc, [entry]))) throw nameTaken();
  }

  async release({ _id }: HeldRoleDoc, entry: PendingAuditEntry): Promise<void> {
    const ending = { $set: { endsAt: new Date(0), expiresAt: this.#parts.clock.date() } };
    await this.#parts.audit.delete(this.#parts.heldRoles, { _id, tenantId }, ending, entry);
  }

  /** Starts a role that waits. False if it no longer waits. */
  begin(id: string, approvedById: string, endsAt: Date, entry: PendingAuditEntry): Promise<boolean> {
    const waits = { _id: id, tenantId, endsAt: null, accountId: trusted({ $ne: approvedById }) };
    const begun = { $set: { approvedById, endsAt, expiresAt: endsAt } };
    return this.#parts.audit.update(this.#parts.heldRoles, waits, begun, entry);
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
