/** What owners do with the single sign-on of their organisation: set it up, switch it on, make it the only way in, remove it. */
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import type { Actor } from '../kernel/actor.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { AuditFacts } from '../protocol/audit.ts';
import type { SetSignOn, SignOnConnection, SignOnSettings } from '../protocol/sign-on.ts';
import type { TenantAccess, TenantActor } from '../tenants/index.ts';
import type { SignOnConnectionDoc } from './connection-model.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { OnlySignOn } from './only-sign-on.ts';
import type { Providers } from './provider/providers.ts';

export interface ConnectionServiceOptions {
  store: ConnectionStore;
  onlySignOn: OnlySignOn;
  providers: Pick<Providers, 'checkIssuer'>;
  access: TenantAccess;
  profiles: Pick<ProfileService, 'summaries'>;
  audit: Pick<AuditTrail, 'entry'>;
  publicUrl: () => string;
}

export class ConnectionService {
  readonly #parts: ConnectionServiceOptions;

  constructor(parts: ConnectionServiceOptions) {
    this.#parts = parts;
  }

  /** @throws ForbiddenError unless the actor is an owner */
  async get(actor: Actor): Promise<SignOnSettings> {
    return this.#present(await this.#owner(actor));
  }

  /**
   * Another issuer or client makes the connection untested, switches it off and ends the sessions of the former one. A new secret
   * does not: a secret that expires must be replaced while people sign in.
   * @throws InvalidInputError `issuer_refused`, ConflictError `sign_on_is_required`
   */
  async set(actor: Actor, input: SetSignOn): Promise<SignOnSettings> {
    const owner = await this.#owner(actor);
    this.#parts.providers.checkIssuer(input.issuer);
    checkDomains(input.domains, owner.tenant.domains);
    const current = await this.#parts.store.find(actor.tenantId);
    if (current) await this.#edit(actor, owner, current, input);
    else await this.#insert(actor, owner, input);
    return this.#present(owner);
  }

  /** @throws NotFoundError `no_sign_on`, ConflictError `sign_on_untested`, `sign_on_is_required` */
  async activate(actor: Actor, isActive: boolean): Promise<SignOnSettings> {
    const owner = await this.#owner(actor);
    const current = await this.find(actor.tenantId);
    if (current.isActive === isActive) return this.#present(owner);
    if (isActive && !current.testedAt) throw untested();
    const entry = this.#entry(actor, owner, 'sign_on_switched', { isActive: current.isActive }, { isActive });
    const condition = {
      isRequired: false,
      revision: current.revision,
      ...(isActive && { testedAt: current.testedAt }),
    };
    await this.#parts.onlySignOn.changing(actor.tenantId, async () => {
      if (!(await this.#parts.store.change(actor.tenantId, condition, { isActive }, entry))) throw isNeeded();
    });
    return this.#present(owner);
  }

  /**
   * @throws NotFoundError `no_sign_on`, ConflictError `sign_on_untested` if it is not switched on, `no_break_glass` if none of the
   * people is an owner with a second factor
   */
  async require(
    actor: Actor,
    { isRequired, breakGlassIds }: { isRequired: boolean; breakGlassIds: string[] },
  ): Promise<SignOnSettings> {
    const owner = await this.#owner(actor);
    const current = await this.find(actor.tenantId);
    if (isRequired && !current.isActive) throw untested();
    const chosen = await this.#parts.onlySignOn.glassBreakers(actor.tenantId, [...new Set(breakGlassIds)]);
    if (isRequired && chosen.length === 0) throw noBreakGlass();
    const entry = this.#entry(
      actor,
      owner,
      'sign_on_required_set',
      { isRequired: current.isRequired, breakGlass: current.breakGlassIds.length },
      { isRequired, breakGlass: chosen.length },
    );
    const condition = isRequired ? { isActive: true } : {};
    await this.#parts.onlySignOn.changing(actor.tenantId, async () => {
      const change = { isRequired, breakGlassIds: chosen };
      if (!(await this.#parts.store.change(actor.tenantId, condition, change, entry))) throw untested();
    });
    return this.#present(owner);
  }

  /** Idempotent. @throws ConflictError `sign_on_is_required` */
  async remove(actor: Actor): Promise<SignOnSettings> {
    const owner = await this.#owner(actor);
    if (!(await this.#parts.store.find(actor.tenantId))) return this.#present(owner);
    const entry = this.#entry(actor, owner, 'sign_on_removed');
    await this.#parts.onlySignOn.changing(actor.tenantId, async () => {
      if (!(await this.#parts.store.remove(actor.tenantId, entry))) throw isNeeded();
    });
    return this.#present(owner);
  }

  /** Notes that an owner has signed in at the provider. Returns whether the connection is still the one that was tested. */
  async noteTest(actor: Actor, revision: string, testedAt: Date): Promise<boolean> {
    const owner = await this.#owner(actor);
    const entry = this.#entry(actor, owner, 'sign_on_tested');
    return this.#parts.store.change(actor.tenantId, { revision }, { testedAt }, entry);
  }

  /** The connection of an organisation. @throws NotFoundError `no_sign_on` */
  async find(tenantId: string): Promise<SignOnConnectionDoc> {
    const found = await this.#parts.store.find(tenantId);
    if (!found) throw noSignOn();
    return found;
  }

  /** To be registered at the provider. Of each organisation another one, so that no provider can answer for another. */
  redirectUri(tenantId: string): string {
    return `${this.#parts.publicUrl()}/sign-on/${tenantId}`;
  }

  /** Where the provider can tell that somebody has signed out. */
  logoutUri(tenantId: string): string {
    return `${this.redirectUri(tenantId)}/back-channel-logout`;
  }

  #owner(actor: Actor): Promise<TenantActor> {
    return this.#parts.access.requirePermission(actor, 'organisation:manage_sign_on');
  }

  async #insert(actor: Actor, owner: TenantActor, { clientSecret, ...input }: SetSignOn): Promise<void> {
    if (!clientSecret) throw secretMissing();
    const { store } = this.#parts;
    const { tenantId } = actor;
    const entry = this.#entry(actor, owner, 'sign_on_set_up', {}, factsOf(null, { ...input, clientSecret }));
    const state = { testedAt: null, isActive: false, isRequired: false, breakGlassIds: [] };
    const sealedSecret = store.seal(tenantId, clientSecret);
    const connection = { ...input, _id: tenantId, tenantId, sealedSecret, revision: newId(), ...state };
    if (await store.insert(connection, entry)) return;
    // Another owner was first: what this one typed must not silently replace it.
    throw new ConflictError('sign_on_untested', 'Another owner has just set this up. Read the settings again.');
  }

  async #edit(actor: Actor, owner: TenantActor, current: SignOnConnectionDoc, input: SetSignOn): Promise<void> {
    const { store, onlySignOn } = this.#parts;
    const { tenantId } = actor;
    const { clientSecret, ...fields } = input;
    const isOther = input.issuer !== current.issuer || input.clientId !== current.clientId;
    // The secret of one client is never sent to another provider.
    if (isOther && !clientSecret) throw secretMissing();
    if (isOther && current.isRequired) throw isNeeded();
    const change: Partial<SignOnConnectionDoc> = {
      ...fields,
      ...(clientSecret && { sealedSecret: store.seal(tenantId, clientSecret), revision: newId() }),
      ...(isOther && { testedAt: null, isActive: false }),
    };
    const entry = this.#entry(actor, owner, 'sign_on_set_up', {}, factsOf(current, input));
    const condition = { revision: current.revision, ...(isOther && { isRequired: false }) };
    await onlySignOn.changing(tenantId, async () => {
      if (!(await store.change(tenantId, condition, change, entry))) throw isNeeded();
    });
  }

  async #present({ tenant }: TenantActor): Promise<SignOnSettings> {
    const { store, profiles, onlySignOn } = this.#parts;
    const { _id: tenantId, ownerIds } = tenant;
    const [connection, people] = await Promise.all([store.find(tenantId), profiles.summaries(tenantId, ownerIds)]);
    const owners = await Promise.all(
      ownerIds.flatMap((personId) => {
        const person = people.get(personId);
        const hasFactor = () => onlySignOn.hasSecondFactor({ tenantId, personId });
        return person ? [hasFactor().then((hasSecondFactor) => ({ person, hasSecondFactor }))] : [];
      }),
    );
    const uris = { redirectUri: this.redirectUri(tenantId), logoutUri: this.logoutUri(tenantId) };
    return { ...uris, connection: connection && toConnection(connection), owners };
  }

  #entry<Action extends ConnectionAction>(
    actor: Actor,
    { role }: TenantActor,
    action: Action,
    before: AuditFacts<Action> = {},
    after: AuditFacts<Action> = {},
  ): PendingAuditEntry {
    const { tenantId } = actor;
    return this.#parts.audit.entry({ chain: tenantId, actor, as: role, action, targetId: tenantId, before, after });
  }
}

type ConnectionAction =
  | 'sign_on_set_up'
  | 'sign_on_tested'
  | 'sign_on_switched'
  | 'sign_on_required_set'
  | 'sign_on_removed';

function toConnection(connection: SignOnConnectionDoc): SignOnConnection {
  const { issuer, clientId, groupsClaim, domains, testedAt, isActive, isRequired, breakGlassIds } = connection;
  const shared = { issuer, clientId, groupsClaim, domains, isActive, isRequired, breakGlassIds };
  return { ...shared, testedAt: testedAt?.toISOString() ?? null };
}

/** What has changed, without the values: an address or a domain may name a person, and nobody may read a secret. */
function factsOf(current: SignOnConnectionDoc | null, input: SetSignOn): AuditFacts<'sign_on_set_up'> {
  const { issuer, clientId, clientSecret, groupsClaim, domains } = input;
  return {
    ...(issuer !== current?.issuer && { issuer: 'changed' }),
    ...(clientId !== current?.clientId && { clientId: 'changed' }),
    ...(clientSecret !== undefined && { secret: 'changed' }),
    ...(groupsClaim !== (current?.groupsClaim ?? null) && { groupsClaim: 'changed' }),
    domains: domains.length,
  };
}

function checkDomains(wanted: readonly string[], verified: readonly string[]): void {
  if (wanted.every((domain) => verified.includes(domain))) return;
  throw new InvalidInputError('Choose domains that the organisation has verified.', {
    problems: [{ path: 'body.domains', expected: 'verified domains of the organisation' }],
  });
}

function secretMissing(): InvalidInputError {
  return new InvalidInputError('Enter the client secret of this client.', {
    problems: [{ path: 'body.clientSecret', expected: 'the client secret', problem: 'required' }],
  });
}

export function noSignOn(): NotFoundError {
  return new NotFoundError('no_sign_on', 'This organisation has no single sign-on. Sign in to Meshi itself.');
}

function untested(): ConflictError {
  return new ConflictError('sign_on_untested', 'Test the connection and switch it on first.');
}

function isNeeded(): ConflictError {
  return new ConflictError(
    'sign_on_is_required',
    'Members can enter only by single sign-on, or another owner has just changed it. Let other ways in first.',
  );
}

function noBreakGlass(): ConflictError {
  return new ConflictError(
    'no_break_glass',
    'Choose at least one owner with a second factor who can enter without the identity provider.',
  );
}
