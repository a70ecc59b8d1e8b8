/** The kinds of keys: whose they are, how their text begins, and what they may be allowed. */
import type { Permission } from './permissions.ts';

interface KeyKind {
  /** Whose key it is. */
  scope: 'server' | 'organisation' | 'person';
  /** The second part of the key's text, as in `meshi_srv_…`. Null if the key never leaves the server. */
  prefix: string | null;
  /** What a key of this kind may be allowed. All of it only reads. */
  permissions: readonly Permission[];
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
    permissions: ['audit:read'],
    about: 'Programs of an organisation read its audit log with it.',
  },
  signing: {
    scope: 'server',
    prefix: null,
    permissions: [],
    about: 'The server signs access tokens and voice tickets with it.',
  },
} as const satisfies Readonly<Record<string, KeyKind>>;

export type KeyKindName = keyof typeof keyKinds;
/** A kind of key that a person makes and a program sends. */
export type ApiKeyKind = Exclude<KeyKindName, 'signing'>;
/** What a key of the server may be allowed. */
export type KeyPermission = (typeof keyKinds)['server']['permissions'][number];
