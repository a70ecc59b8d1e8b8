/**
 * The portal: nobody is an operator all day. A person takes a role for one session and a limited time, with a reason and the
 * password; some roles need the yes of a second person. The account must have a second factor, as long as the role is held. What a
 * session may do is read from the database at each request, so that a role ends everywhere at once.
 */
import type { AccountService, FactorPolicy } from '../accounts/index.ts';
import { newId } from '../database/ids.ts';
import { type Acting, type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { ProfileService } from '../profiles/index.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { HeldRole, Portal, Role, TakeRole } from '../protocol/operators.ts';
import type { Permission } from '../protocol/permissions.ts';
import type { HeldRoleDoc } from './held-role-model.ts';
import type { OperatorAudit } from './operator-audit.ts';
import { checkEmail } from './operator-rules.ts';
import type { OperatorStore } from './operator-store.ts';

export interface PortalServiceOptions {
  store: OperatorStore;
  audit: OperatorAudit;
  accounts: Pick<AccountService, 'accountOf' | 'confirmPassword'>;
  factorPolicy: Pick<FactorPolicy, 'hasFactor' | 'requireFactor'>;
  profiles: Pick<ProfileService, 'summaries'>;
  clock: Clock;
  limits: Pick<Limits, 'roleApprovalMs'>;
  hasMail: boolean;
}

const maxMinutes = wireLimits.heldRoleMinutes;

export class PortalService {
  readonly #parts: PortalServiceOptions;

  constructor(parts: PortalServiceOptions) {
    this.#parts = parts;
  }

  async get(actor: Actor): Promise<Portal> {
    const { store, accounts, factorPolicy } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    const names = await store.rolesOf(accountId);
    if (names.size === 0) return { roles: [], current: null, toApprove: [], maxMinutes, needsSecondFactor: false };
    const [hasFactor, all, held, waiting] = await Promise.all([
      factorPolicy.hasFactor(accountId),
      store.roles(),
      store.heldBy(actor.sessionId),
      store.waiting([...names], accountId),
    ]);
    const roles = all.filter(({ name }) => names.has(name));
    return {
      roles,
      current: held && hasFactor && names.has(held.role) ? await this.#present(held, roles) : null,
      toApprove: await Promise.all(waiting.map((one) => this.#present(one, roles))),
      maxMinutes,
      needsSecondFactor: !hasFactor,
    };
  }

  /**
   * @throws ForbiddenError `role_not_given`, `wrong_password`, `email_unverified`, `second_factor_needed`, ConflictError if the session
   * takes another one just now
   */
  async take(actor: Actor, { role: name, reason, minutes, password }: TakeRole): Promise<HeldRole> {
    const { store, accounts, factorPolicy, audit, clock, limits, hasMail } = this.#parts;
    const { _id: accountId, emailVerifiedAt } = await accounts.confirmPassword(actor, password);
    const role = await this.#given(accountId, name);
    checkEmail({ emailVerifiedAt }, hasMail);
    await factorPolicy.requireFactor(accountId);
    const now = clock.now();
    const endsAt = role.needsSecondPerson ? null : new Date(now + minutes * MINUTE_MS);
    const held: HeldRoleDoc = {
      _id: newId(),
      tenantId: PUBLIC_TENANT,
      accountId,
      sessionId: actor.sessionId,
      role: name,
      reason,
      minutes,
      requestedAt: new Date(now),
      endsAt,
      approvedById: null,
      expiresAt: endsAt ?? new Date(now + limits.roleApprovalMs),
    };
    await this.#release(actor, accountId);
    const after = { role: name, minutes };
    const entry = audit.entry(by(actor, accountId), { action: 'role_taken', targetId: held._id, reason, after });
    await store.hold(held, entry);
    return this.#present(held, [role]);
  }

  async leave(actor: Actor): Promise<void> {
    await this.#release(actor, (await this.#parts.accounts.accountOf(actor)).id);
  }

  async #release(actor: Actor, accountId: string): Promise<void> {
    const { store, audit } = this.#parts;
    const held = await store.heldBy(actor.sessionId);
    if (!held) return;
    const left = { targetId: held._id, before: { role: held.role } };
    await store.release(held, audit.entry(by(actor, accountId), { action: 'role_left', ...left }));
  }

  /** @throws NotFoundError if nobody waits for it, or it is the actor's own; ForbiddenError `second_factor_needed` */
  async approve(actor: Actor, heldRoleId: string, password: string): Promise<void> {
    const { store, accounts, factorPolicy, audit, clock } = this.#parts;
    const { _id: accountId } = await accounts.confirmPassword(actor, password);
    await factorPolicy.requireFactor(accountId);
    const names = await store.rolesOf(accountId);
    const waiting = (await store.waiting([...names], accountId)).find(({ _id }) => _id === heldRoleId);
    if (!waiting) throw nobodyWaits();
    const endsAt = new Date(clock.now() + waiting.minutes * MINUTE_MS);
    const after = { role: waiting.role, personId: waiting.accountId };
    const entry = audit.entry(by(actor, accountId), { action: 'role_approved', targetId: heldRoleId, after });
    if (!(await store.begin(heldRoleId, accountId, endsAt, entry))) throw nobodyWaits();
  }

  /** @throws ForbiddenError `role_needed` unless the session holds a role with the permission; `second_factor_needed` */
  async require(actor: Actor, permission: Permission): Promise<Acting> {
    const { accountId, permissions } = await this.#holding(actor, permission);
    const recheck = async () => void (await this.#holding(actor, permission));
    return { ...by(actor, accountId), permissions, recheck };
  }

  async #holding(actor: Actor, permission: Permission): Promise<Pick<Acting, 'accountId' | 'permissions'>> {
    const held = await this.#parts.store.heldBy(actor.sessionId);
    if (!held?.endsAt) throw roleNeeded();
    const [role, names] = await Promise.all([
      this.#parts.store.role(held.role),
      this.#parts.store.rolesOf(held.accountId),
    ]);
    if (!role?.permissions.includes(permission) || !names.has(held.role)) throw roleNeeded();
    await this.#parts.factorPolicy.requireFactor(held.accountId);
    return { accountId: held.accountId, permissions: role.permissions };
  }

  async #given(accountId: string, name: string): Promise<Role> {
    const [role, names] = await Promise.all([this.#parts.store.role(name), this.#parts.store.rolesOf(accountId)]);
    if (role && names.has(name)) return role;
    throw new ForbiddenError('role_not_given', 'No group of yours gives this role. Ask another operator.');
  }

  async #present(held: HeldRoleDoc, roles: readonly Role[]): Promise<HeldRole> {
    const people = await this.#parts.profiles.summaries(PUBLIC_TENANT, [held.accountId]);
    const person = people.get(held.accountId);
    const role = roles.find(({ name }) => name === held.role);
    if (!person || !role) throw new NotFoundError('This role no longer exists.');
    return {
      id: held._id,
      role,
      reason: held.reason,
      person,
      state: held.endsAt ? 'held' : 'waiting',
      minutes: held.minutes,
      requestedAt: held.requestedAt.toISOString(),
      endsAt: held.endsAt?.toISOString() ?? null,
    };
  }
}

function by({ sessionId, address }: Actor, accountId: string) {
  return { accountId, sessionId, address };
}

function nobodyWaits(): NotFoundError {
  return new NotFoundError('Nobody waits for this. It may have expired.');
}

function roleNeeded(): ForbiddenError {
  return new ForbiddenError('role_needed', 'This needs a role that you do not hold now. Take one in the portal.');
}
