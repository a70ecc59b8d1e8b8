/** Memberships: maps accounts to their persons in tenants. A store below `accounts`, which needs it. */
import type { AuditTrail } from '../../audit/index.ts';
import { connectModels } from '../../database/models.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { tenantMembershipModel } from './membership-model.ts';
import { Memberships } from './memberships.ts';
import { tenantModel } from './tenant-model.ts';
import { TenantSearch } from './tenant-search.ts';
import { TenantStore } from './tenant-store.ts';

export type { Memberships } from './memberships.ts';
export type { TenantDoc } from './tenant-model.ts';
export type { TenantSearch } from './tenant-search.ts';
export { closureOf, publicTenant, type TenantStore, tenantRoleIn } from './tenant-store.ts';

const models = { tenants: tenantModel, memberships: tenantMembershipModel };

export function createMemberships({ kernel, audit }: { kernel: Kernel; audit: AuditTrail }) {
  const connected = connectModels(kernel.connection, models);
  const memberships = new Memberships({ memberships: connected.memberships, audit });
  const tenantStore = new TenantStore({ tenants: connected.tenants, memberships, audit });

  const tenantSearch = new TenantSearch({ tenants: connected.tenants });

  return defineFeature({ name: 'memberships', service: { memberships, tenantStore, tenantSearch }, models });
}
