/** Reads and writes the connections of organisations to their providers; each write is one atomic step. */
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import type { SealedTexts } from '../kernel/sealed-text.ts';
import type { SignOnConnectionDoc } from './connection-model.ts';
import type { ProviderClient } from './provider/providers.ts';

export interface ConnectionStoreOptions {
  connections: Model<SignOnConnectionDoc>;
  audit: AuditTrail;
  sealed: SealedTexts;
}

export class ConnectionStore {
  readonly #parts: ConnectionStoreOptions;

  constructor(parts: ConnectionStoreOptions) {
    this.#parts = parts;
  }

  find(tenantId: string): Promise<SignOnConnectionDoc | null> {
    return this.#parts.connections.findOne(keyOf(tenantId)).lean<SignOnConnectionDoc>().exec();
  }

  /** The connections that are switched on for a mail domain. At most 20. */
  activeOf(domain: string): Promise<SignOnConnectionDoc[]> {
    return this.#parts.connections
      .find({ domains: domain, isActive: true })
      .limit(20)
      .lean<SignOnConnectionDoc[]>()
      .exec();
  }

  insert(connection: SignOnConnectionDoc, entry: PendingAuditEntry): Promise<boolean> {
    return this.#parts.audit.insert(this.#parts.connections, connection, [entry]);
  }

  /** Changes the connection if it still matches; returns whether it did. */
  change(
    tenantId: string,
    condition: QueryFilter<SignOnConnectionDoc>,
    change: Partial<SignOnConnectionDoc>,
    entry: PendingAuditEntry,
  ): Promise<boolean> {
    const update: UpdateQuery<SignOnConnectionDoc> = { $set: change };
    return this.#parts.audit.update(this.#parts.connections, { ...keyOf(tenantId), ...condition }, update, entry);
  }

  /** Removes the connection unless members need it. Returns whether it did. */
  remove(tenantId: string, entry: PendingAuditEntry): Promise<boolean> {
    const { audit, connections } = this.#parts;
    const ending = { $set: { isActive: false, testedAt: null } };
    return audit.delete(connections, { ...keyOf(tenantId), isRequired: false }, ending, entry);
  }

  /** Stores an entry with the connection, which itself does not change. */
  note(tenantId: string, entry: PendingAuditEntry): Promise<boolean> {
    return this.#parts.audit.update(this.#parts.connections, keyOf(tenantId), {}, entry);
  }

  seal(tenantId: string, clientSecret: string): string {
    return this.#parts.sealed.seal(clientSecret, tenantId);
  }

  /** The client with its secret; null if the key of the server with which the secret was encrypted is no longer configured. */
  clientOf({ tenantId, issuer, clientId, sealedSecret, revision }: SignOnConnectionDoc): ProviderClient | null {
    const clientSecret = this.#parts.sealed.open(sealedSecret, tenantId);
    return clientSecret === null ? null : { issuer, clientId, clientSecret, revision };
  }
}

function keyOf(tenantId: string) {
  return { _id: tenantId, tenantId };
}
