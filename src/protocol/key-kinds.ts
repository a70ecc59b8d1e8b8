/** The kinds of keys: whose they are, how their text begins, and what they may be allowed. */
import type { OrganisationPermission, Permission } from './permissions.ts';

interface KeyKind {
  /** Whose key it is. */
  scope: 'server' | 'organisation' | 'person';
  /** The second part of the key's text, as in `meshi_srv_…`. Null if the key never leaves the server. */
  prefix: string | null;
  /** What a key of this kind may be allowed. */
  permissions: readonly (Permission | OrganisationPermission)[];
  about: string;
}

/** The kinds of keys. */
export const keyKinds = {
  server: {
    scope: 'server',
    prefix: 'srv',
    permissions: ['people:read', 'reports:read', 'audit:read', 'server:read'],
    about: 'Programs of the operators read accounts, reports, the audit log and the state of the server with it.',
  },
  organisation: {
    scope: 'organisation',
    prefix: 'org',
    permissions: ['organisation:read_audit', 'organisation:manage_directory'],
    about:
      'Programs of an organisation read its audit log with it, and its directory (SCIM) keeps its people and groups.',
  },
  signing: {
    scope: 'server',
    prefix: null,
    permissions: [],
    about: 'The server signs access tokens and voice tickets with it.',
  },
  push: {
    scope: 'server',
    prefix: null,
    permissions: [],
    about: 'The server signs push messages with it (VAPID). Browsers subscribe to its public half.',
  },
  turn: {
    scope: 'server',
    prefix: 'trn',
    permissions: [],
    about: 'The server makes credentials of TURN servers with it. They know it, too.',
  },
} as const satisfies Readonly<Record<string, KeyKind>>;

export type KeyKindName = keyof typeof keyKinds;
/** The kinds of which the server uses one key at a time, until an operator replaces it. */
export const rotatedKinds = ['push', 'turn'] as const satisfies readonly KeyKindName[];
export type RotatedKind = (typeof rotatedKinds)[number];
/** A kind of key that a person makes and a program sends. */
export type ApiKeyKind = Exclude<KeyKindName, 'signing' | RotatedKind>;
export function isApiKind(kind: KeyKindName): kind is ApiKeyKind {
  return kind === 'server' || kind === 'organisation';
}

type PermissionOf<Kind extends ApiKeyKind> = (typeof keyKinds)[Kind]['permissions'][number];
/** What a key may be allowed. */
export type KeyPermission = PermissionOf<ApiKeyKind>;
/** The kind of key that a request accepts, and the permission that it needs. */
export type KeyNeed = { [Kind in ApiKeyKind]: { kind: Kind; permission: PermissionOf<Kind> } }[ApiKeyKind];

export function isPermissionOf<Kind extends ApiKeyKind>(
  kind: Kind,
  permission: KeyPermission,
): permission is PermissionOf<Kind> {
  return (keyKinds[kind].permissions as readonly KeyPermission[]).includes(permission);
}
