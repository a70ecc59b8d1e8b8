/** Keys of the server and of organisations: what they are for, and the life that each of them has. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { type KeyKindName, type KeyPermission, keyKinds, rotatedKinds } from './key-kinds.ts';
import { wireLimits } from './limits.ts';
import { operatorReasonSchema } from './operators.ts';
import { profileSummarySchema } from './profiles.ts';
import { lineSchema } from './text-schemas.ts';

/** The header of an answer to a key, or to a token whose signing key, is in rehearsal. */
export const KEY_WARNING_HEADER = 'meshi-key-warning';

/**
 * `rehearsal`: it still works; every use is counted and answered with a warning, so that its owners learn what would fail.
 * `disabled`: every use is refused and counted. A deleted key is no longer listed.
 */
export const keyStateSchema = z.enum(['in_use', 'rehearsal', 'disabled']);
export type KeyState = z.infer<typeof keyStateSchema>;

const keyPermissionSchema = z.enum(
  Object.values(keyKinds).flatMap(({ permissions }) => [...permissions]) as [KeyPermission, ...KeyPermission[]],
);

export const keySchema = z.object({
  id: idSchema,
  kind: z.enum(Object.keys(keyKinds) as [KeyKindName, ...KeyKindName[]]),
  name: z.string(),
  permissions: z.array(keyPermissionSchema),
  /** Null if the server made it, or its maker was deleted. */
  madeBy: profileSummarySchema.nullable(),
  madeAt: timeSchema,
  /** The person whose right the key uses: who made it, or enabled it last. Null: the key no longer works. */
  owner: profileSummarySchema.nullable(),
  state: keyStateSchema,
  stateSince: timeSchema,
  /** Uses that were served. May lack those of the last seconds before a process was killed. */
  uses: z.number().int(),
  lastUsedAt: timeSchema.nullable(),
  /** The program, such as `curl/8`; empty if unknown. */
  lastUsedBy: z.string(),
  /** The network: 24 bits of an IPv4 address, 48 of an IPv6 address; empty if unknown. */
  lastUsedFrom: z.string(),
  /** Uses since the last rehearsal began, which a disabled key would have refused. Exact. */
  rehearsalUses: z.number().int(),
  /** Uses that were refused since it was disabled last. Exact. */
  refusedUses: z.number().int(),
  lastRefusedAt: timeSchema.nullable(),
  /** When it can be deleted, if nobody uses it until then. Null unless it is disabled. */
  deletableAt: timeSchema.nullable(),
  /** How many browsers are subscribed to it. Null unless its kind is `push`. */
  devices: z.number().int().nullable(),
});
export type Key = z.infer<typeof keySchema>;

export const keyListSchema = z.object({ items: z.array(keySchema) });

/** Secrets that the settings of the server give it. They are replaced in the settings, or moved to the keys of the server. */
export const settingSecretNames = ['TOKEN_SECRETS', 'KEYS_SECRET', 'TURN_SECRET', 'VAPID_KEYS'] as const;

export const settingSecretSchema = z.object({
  name: z.enum(settingSecretNames),
  /** How many values are in use: 0 if it is not set, more than 1 while a new one replaces an old one. */
  values: z.number().int(),
});
export type SettingSecret = z.infer<typeof settingSecretSchema>;

export const settingSecretsSchema = z.object({ items: z.array(settingSecretSchema) });

const newKeyFields = {
  name: lineSchema(wireLimits.keyNameChars),
  reason: operatorReasonSchema,
};
export const newServerKeySchema = z.object({
  ...newKeyFields,
  permissions: z.array(z.enum(keyKinds.server.permissions)).min(1).max(keyKinds.server.permissions.length),
});
export const newOrganisationKeySchema = z.object({
  ...newKeyFields,
  permissions: z.array(z.enum(keyKinds.organisation.permissions)).min(1).max(keyKinds.organisation.permissions.length),
});
export type NewKey = Omit<z.infer<typeof newServerKeySchema>, 'permissions'> & { permissions: KeyPermission[] };

/** `text` is what programs send. It is shown only here: the server stores a hash. */
export const madeKeySchema = z.object({ key: keySchema, text: z.string() });
export type MadeKey = z.infer<typeof madeKeySchema>;

/**
 * `new`: the server makes a key. One for push is used at once. One for TURN begins disabled: give its text to the TURN servers, then enable it.
 * `settings`: the key of the settings becomes one of the database, and the settings can go without it.
 */
export const nextKeySchema = z.object({
  kind: z.enum(rotatedKinds),
  from: z.enum(['new', 'settings']),
  reason: operatorReasonSchema,
});
export type NextKey = z.infer<typeof nextKeySchema>;

/** `text`: what TURN servers need. Shown only here, and null for other keys. */
export const nextKeyMadeSchema = z.object({ key: keySchema, text: z.string().nullable() });
export type NextKeyMade = z.infer<typeof nextKeyMadeSchema>;

export const keyActSchema = z.object({ reason: operatorReasonSchema });
