/** The tokens of a directory: made by people who may manage it, shown once, and ended with that right. */
import type { Model } from 'mongoose';
import { type AuditTrail, carrying, type NewAuditEntry, type PendingAuditEntry } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { Capabilities, newToken } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { CreatedDirectoryToken, DirectoryToken } from '../protocol/directory.ts';
import { notAllowed, type TenantAccess, type TenantActor } from '../tenants/index.ts';
import type { DirectoryTokenDoc } from './token-model.ts';

/** Lets people, and scanners for leaked secrets, recognise a token. */
const PREFIX = 'meshi_scim_';
/** Steps in which the last use is stored, so that not every request writes. */
const USE_STEP_MS = MINUTE_MS;

export interface TokenServiceOptions {
  tokens: Model<DirectoryTokenDoc>;
  access: TenantAccess;
  audit: AuditTrail;
  profiles: Pick<ProfileService, 'summaries'>;
  quotas: Quotas;
  clock: Clock;
  limits: { directoryTokensPerTenant: number };
}

/** A directory that makes a request. */
export interface DirectoryCaller {
  tenantId: string;
  tokenId: string;
  /** Throws unless the token still works. Call it right before a change: it may have been disabled meanwhile. */
  recheck(): Promise<void>;
}

export class TokenService {
  readonly #parts: TokenServiceOptions;
  readonly #capabilities: Capabilities<DirectoryTokenDoc>;

  constructor(parts: TokenServiceOptions) {
    this.#parts = parts;
    const { tokens: docs, access, clock } = parts;
    const holds = ({ tenantId, createdById: personId, isEnabled }: DirectoryTokenDoc) =>
      isEnabled ? access.isAllowed({ tenantId, personId }, 'organisation:manage_directory') : Promise.resolve(false);
    this.#capabilities = new Capabilities({ docs, clock, holds });
  }

  /** Oldest first. The caller has checked the permission. */
  async list(tenantId: string): Promise<DirectoryToken[]> {
    const found = await this.#parts.tokens
      .find({ tenantId })
      .sort({ createdAt: 1, _id: 1 })
      .lean<DirectoryTokenDoc[]>();
    return this.#present(tenantId, found);
  }

  /** @throws ForbiddenError, ConflictError `too_many_directory_tokens` */
  async create(actor: Actor, name: string): Promise<CreatedDirectoryToken> {
    const { quotas, clock, limits, tokens, audit } = this.#parts;
    const { tenantId, personId } = actor;
    const by = await this.#require(actor);
    const { token, tokenHash } = newToken();
    const createdAt = clock.date();
    const fields = { tokenHash, isEnabled: true, createdById: personId, createdAt, lastUsedAt: null };
    const doc: DirectoryTokenDoc = { _id: newId(), tenantId, name, ...fields };
    const entry = this.#entry(actor, by, { action: 'directory_token_created', targetId: doc._id });
    const spending = {
      write: () => this.#capabilities.add(carrying(doc, [entry])),
      undo: () => this.#capabilities.remove(doc),
    };
    const count = () => tokens.countDocuments({ tenantId }).exec();
    const quota = { count, max: limits.directoryTokensPerTenant, error: tooManyTokens };
    if (!(await quotas.spend([`directory-tokens:${tenantId}`], spending, [quota]))) throw notAllowed();
    await audit.settle(tokens, [entry]);
    return { ...(await this.#presentOne(doc)), secret: PREFIX + token };
  }

  /** Disables a token, or enables it again. Idempotent. @throws NotFoundError, ForbiddenError */
  async setState(actor: Actor, tokenId: string, isEnabled: boolean): Promise<DirectoryToken> {
    const { tokens, audit } = this.#parts;
    const by = await this.#require(actor);
    const filter = { _id: tokenId, tenantId: actor.tenantId };
    const facts = { before: { isActive: !isEnabled }, after: { isActive: isEnabled } };
    const entry = this.#entry(actor, by, { action: 'directory_token_changed', targetId: tokenId, ...facts });
    await audit.update(tokens, { ...filter, isEnabled: !isEnabled }, { $set: { isEnabled } }, entry);
    const doc = await tokens.findOne(filter).lean<DirectoryTokenDoc>();
    if (!doc) throw noSuchToken();
    return this.#presentOne(doc);
  }

  /** @throws NotFoundError, ForbiddenError, ConflictError `token_enabled` */
  async remove(actor: Actor, tokenId: string): Promise<void> {
    const { tokens, audit } = this.#parts;
    const by = await this.#require(actor);
    const filter = { _id: tokenId, tenantId: actor.tenantId };
    const entry = this.#entry(actor, by, { action: 'directory_token_removed', targetId: tokenId });
    if (await audit.delete(tokens, { ...filter, isEnabled: false }, { $set: { tokenHash: tokenId } }, entry)) return;
    if ((await tokens.exists(filter)) === null) throw noSuchToken();
    throw new ConflictError('token_enabled', 'This token is enabled. Disable it, then remove it.');
  }

  /** The directory that a secret belongs to. @throws UnauthenticatedError `token_invalid` */
  async authenticate(secret: string): Promise<DirectoryCaller> {
    const found = secret.startsWith(PREFIX) && (await this.#capabilities.find(secret.slice(PREFIX.length)));
    if (!found) throw invalidToken();
    const { _id: tokenId, tenantId } = found;
    await this.#noteUse(found);
    return { tenantId, tokenId, recheck: () => this.#recheck(secret) };
  }

  /** Ends the tokens of those of these people who may no longer manage the directory: they stay disabled if the right comes back. */
  async endUnheld(tenantId: string, personIds: readonly string[]): Promise<void> {
    const { tokens, access } = this.#parts;
    const makers = await tokens.distinct('createdById', { tenantId, createdById: trusted({ $in: personIds }) });
    for (const personId of makers) {
      if (await access.isAllowed({ tenantId, personId }, 'organisation:manage_directory')) continue;
      // Without an entry: they end with the right of the person, whose change has one.
      await tokens.updateMany({ tenantId, createdById: personId }, { $set: { isEnabled: false } });
    }
  }

  async #recheck(secret: string): Promise<void> {
    if (!(await this.#capabilities.find(secret.slice(PREFIX.length)))) throw invalidToken();
  }

  async #noteUse({ _id, tenantId, lastUsedAt }: DirectoryTokenDoc): Promise<void> {
    const now = this.#parts.clock.date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < USE_STEP_MS) return;
    await this.#parts.tokens.updateOne({ _id, tenantId }, { $set: { lastUsedAt: now } });
  }

  #require(actor: Actor): Promise<TenantActor> {
    return this.#parts.access.requirePermission(actor, 'organisation:manage_directory');
  }

  #entry<Action extends `directory_token_${'created' | 'changed' | 'removed'}`>(
    actor: Actor,
    { role }: TenantActor,
    facts: Pick<NewAuditEntry<Action>, 'action' | 'targetId' | 'before' | 'after'>,
  ): PendingAuditEntry {
    return this.#parts.audit.entry({ chain: actor.tenantId, actor, as: role, ...facts });
  }

  async #presentOne(doc: DirectoryTokenDoc): Promise<DirectoryToken> {
    const [shown] = await this.#present(doc.tenantId, [doc]);
    if (!shown) throw noSuchToken();
    return shown;
  }

  async #present(tenantId: string, docs: readonly DirectoryTokenDoc[]): Promise<DirectoryToken[]> {
    const makers = docs.map(({ createdById }) => createdById);
    const people = await this.#parts.profiles.summaries(tenantId, makers);
    return docs.flatMap(({ _id: id, name, isEnabled, createdById, createdAt, lastUsedAt }) => {
      const createdBy = people.get(createdById);
      const times = { createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
      return createdBy ? [{ id, name, isEnabled, createdBy, ...times }] : [];
    });
  }
}

function invalidToken(): UnauthenticatedError {
  return new UnauthenticatedError('token_invalid', 'The token is not valid on this server, or is disabled.');
}

function noSuchToken(): NotFoundError {
  return new NotFoundError('There is no token with this ID. It may have been removed.');
}

function tooManyTokens(max: number): ConflictError {
  const message = `An organisation can have ${max} tokens for its directory. Remove one first.` as const;
  return new ConflictError('too_many_directory_tokens', message, { max });
}
