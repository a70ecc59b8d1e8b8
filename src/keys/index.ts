/** Keys for programs: of the server and of organisations. Each has a life that ends with deletion, see `store/key-life.ts`. */
import type { Suspensions } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KeyedHash } from '../kernel/keyed-hash.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { OperatorRights } from '../operators/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { isPermissionOf, type RotatedKind } from '../protocol/key-kinds.ts';
import type { TenantAccess } from '../tenants/index.ts';
import { ApiKeys } from './api-keys.ts';
import type { KeyRights } from './key-rights.ts';
import { keyRoutes } from './key-routes.ts';
import { KeyService, type KeyServiceOptions } from './key-service.ts';
import type { RotatedKeys } from './rotated/index.ts';
import { settingSecretsOf } from './setting-secrets.ts';
import type { KeyStore, KeyUses } from './store/index.ts';

export type { AdmittedKey, ApiKeys, KeyRequest } from './api-keys.ts';
export { KEY_BEGINNING } from './key-text.ts';

export interface KeysDeps {
  kernel: Kernel;
  audit: AuditTrail;
  /** The first key hashes; what was hashed with any of them is recognised. */
  tokenKeys: readonly TokenKey[];
  keyStore: KeyStore;
  keyUses: KeyUses;
  profiles: ProfileService;
  access: TenantAccess;
  operatorRights: OperatorRights;
  suspensions: Pick<Suspensions, 'isSuspended'>;
  rotatedKeys: Readonly<Record<RotatedKind, RotatedKeys>>;
  pushDevices: KeyServiceOptions['pushDevices'];
  hasVapidKeys: boolean;
}

export function createKeys(deps: KeysDeps) {
  const { kernel, audit, tokenKeys, keyStore: store, keyUses: uses, profiles, access, hasVapidKeys } = deps;
  const { config, events, quotas, limits } = kernel;
  const hash = new KeyedHash({ keys: tokenKeys, purpose: 'meshi:api-key' });
  const rights = keyRights(deps);
  const settingSecrets = settingSecretsOf({ config, tokenKeys, hasVapidKeys });
  const { rotatedKeys, pushDevices } = deps;
  const keys = new KeyService({ store, audit, hash, rotatedKeys, pushDevices, profiles, events, quotas, limits });
  const apiKeys = new ApiKeys({ store, uses, audit, hash, rights });
  return defineFeature({
    name: 'keys',
    service: { keys, apiKeys },
    routes: keyRoutes({ keys, access, rights, settingSecrets }),
    hooks: { onRightsChanged: ({ tenantId, personIds }) => apiKeys.endUnheld(tenantId, personIds) },
  });
}

function keyRights({ access, operatorRights, suspensions }: KeysDeps): KeyRights {
  const isFree = async (accountId: string) => !(await suspensions.isSuspended(accountId));
  return {
    server: async ({ personId }, permission) =>
      isPermissionOf('server', permission) &&
      (await operatorRights.canTake(personId, permission)) &&
      (await isFree(personId)),
    organisation: async (owner, permission) => {
      if (!isPermissionOf('organisation', permission)) return false;
      const accountId = await access.accountWith(owner, permission);
      return accountId !== null && (await isFree(accountId));
    },
  };
}
