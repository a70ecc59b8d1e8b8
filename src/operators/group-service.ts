/** Groups of operators, and roles. At least one person can always manage the operators. */
import type { AccountService } from '../accounts/index.ts';
import type { PendingAuditEntry } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { type Acting, PUBLIC_TENANT } from '../kernel/actor.ts';
import { ConflictError, ForbiddenError, InvalidInputError } from '../kernel/errors.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { NewOperatorGroup, NewRole, OperatorGroup, Role } from '../protocol/operators.ts';
import type { OperatorGroupDoc } from './group-model.ts';
import { asWord, type OperatorAudit } from './operator-audit.ts';
import type { OperatorStore } from './operator-store.ts';

export interface GroupServiceOptions {
  store: OperatorStore;
  audit: OperatorAudit;
  accounts: Pick<AccountService, 'findAccount' | 'findByEmail'>;
  profiles: Pick<ProfileService, 'summaries'>;
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
    await this.#checkRoles(fields.roles);
    await acting.recheck();
    const { store, audit } = this.#parts;
    const after = { roles: asWord(fields.roles) };
    const targetId = newId();
    const entry = audit.entry(acting, { action: 'operator_group_created', targetId, after });
    return this.#present(await store.createGroup(targetId, fields, entry));
  }

  /** @throws NotFoundError, ConflictError `last_operator` */
  async edit(acting: Acting, groupId: string, { name, roles }: NewOperatorGroup): Promise<OperatorGroup> {
    await this.#checkRoles(roles);
    const entry = this.#parts.audit.entry(acting, {
      action: 'operator_group_changed',
      targetId: groupId,
      after: { roles: asWord(roles) },
    });
    return this.#change(acting, groupId, { $set: { name, roles } }, entry);
  }

  /** @throws ConflictError `last_operator` */
  async remove(acting: Acting, groupId: string): Promise<void> {
    const { store, audit } = this.#parts;
    const after = { roles: asWord([]) };
    const emptied = audit.entry(acting, { action: 'operator_group_changed', targetId: groupId, after });
    await this.#change(acting, groupId, { $set: { roles: [] } }, emptied);
    await store.removeGroup(groupId, audit.entry(acting, { action: 'operator_group_removed', targetId: groupId }));
  }

  /** @throws NotFoundError, ForbiddenError `email_unverified` */
  async addPerson(acting: Acting, groupId: string, personId: string): Promise<OperatorGroup> {
    await this.#checkVerified(personId);
    const after = { groupId };
    const entry = this.#parts.audit.entry(acting, { action: 'operator_added', targetId: personId, after });
    return this.#change(acting, groupId, { $addToSet: { accountIds: personId } }, entry);
  }

  /** @throws NotFoundError, ConflictError `last_operator` */
  removePerson(acting: Acting, groupId: string, personId: string): Promise<OperatorGroup> {
    const before = { groupId };
    const entry = this.#parts.audit.entry(acting, { action: 'operator_removed', targetId: personId, before });
    return this.#change(acting, groupId, { $pull: { accountIds: personId } }, entry);
  }

  /** @throws ConflictError `role_taken` */
  async createRole(acting: Acting, role: NewRole): Promise<Role> {
    await acting.recheck();
    const { store, audit } = this.#parts;
    const after = { role: role.name, permissions: role.permissions.length };
    return store.createRole(role, audit.entry(acting, { action: 'operator_role_created', targetId: null, after }));
  }

  /** @throws ConflictError `last_operator` */
  async removeRole(acting: Acting, name: string): Promise<void> {
    if ((await this.#parts.store.role(name))?.isBuiltIn) {
      throw new InvalidInputError('This role is built in and cannot be removed.');
    }
    await acting.recheck();
    const { store, audit } = this.#parts;
    const before = { role: name };
    const entry = audit.entry(acting, { action: 'operator_role_removed', targetId: null, before });
    await this.#keepingOneOperator(() => store.removeRole(name, entry), { without: name });
  }

  /** Makes a person an operator, for the command on the machine itself. @throws NotFoundError, ForbiddenError */
  async addFirst(email: string): Promise<OperatorGroup> {
    const found = await this.#parts.accounts.findByEmail(PUBLIC_TENANT, email);
    if (!found) throw new InvalidInputError('No account has this e-mail address. Sign up with it first.');
    await this.#checkVerified(found.personId);
    const { store, audit } = this.#parts;
    const group = (await store.groups()).find(({ name }) => name === FIRST_GROUP) ?? (await this.#createFirst());
    const update = { $addToSet: { accountIds: found.personId, roles: 'operator' } };
    const after = { groupId: group._id };
    const entry = audit.entry(null, { action: 'operator_added', targetId: found.personId, after });
    return this.#present(await store.changeGroup(group._id, update, entry));
  }

  /** Removes a person from all groups, also the last one: for the same command. */
  async removeEverywhere(email: string): Promise<number> {
    const found = await this.#parts.accounts.findByEmail(PUBLIC_TENANT, email);
    if (!found) throw new InvalidInputError('No account has this e-mail address.');
    const groups = (await this.#parts.store.groups()).filter(({ accountIds }) => accountIds.includes(found.personId));
    const { personId: targetId } = found;
    for (const { _id } of groups) {
      const entry = this.#parts.audit.entry(null, { action: 'operator_removed', targetId, before: { groupId: _id } });
      await this.#parts.store.changeGroup(_id, { $pull: { accountIds: targetId } }, entry);
    }
    return groups.length;
  }

  #createFirst(): Promise<OperatorGroupDoc> {
    const [targetId, roles] = [newId(), ['operator']];
    const entry = this.#parts.audit.entry(null, {
      action: 'operator_group_created',
      targetId,
      after: { roles: asWord(roles) },
    });
    return this.#parts.store.createGroup(targetId, { name: FIRST_GROUP, roles }, entry);
  }

  async #change(acting: Acting, groupId: string, update: object, entry: PendingAuditEntry): Promise<OperatorGroup> {
    await acting.recheck();
    const change = () => this.#parts.store.changeGroup(groupId, update, entry);
    const changed = await this.#keepingOneOperator(change, { groupId });
    return this.#present(changed);
  }

  /**
   * Refuses a change after which nobody could manage the operators, and undoes it. Two changes at the same moment may both be
   * undone, but never both stay.
   */
  async #keepingOneOperator<Result>(
    change: () => Promise<Result>,
    { groupId, without }: { groupId?: string; without?: string },
  ): Promise<Result> {
    const { store } = this.#parts;
    const before = groupId ? (await store.groups()).find(({ _id }) => _id === groupId) : undefined;
    if (without && (await this.#managersWithout(without)).size === 0) throw lastOperator();
    const result = await change();
    if ((await store.accountsWith('operators:manage')).size > 0) return result;
    if (before) {
      const { _id, name, roles, accountIds } = before;
      const after = { roles: asWord(roles) };
      const entry = this.#parts.audit.entry(null, { action: 'operator_group_changed', targetId: _id, after });
      const undo = { $set: { name, roles }, $addToSet: { accountIds: { $each: accountIds } } };
      await store.changeGroup(_id, undo, entry);
    }
    throw lastOperator();
  }

  /** The accounts that could manage operators if this role did not exist. */
  async #managersWithout(roleName: string): Promise<Set<string>> {
    const [groups, roles] = await Promise.all([this.#parts.store.groups(), this.#parts.store.roles()]);
    const left = roles.filter(({ name, permissions }) => name !== roleName && permissions.includes('operators:manage'));
    const names = new Set(left.map(({ name }) => name));
    return new Set(groups.filter((group) => group.roles.some((role) => names.has(role))).flatMap((g) => g.accountIds));
  }

  async #checkRoles(names: readonly string[]): Promise<void> {
    const known = new Set((await this.#parts.store.roles()).map(({ name }) => name));
    const unknown = names.find((name) => !known.has(name));
    if (unknown) throw new InvalidInputError(`roles: there is no role "${unknown}". Create it first.`);
  }

  async #checkVerified(accountId: string): Promise<void> {
    const { emailVerifiedAt } = await this.#parts.accounts.findAccount(accountId);
    if (emailVerifiedAt) return;
    throw new ForbiddenError('email_unverified', 'The person must verify the e-mail address of the account first.');
  }

  async #present({ _id, name, roles, accountIds }: OperatorGroupDoc): Promise<OperatorGroup> {
    const people = await this.#parts.profiles.summaries(PUBLIC_TENANT, accountIds);
    return { id: _id, name, roles, people: accountIds.flatMap((id) => people.get(id) ?? []) };
  }
}

function lastOperator(): ConflictError {
  return new ConflictError(
    'last_operator',
    'Nobody could manage the operators then. Give somebody else that role first.',
  );
}
