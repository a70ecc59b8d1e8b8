/**
 * Groups of operators, and roles. A change after which nobody could manage the operators is refused. Two changes at the same
 * moment can still do it together; then the command on the machine makes another operator.
 */
import type { AccountService, FactorPolicy } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import { type Acting, PUBLIC_TENANT } from '../kernel/actor.ts';
import { ConflictError, InvalidInputError } from '../kernel/errors.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { NewOperatorGroup, NewRole, OperatorGroup, Role } from '../protocol/operators.ts';
import type { OperatorGroupDoc } from './group-model.ts';
import { asWord, type OperatorAudit } from './operator-audit.ts';
import { accountsWith, checkEmail } from './operator-rules.ts';
import type { OperatorStore } from './operator-store.ts';

export interface GroupServiceOptions {
  store: OperatorStore;
  audit: OperatorAudit;
  accounts: Pick<AccountService, 'findAccount' | 'findByEmail'>;
  factorPolicy: Pick<FactorPolicy, 'hasFactor'>;
  profiles: Pick<ProfileService, 'summaries'>;
  hasMail: boolean;
}

/** The group that `npm run operator` fills. */
const FIRST_GROUP = 'operators';

export class GroupService {
  readonly #parts: GroupServiceOptions;

  constructor(parts: GroupServiceOptions) {
    this.#parts = parts;
  }

  async list(): Promise<{ items: OperatorGroup[]; roles: Role[] }> {
    const [groups, roles] = await Promise.all([this.#parts.store.groups(), this.#parts.store.roles()]);
    return { items: await Promise.all(groups.map((group) => this.#present(group))), roles };
  }

  /** @throws ConflictError `role_taken`, InvalidInputError for an unknown role */
  async create(acting: Acting, fields: NewOperatorGroup): Promise<OperatorGroup> {
    const { store, audit } = this.#parts;
    await this.#checkRoles(fields.roles);
    await acting.recheck();
    const created = { targetId: newId(), after: { roles: asWord(fields.roles) } };
    const entry = audit.entry(acting, { action: 'operator_group_created', ...created });
    return this.#present(await store.createGroup(created.targetId, fields, entry));
  }

  /** @throws NotFoundError, InvalidInputError for an unknown role, ConflictError `last_operator` */
  async edit(acting: Acting, groupId: string, { name, roles }: NewOperatorGroup): Promise<OperatorGroup> {
    const { store, audit } = this.#parts;
    await this.#checkRoles(roles);
    await this.#checkManagers((group) => (group._id === groupId ? { ...group, roles } : group));
    await acting.recheck();
    const changed = { targetId: groupId, after: { roles: asWord(roles) } };
    const entry = audit.entry(acting, { action: 'operator_group_changed', ...changed });
    return this.#present(await store.changeGroup(groupId, { $set: { name, roles } }, entry));
  }

  /** Idempotent. @throws ConflictError `last_operator` */
  async remove(acting: Acting, groupId: string): Promise<void> {
    const { store, audit } = this.#parts;
    await this.#checkManagers((group) => (group._id === groupId ? { ...group, roles: [] } : group));
    await acting.recheck();
    await store.removeGroup(groupId, audit.entry(acting, { action: 'operator_group_removed', targetId: groupId }));
  }

  /** @throws NotFoundError, ForbiddenError `email_unverified` */
  async addPerson(acting: Acting, groupId: string, personId: string): Promise<OperatorGroup> {
    await this.#checkEmail(personId);
    await acting.recheck();
    return this.#add(acting, groupId, personId);
  }

  /** @throws NotFoundError, ConflictError `last_operator` */
  async removePerson(acting: Acting, groupId: string, personId: string): Promise<OperatorGroup> {
    await this.#checkManagers((group) => (group._id === groupId ? without(group, personId) : group));
    await acting.recheck();
    return this.#remove(acting, groupId, personId);
  }

  /** @throws ConflictError `role_taken` */
  async createRole(acting: Acting, role: NewRole): Promise<Role> {
    const { store, audit } = this.#parts;
    await acting.recheck();
    const after = { role: role.name, permissions: role.permissions.length };
    return store.createRole(role, audit.entry(acting, { action: 'operator_role_created', targetId: null, after }));
  }

  /** Idempotent. @throws InvalidInputError for a built-in role, ConflictError `last_operator` */
  async removeRole(acting: Acting, name: string): Promise<void> {
    const { store, audit } = this.#parts;
    if ((await store.role(name))?.isBuiltIn) {
      throw new InvalidInputError('This role is built in and cannot be removed.');
    }
    await this.#checkManagers((group) => ({ ...group, roles: group.roles.filter((role) => role !== name) }));
    await acting.recheck();
    const before = { role: name };
    await store.removeRole(name, audit.entry(acting, { action: 'operator_role_removed', targetId: null, before }));
  }

  /**
   * Makes a person an operator, for the command on the machine itself. `hasFactor`: whether the person can take a role already.
   * @throws InvalidInputError, ForbiddenError
   */
  async addByCommand(email: string): Promise<OperatorGroup & { hasFactor: boolean }> {
    const accountId = await this.#accountOf(email);
    await this.#checkEmail(accountId);
    const group = await this.#add(null, await this.#firstGroupId(), accountId);
    return { ...group, hasFactor: await this.#parts.factorPolicy.hasFactor(accountId) };
  }

  /** Removes a person from all groups, also the last one. Returns from how many. @throws InvalidInputError */
  async removeByCommand(email: string): Promise<number> {
    const accountId = await this.#accountOf(email);
    const groups = (await this.#parts.store.groups()).filter(({ accountIds }) => accountIds.includes(accountId));
    for (const { _id } of groups) await this.#remove(null, _id, accountId);
    return groups.length;
  }

  async #add(by: Acting | null, groupId: string, accountId: string): Promise<OperatorGroup> {
    const { store, audit } = this.#parts;
    const added = { targetId: accountId, after: { groupId } };
    const entry = audit.entry(by, { action: 'operator_added', ...added });
    return this.#present(await store.changeGroup(groupId, { $addToSet: { accountIds: accountId } }, entry));
  }

  async #remove(by: Acting | null, groupId: string, accountId: string): Promise<OperatorGroup> {
    const { store, audit } = this.#parts;
    const removed = { targetId: accountId, before: { groupId } };
    const entry = audit.entry(by, { action: 'operator_removed', ...removed });
    return this.#present(await store.changeGroup(groupId, { $pull: { accountIds: accountId } }, entry));
  }

  /** A group that gives the role `operator`; created if there is none. */
  async #firstGroupId(): Promise<string> {
    const { store, audit } = this.#parts;
    const found = (await store.groups()).find(({ roles }) => roles.includes('operator'));
    if (found) return found._id;
    const [targetId, roles] = [newId(), ['operator']];
    const entry = audit.entry(null, { action: 'operator_group_created', targetId, after: { roles: asWord(roles) } });
    return (await store.createGroup(targetId, { name: FIRST_GROUP, roles }, entry))._id;
  }

  /** @throws ConflictError `last_operator` if nobody could manage the operators after this change of the groups */
  async #checkManagers(change: (group: OperatorGroupDoc) => OperatorGroupDoc): Promise<void> {
    const [groups, roles] = await Promise.all([this.#parts.store.groups(), this.#parts.store.roles()]);
    if (accountsWith('operators:manage', groups.map(change), roles).size > 0) return;
    throw new ConflictError(
      'last_operator',
      'Nobody could manage the operators then. Give somebody else that role first.',
    );
  }

  async #checkRoles(names: readonly string[]): Promise<void> {
    const known = new Set((await this.#parts.store.roles()).map(({ name }) => name));
    const unknown = names.find((name) => !known.has(name));
    if (unknown) throw new InvalidInputError(`roles: there is no role "${unknown}". Create it first.`);
  }

  /** @throws NotFoundError, ForbiddenError `email_unverified` */
  async #checkEmail(accountId: string): Promise<void> {
    checkEmail(await this.#parts.accounts.findAccount(accountId), this.#parts.hasMail);
  }

  async #accountOf(email: string): Promise<string> {
    const found = await this.#parts.accounts.findByEmail(PUBLIC_TENANT, email);
    if (!found) throw new InvalidInputError('No account has this e-mail address. Sign up with it first.');
    return found.personId;
  }

  async #present({ _id, name, roles, accountIds }: OperatorGroupDoc): Promise<OperatorGroup> {
    const people = await this.#parts.profiles.summaries(PUBLIC_TENANT, accountIds);
    return { id: _id, name, roles, people: accountIds.flatMap((id) => people.get(id) ?? []) };
  }
}

function without(group: OperatorGroupDoc, accountId: string): OperatorGroupDoc {
  return { ...group, accountIds: group.accountIds.filter((id) => id !== accountId) };
}
