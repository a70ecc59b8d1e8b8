/** The last step of the deletion of an organisation. */
import type { Connection } from 'mongoose';
import type { AuditTrail } from '../audit/index.ts';
import { type ModelDefinition, model } from '../database/models.ts';

export interface TenantSweepParts {
  connection: Connection;
  models: readonly ModelDefinition[];
  audit: Pick<AuditTrail, 'deleteMany'>;
}

/**
 * Removes the remaining documents of a tenant from all collections, after its people were erased. In a collection without
 * a `tenantId` field, the document whose `_id` is the tenant's id is removed.
 */
export async function sweepTenant({ connection, models, audit }: TenantSweepParts, tenantId: string) {
  const hasTenant = ({ schema }: ModelDefinition) => schema.path('tenantId') !== undefined;
  // First, because their entries may be appended to the chain of the tenant, which is deleted too. The organisation itself
  // is deleted last, together with an entry.
  for (const definition of models) {
    if (definition.isAudited && hasTenant(definition)) {
      await audit.deleteMany(model(connection, definition), { tenantId });
    }
  }
  for (const definition of models) {
    if (definition.isAudited) continue;
    const key = hasTenant(definition) ? 'tenantId' : '_id';
    const docs = connection.collection<{ _id: string; tenantId: string }>(definition.collection);
    await docs.deleteMany({ [key]: tenantId });
  }
}
