/**
 * Erases a person from one tenant. Of each feature, first its hook does what takes more than one write, then the documents and
 * fields that its models declare in `personal` are deleted and replaced. Some minutes later all of it is repeated, for what a
 * request or job that was running at that moment has written since. Every step is idempotent.
 */
import type { Connection, mongo } from 'mongoose';
import { z } from 'zod';
import type { AuditTrail } from '../audit/index.ts';
import { type ModelDefinition, model } from '../database/models.ts';
import type { Identity, PersonalField } from '../database/personal-fields.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ErasureCounts, type ErasurePass } from '../kernel/erasure-counts.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Person } from '../kernel/person.ts';

/** Not a job of the person's organisation: it outlives the organisation, whose last member may be this person. */
const againJob = defineJob('accounts.erase_again', z.object({ ofTenantId: z.string(), personId: z.string() }));

export interface ErasureOptions {
  connection: Connection;
  hooks: Pick<Hooks, 'erase' | 'models'>;
  jobs: Pick<Jobs, 'schedule'>;
  clock: Clock;
  audit: Pick<AuditTrail, 'deleteMany'>;
  limits: { eraseAgainMs: number };
}

/** Whom to look for: an id or an address. `tenantId` is null for what is in all tenants. */
interface Named {
  names: Identity;
  id: string;
  tenantId: string | null;
}

export class Erasure {
  readonly #parts: ErasureOptions;

  constructor(parts: ErasureOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [
      againJob.handledBy(({ data: { ofTenantId, personId } }) => this.#eraseAgain({ tenantId: ofTenantId, personId })),
    ];
  }

  /** Erases the person, and counts what was deleted, anonymised and kept. */
  async erase({ tenantId, personId }: Person, counts: ErasureCounts): Promise<void> {
    const { jobs, clock, limits } = this.#parts;
    const found = await this.#count(named({ tenantId, personId }));
    await this.#erase({ tenantId, personId }, { counts, isRepeat: false });
    for (const [definition, before] of found) {
      const { kept, why } = await this.#kept(definition, named({ tenantId, personId }));
      const what = definition.collection;
      counts.add({ what, outcome: 'deleted', count: before.deleted - (why ? kept : 0) });
      counts.add({ what, outcome: 'anonymised', count: before.anonymised });
      counts.add({ what, outcome: 'kept', count: kept, ...why });
    }
    const dueAt = new Date(clock.now() + limits.eraseAgainMs);
    await jobs.schedule(againJob, {
      key: `${againJob.name}:${personId}`,
      tenantId: PUBLIC_TENANT,
      dueAt,
      data: { ofTenantId: tenantId, personId },
    });
  }

  /**
   * Removes an account from the documents of all tenants, and its e-mail address if it was proven: otherwise anyone could delete what
   * others have mailed to a stranger, such as an invitation.
   */
  async eraseAccount({ accountId, provenEmail }: { accountId: string; provenEmail: string | null }): Promise<void> {
    const models = this.#parts.hooks.models();
    await this.#sweep(models, { names: 'account', id: accountId, tenantId: null });
    if (provenEmail !== null) await this.#sweep(models, { names: 'email', id: provenEmail, tenantId: null });
  }

  #eraseAgain(person: Person): Promise<void> {
    return this.#erase(person, { counts: new ErasureCounts(), isRepeat: true });
  }

  async #erase(person: Person, pass: ErasurePass): Promise<void> {
    await this.#parts.hooks.erase(person, pass, (models) => this.#sweep(models, named(person)));
  }

  async #sweep(models: readonly ModelDefinition[], whom: Named): Promise<void> {
    await Promise.all(models.map((definition) => this.#sweepModel(definition, whom)));
  }

  async #sweepModel(definition: ModelDefinition, whom: Named): Promise<void> {
    const docs = this.#collection(definition);
    for (const [path, field] of fieldsNaming(definition, whom.names)) {
      const filter = filterOf(definition, path, whom);
      if (field.fate === 'deleted' && !field.byFeature) {
        await this.#delete(definition, field.except ? { ...filter, $nor: [field.except.filter] } : filter);
      }
      if (field.fate !== 'anonymised' || !field.update) continue;
      await docs.updateMany(filter, counted(definition, field.update(whom.id, path)));
    }
  }

  async #delete(definition: ModelDefinition, filter: Record<string, unknown>): Promise<void> {
    const { audit, connection } = this.#parts;
    if (definition.isAudited) await audit.deleteMany(model(connection, definition), filter);
    else await this.#collection(definition).deleteMany(filter);
  }

  /** The documents that will be deleted, and those that will name nobody, of each model that names the person. */
  async #count(whom: Named) {
    const counted = this.#parts.hooks.models().map(async (definition) => {
      const fields = fieldsNaming(definition, whom.names);
      const deleting = fields.filter(([, field]) => field.fate === 'deleted' && !field.byFeature);
      const replacing = fields.filter(([, field]) => field.fate === 'anonymised' && field.update);
      const isDeleted = deleting.map(([path]) => filterOf(definition, path, whom));
      const isReplaced = replacing.map(([path]) => filterOf(definition, path, whom));
      const stays = Object.fromEntries(deleting.map(([path]) => [path, { $ne: whom.id }]));
      const docs = this.#collection(definition);
      const [deleted, anonymised] = await Promise.all([
        isDeleted.length > 0 ? docs.countDocuments({ $or: isDeleted }) : 0,
        isReplaced.length > 0 ? docs.countDocuments({ ...stays, $or: isReplaced }) : 0,
      ]);
      return [definition, { deleted, anonymised }] as const;
    });
    return Promise.all(counted);
  }

  /** What is left of the person in a model, after the sweep; `why` is null if the model declares nothing that is kept. */
  async #kept(definition: ModelDefinition, whom: Named) {
    for (const [path, field] of fieldsNaming(definition, whom.names)) {
      const reason = field.fate === 'kept' ? field : field.fate === 'deleted' ? field.except : undefined;
      if (!reason) continue;
      const kept = await this.#collection(definition).countDocuments(filterOf(definition, path, whom));
      return { kept, why: { why: reason.why, howLong: reason.howLong } };
    }
    return { kept: 0, why: null };
  }

  #collection({ collection }: ModelDefinition) {
    return this.#parts.connection.collection<mongo.Document & { _id: string }>(collection);
  }
}

/** Removing an entry of a list counts as a change: otherwise a request that has read the list before writes the entry back. */
function counted({ schema }: ModelDefinition, update: object): object {
  const isCounted = '$pull' in update && schema.path('revision')?.instance === 'Number';
  return isCounted ? { ...update, $inc: { revision: 1 } } : update;
}

function named({ tenantId, personId }: Person): Named {
  return { names: 'person', id: personId, tenantId };
}

function fieldsNaming({ personal }: ModelDefinition, names: Identity) {
  return Object.entries(personal).filter(
    (entry): entry is [string, Extract<PersonalField, { names: Identity | null }>] =>
      'names' in entry[1] && entry[1].names === names,
  );
}

function filterOf({ schema }: ModelDefinition, path: string, { id, tenantId }: Named): Record<string, unknown> {
  const isOfTenant = tenantId !== null && schema.path('tenantId') !== undefined;
  return { ...(isOfTenant && { tenantId }), [path]: id };
}
