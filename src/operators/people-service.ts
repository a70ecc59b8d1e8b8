/** What operators see of accounts, and what they do to them. They never see conversations. */
import type {
  AccountDeletion,
  AccountService,
  FactorPolicy,
  FactorResets,
  PasswordResetService,
  SessionService,
  SuspensionLetters,
  Suspensions,
} from '../accounts/index.ts';
import type { PageQuery } from '../database/page.ts';
import { type Acting, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, InvalidInputError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import { normalizeEmail } from '../protocol/email.ts';
import type { OperatedPerson, Suspend, Suspension } from '../protocol/operators.ts';
import type { ReportDesk } from '../reports/index.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import type { OperatorAudit } from './operator-audit.ts';
import { accountsWith } from './operator-rules.ts';
import type { OperatorStore } from './operator-store.ts';
import type { SuspensionList } from './suspension-list.ts';

export interface PeopleServiceOptions {
  store: OperatorStore;
  audit: OperatorAudit;
  accountDeletion: Pick<AccountDeletion, 'deleteFor'>;
  accounts: Pick<AccountService, 'endSessions' | 'exists' | 'findAccount' | 'findByEmail'>;
  factorPolicy: Pick<FactorPolicy, 'hasFactor'>;
  factorResets: Pick<FactorResets, 'find' | 'schedule' | 'withdraw'>;
  notifications: Pick<NotificationService, 'notify'>;
  suspensions: Pick<Suspensions, 'find' | 'store'>;
  suspended: Pick<SuspensionList, 'end'>;
  suspensionLetters: Pick<SuspensionLetters, 'suspended'>;
  sessions: Pick<SessionService, 'list'>;
  passwordResets: Pick<PasswordResetService, 'request'>;
  memberships: Pick<Memberships, 'personsOfAccount'>;
  profiles: Pick<ProfileService, 'search' | 'summaries'>;
  reportDesk: Pick<ReportDesk, 'countAbout'>;
  hooks: Pick<Hooks, 'suspend'>;
  clock: Clock;
  limits: Pick<Limits, 'factorResetMs'>;
}

export class PeopleService {
  readonly #parts: PeopleServiceOptions;

  constructor(parts: PeopleServiceOptions) {
    this.#parts = parts;
  }

  /** By a whole e-mail address, an id, or a part of the name or handle. */
  async find({ q, ...query }: PageQuery & { q: string }): Promise<Page<OperatedPerson>> {
    const exact = await this.#findExactly(q);
    if (exact) return { items: [await this.get(exact)], nextCursor: null };
    const { items, nextCursor } = await this.#parts.profiles.search(PUBLIC_TENANT, { q, ...query });
    return { items: await Promise.all(items.map(({ id }) => this.get(id))), nextCursor };
  }

  /** @throws NotFoundError */
  async get(accountId: string): Promise<OperatedPerson> {
    const { accounts, factorPolicy, factorResets, memberships, profiles, reportDesk, sessions, suspensions } =
      this.#parts;
    const account = await accounts.findAccount(accountId);
    const person = { tenantId: PUBLIC_TENANT, personId: accountId };
    const [persons, devices, people, reports, suspension, hasSecondFactor, reset] = await Promise.all([
      memberships.personsOfAccount(accountId),
      sessions.list({ ...person, sessionId: '' }),
      profiles.summaries(PUBLIC_TENANT, [accountId]),
      reportDesk.countAbout(accountId),
      suspensions.find(accountId),
      factorPolicy.hasFactor(accountId),
      factorResets.find(accountId),
    ]);
    const summary = people.get(accountId);
    // `summaries` has a placeholder for every id.
    if (!summary) throw new Error('a summary is missing');
    return {
      person: summary,
      email: account.email,
      isEmailVerified: Boolean(account.emailVerifiedAt),
      createdAt: account.createdAt.toISOString(),
      lastUsedAt: devices[0]?.lastUsedAt ?? null,
      sessions: devices.length,
      organisations: persons.filter(({ tenantId }) => tenantId !== PUBLIC_TENANT).length,
      reports,
      suspension: suspension && (await this.#suspensionOf(suspension)),
      hasSecondFactor,
      factorResetAt: reset?.dueAt.toISOString() ?? null,
    };
  }

  /** @throws NotFoundError, InvalidInputError `time_passed`, ConflictError `operator_protected` */
  async suspend(acting: Acting, accountId: string, { reason, until }: Suspend): Promise<OperatedPerson> {
    const { accounts, audit, suspensions, suspensionLetters, clock } = this.#parts;
    const end = until === null ? null : new Date(until);
    if (end && end.getTime() <= clock.now())
      throw new InvalidInputError('time_passed', 'until: expected a later time.');
    const account = await accounts.findAccount(accountId);
    await this.#checkTarget(acting, accountId);
    await acting.recheck();
    // The suspension first: a sign-in at the same moment sees it, or its session ends below.
    const after = { until };
    const entry = audit.entry(acting, { action: 'account_suspended', targetId: accountId, reason, after });
    await suspensions.store(
      { id: accountId, email: account.email },
      { until: end, reason, byId: acting.accountId },
      entry,
    );
    await accounts.endSessions(accountId, { reason: 'suspended' });
    await this.#withdraw(accountId);
    await suspensionLetters.suspended(account);
    return this.get(accountId);
  }

  /** @throws NotFoundError */
  async unsuspend(acting: Acting, accountId: string, reason: string): Promise<OperatedPerson> {
    await this.#parts.accounts.findAccount(accountId);
    await this.#parts.suspended.end(acting, accountId, reason);
    return this.get(accountId);
  }

  /** @throws NotFoundError, ConflictError `operator_protected` */
  async endSessions(acting: Acting, accountId: string, reason: string): Promise<OperatedPerson> {
    const { accounts, audit } = this.#parts;
    await accounts.findAccount(accountId);
    await this.#checkTarget(acting, accountId);
    await acting.recheck();
    const entry = audit.entry(acting, { action: 'account_sessions_ended', targetId: accountId, reason });
    await accounts.endSessions(accountId, { entry });
    return this.get(accountId);
  }

  /** @throws NotFoundError, UnavailableError `no_mail` */
  async sendReset(acting: Acting, accountId: string, reason: string): Promise<void> {
    const { accounts, audit, passwordResets } = this.#parts;
    const { email } = await accounts.findAccount(accountId);
    await acting.recheck();
    // Nothing of the account changes until the link is used, which has an entry of its own.
    await audit.append(audit.entry(acting, { action: 'account_reset_sent', targetId: accountId, reason }));
    await passwordResets.request(email);
  }

  /**
   * Removes the second factors after a delay. The person is told by a letter and on every device, and can prevent it.
   * @throws NotFoundError, ConflictError `operator_protected`, `no_second_factor`, ForbiddenError `email_unverified`, UnavailableError
   * `no_mail`
   */
  async resetFactors(acting: Acting, accountId: string, reason: string): Promise<OperatedPerson> {
    const { accounts, audit, factorResets, clock, limits } = this.#parts;
    const account = await accounts.findAccount(accountId);
    await this.#checkTarget(acting, accountId);
    await acting.recheck();
    const after = { dueAt: new Date(clock.now() + limits.factorResetMs).toISOString() };
    const entry = audit.entry(acting, { action: 'factor_reset_scheduled', targetId: accountId, reason, after });
    await this.#tellOfReset(accountId, await factorResets.schedule(account, entry));
    return this.get(accountId);
  }

  /** @throws NotFoundError */
  async keepFactors(acting: Acting, accountId: string, reason: string): Promise<OperatedPerson> {
    const { accounts, audit, factorResets } = this.#parts;
    await accounts.findAccount(accountId);
    await acting.recheck();
    const entry = audit.entry(acting, { action: 'factor_reset_withdrawn', targetId: accountId, reason });
    await factorResets.withdraw(accountId, entry);
    return this.get(accountId);
  }

  /** On the devices of every tenant, which may belong to the owner when the mailbox no longer does. */
  async #tellOfReset(accountId: string, dueAt: Date): Promise<void> {
    const { memberships, notifications } = this.#parts;
    for (const { tenantId, personId } of await memberships.personsOfAccount(accountId)) {
      const key = `factor-reset:${dueAt.toISOString()}`;
      const told = { kind: 'factor_reset', data: { at: dueAt.toISOString() }, byId: null } as const;
      await notifications.notify({ tenantId, personIds: [personId], key, ...told });
    }
  }

  /** @throws NotFoundError, ConflictError `operator_protected`, `last_owner` */
  async erase(acting: Acting, accountId: string, reason: string): Promise<void> {
    const { accounts, accountDeletion, audit } = this.#parts;
    await accounts.findAccount(accountId);
    await this.#checkTarget(acting, accountId);
    await acting.recheck();
    const entry = audit.entry(acting, { action: 'account_erased', targetId: accountId, reason });
    await accountDeletion.deleteFor(accountId, entry);
  }

  /** The ids of the actor's persons in all tenants: nobody handles what is about themselves. */
  async ownIds({ accountId }: Pick<Acting, 'accountId'>): Promise<string[]> {
    return (await this.#parts.memberships.personsOfAccount(accountId)).map(({ personId }) => personId);
  }

  async #findExactly(q: string): Promise<string | null> {
    const { accounts } = this.#parts;
    const email = normalizeEmail(q);
    if (email) return (await accounts.findByEmail(PUBLIC_TENANT, email))?.personId ?? null;
    return (await accounts.exists(q)) ? q : null;
  }

  /** Nobody acts on themselves, and only who manages the operators on another operator. */
  async #checkTarget({ accountId: actorId }: Acting, accountId: string): Promise<void> {
    if (accountId !== actorId && (await this.#mayActOn(accountId, actorId))) return;
    throw new ConflictError(
      'operator_protected',
      'You cannot do this to yourself, or to another operator. Ask somebody who manages the operators.',
    );
  }

  async #mayActOn(accountId: string, actorId: string): Promise<boolean> {
    const [groups, roles] = await Promise.all([this.#parts.store.groups(), this.#parts.store.roles()]);
    const isOperator = groups.some(({ accountIds }) => accountIds.includes(accountId));
    return !isOperator || accountsWith('operators:manage', groups, roles).has(actorId);
  }

  /** Ends what the person offers to others, in every tenant. */
  async #withdraw(accountId: string): Promise<void> {
    const persons = await this.#parts.memberships.personsOfAccount(accountId);
    for (const person of persons) await this.#parts.hooks.suspend(person);
  }

  async #suspensionOf({
    at,
    until,
    reason,
    byId,
  }: {
    at: Date;
    until: Date | null;
    reason: string;
    byId: string;
  }): Promise<Suspension> {
    const people = await this.#parts.profiles.summaries(PUBLIC_TENANT, [byId]);
    return { at: at.toISOString(), until: until?.toISOString() ?? null, reason, by: people.get(byId) ?? null };
  }
}
