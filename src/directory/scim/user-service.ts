/** Users of a directory through SCIM: created, read, changed, deactivated and deleted, with what follows for members. */
import type { AuditTrail, NewAuditEntry, PendingAuditEntry } from '../../audit/index.ts';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { newId } from '../../database/ids.ts';
import { communitiesOf } from '../../groups/index.ts';
import type { GroupStore } from '../../groups/store/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ConflictError } from '../../kernel/errors.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import type { Quotas } from '../../kernel/quotas.ts';
import type { TenantStore } from '../../tenants/memberships/index.ts';
import type { DirectoryCaller } from '../directory-caller.ts';
import type { DirectoryMembers } from '../directory-members.ts';
import type { DirectoryUserDoc, DirectoryUsers } from '../store/index.ts';
import { noSuchResource, ScimError } from './scim-error.ts';
import { invalidFilter, type ScimFilter } from './scim-filter.ts';
import { type ListPage, listOf } from './scim-lists.ts';
import { operationsOf } from './scim-patch.ts';
import {
  addressAfter,
  addressOf,
  fieldsOf,
  hasAddressOf,
  patchedUser,
  presentUser,
  type UserFields,
  userFrom,
} from './scim-user.ts';
import type { Json } from './scim-values.ts';

export interface ScimUserServiceOptions {
  users: DirectoryUsers;
  members: DirectoryMembers;
  groupStore: Pick<GroupStore, 'ofDirectoryUser' | 'removeDirectoryUser'>;
  tenantStore: Pick<TenantStore, 'find'>;
  audit: Pick<AuditTrail, 'entry'>;
  hooks: Pick<Hooks, 'rightsChanged'>;
  quotas: Quotas;
  clock: Clock;
  limits: { directoryUsersPerTenant: number };
  /** The address of SCIM, for links to resources. */
  base: () => string;
}

export class ScimUserService {
  readonly #parts: ScimUserServiceOptions;

  constructor(parts: ScimUserServiceOptions) {
    this.#parts = parts;
  }

  async list({ tenantId }: DirectoryCaller, filter: ScimFilter | null, page: ListPage): Promise<Json> {
    const { users, base } = this.#parts;
    const query = filter ? queryOf(filter) : {};
    const [total, found] = await Promise.all([
      users.count(tenantId, query),
      page.count === 0 ? [] : users.list(tenantId, query, { skip: page.startIndex - 1, limit: page.count }),
    ]);
    const resources = found.map((user) => presentUser(user, base()));
    return listOf(resources, page, total);
  }

  async get({ tenantId }: DirectoryCaller, userId: string): Promise<Json> {
    return presentUser(await this.#find(tenantId, userId), this.#parts.base());
  }

  /** @throws ScimError, ConflictError */
  async create(caller: DirectoryCaller, body: Json): Promise<Json> {
    const { clock } = this.#parts;
    const { tenantId, keyId } = caller;
    const fields = userFrom(body);
    const email = addressOf(fields, await this.#domainsOf(tenantId));
    const now = clock.date();
    const user = { ...stored(fields, email), _id: newId(), tenantId, personId: null, createdAt: now, changedAt: now };
    const after = { isActive: user.isActive, keyId };
    const entry = this.#entry(tenantId, { action: 'directory_user_created', targetId: user._id, after });
    await caller.recheck();
    await this.#insert(user, entry);
    return presentUser(await this.#linked(user), this.#parts.base());
  }

  /** @throws ScimError, ConflictError */
  async replace(caller: DirectoryCaller, userId: string, body: Json): Promise<Json> {
    const user = await this.#find(caller.tenantId, userId);
    return this.#change(caller, user, userFrom(body));
  }

  /** @throws ScimError, ConflictError */
  async patch(caller: DirectoryCaller, userId: string, body: Json): Promise<Json> {
    const user = await this.#find(caller.tenantId, userId);
    return this.#change(caller, user, patchedUser(fieldsOf(user), operationsOf(body)));
  }

  /** Removes the user, and the member from the organisation. @throws ScimError, ConflictError `last_owner` */
  async remove(caller: DirectoryCaller, userId: string): Promise<void> {
    const user = await this.#find(caller.tenantId, userId);
    await caller.recheck();
    await this.#remove(caller, user);
  }

  async #remove(caller: DirectoryCaller, user: DirectoryUserDoc): Promise<void> {
    const { users, members, groupStore } = this.#parts;
    const { tenantId, keyId } = caller;
    const { _id: targetId, personId } = user;
    if (personId !== null) await members.remove({ tenantId, personId });
    await groupStore.removeDirectoryUser(tenantId, targetId, personId);
    const entry = this.#entry(tenantId, { action: 'directory_user_removed', targetId, before: { keyId } });
    if (await users.remove(user, entry)) return;
    // Somebody was linked to it meanwhile, who has to go, too; or another request has removed it.
    const current = await users.find(tenantId, targetId);
    if (current) await this.#remove(caller, current);
  }

  async #change(caller: DirectoryCaller, user: DirectoryUserDoc, fields: UserFields): Promise<Json> {
    const { users, members, clock } = this.#parts;
    const { tenantId, keyId } = caller;
    const email = hasAddressOf(fields, user) ? user.email : addressAfter(fields, user, await this.#domainsOf(tenantId));
    await caller.recheck();
    // Before the user changes, so that nothing changes for the last owner. The access ends after it, because the change may be refused.
    if (!fields.isActive && user.personId !== null) {
      await members.checkNotLastOwner({ tenantId, personId: user.personId });
    }
    const facts = { before: { isActive: user.isActive }, after: { isActive: fields.isActive, keyId } };
    const entry = this.#entry(tenantId, { action: 'directory_user_changed', targetId: user._id, ...facts });
    const update = { $set: { ...stored(fields, email), changedAt: clock.date() } };
    if (!(await unique(() => users.change(user, update, entry)))) throw noSuchResource(user._id);
    return presentUser(await this.#linked(await this.#find(tenantId, user._id)), this.#parts.base());
  }

  async #insert(user: DirectoryUserDoc, entry: PendingAuditEntry): Promise<void> {
    const { users, quotas, limits } = this.#parts;
    const { tenantId } = user;
    const write = async () => {
      if (!(await users.insert(user, entry))) throw notUnique();
      return true;
    };
    const spending = { write, undo: () => users.undoInsert(user) };
    const quota = { count: () => users.count(tenantId), max: limits.directoryUsersPerTenant, error: tooManyUsers };
    await quotas.spend([`directory-users:${tenantId}`], spending, [quota]);
    await users.settle(entry);
  }

  /** Links the user to the member with the address, if there is one, and gives the member the state of the user. */
  async #linked(user: DirectoryUserDoc): Promise<DirectoryUserDoc> {
    const { members } = this.#parts;
    const linked = user.personId === null ? await this.#link(user) : user;
    const { tenantId, personId, isActive } = linked;
    if (personId === null) return linked;
    if (isActive) await members.reactivate({ tenantId, personId });
    else await members.suspend({ tenantId, personId });
    return linked;
  }

  /** The user as it is then: without a person if the member with the address is linked to another user. */
  async #link(user: DirectoryUserDoc): Promise<DirectoryUserDoc> {
    const { users, members } = this.#parts;
    const { tenantId, _id, email } = user;
    const personId = await members.withEmail(tenantId, email);
    if (personId === null) return user;
    if (!(await users.link(user, personId))) return (await users.find(tenantId, _id)) ?? user;
    await this.#groupsChanged(user, personId);
    return { ...user, personId };
  }

  async #groupsChanged({ tenantId, _id }: DirectoryUserDoc, personId: string): Promise<void> {
    const { groupStore, hooks } = this.#parts;
    const groups = await groupStore.ofDirectoryUser(tenantId, _id);
    const communityIds = communitiesOf(groups.flatMap(({ grants }) => grants));
    await hooks.rightsChanged({ tenantId, personIds: [personId], communityIds });
  }

  async #find(tenantId: string, userId: string): Promise<DirectoryUserDoc> {
    const user = await this.#parts.users.find(tenantId, userId);
    if (!user) throw noSuchResource(userId);
    return user;
  }

  async #domainsOf(tenantId: string): Promise<readonly string[]> {
    return (await this.#parts.tenantStore.find(tenantId))?.domains ?? [];
  }

  #entry<Action extends `directory_user_${'created' | 'changed' | 'removed'}`>(
    chain: string,
    facts: Pick<NewAuditEntry<Action>, 'action' | 'targetId' | 'before' | 'after'>,
  ): PendingAuditEntry {
    return this.#parts.audit.entry({ chain, actor: null, as: 'directory', ...facts });
  }
}

/** The fields of a user as they are stored. */
function stored(fields: UserFields, email: string) {
  const { userName, externalId, displayName, givenName, familyName, isActive } = fields;
  const userNameKey = userName.toLowerCase();
  return { userName, userNameKey, externalId, email, displayName, givenName, familyName, isActive };
}

/** @throws ScimError `invalidFilter` */
function queryOf({ attribute, value }: ScimFilter): Record<string, string> {
  if (attribute === 'username') return { userNameKey: value.toLowerCase() };
  if (attribute === 'externalid') return { externalId: value };
  if (attribute === 'displayname') return { displayName: value };
  if (attribute === 'id') return { _id: value };
  if (attribute === 'emails' || attribute === 'emails.value') return { email: value.toLowerCase() };
  throw invalidFilter();
}

/** Runs a write. @throws ScimError `uniqueness` if another user has the name or the address */
async function unique(write: () => Promise<boolean>): Promise<boolean> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw notUnique();
    throw error;
  }
}

function notUnique(): ScimError {
  return new ScimError(409, 'Another user has this userName or this address.', 'uniqueness');
}

function tooManyUsers(max: number): ConflictError {
  return new ConflictError('too_many_directory_users', `A directory can have ${max} users.`, { max });
}
