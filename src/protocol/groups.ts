/** Groups of an organisation: people who get permission sets together, for the organisation or for one of its communities. */
import { z } from 'zod';
import { idSchema, pageSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { groupPermissionSchema, scopeOf } from './permissions.ts';
import { profileSummarySchema } from './profiles.ts';
import { lineSchema } from './text-schemas.ts';

/** What a permission set can be given for. */
export const setScopeSchema = z.enum(['organisation', 'community']);
export type SetScope = z.infer<typeof setScopeSchema>;

export const permissionSetSchema = z.object({
  /** `admin`, `auditor` or `moderator` for the built-in sets. */
  id: idSchema,
  /** The name that the organisation gave it; of a built-in set, its id. */
  name: z.string(),
  /** Whether every organisation has this set. It cannot be removed. */
  isBuiltIn: z.boolean(),
  scope: setScopeSchema,
  permissions: z.array(groupPermissionSchema),
});
export type PermissionSet = z.infer<typeof permissionSetSchema>;

export const newPermissionSetSchema = z
  .object({
    name: lineSchema(wireLimits.groupNameChars),
    scope: setScopeSchema,
    permissions: z.array(groupPermissionSchema).min(1).max(wireLimits.permissionsPerSet),
  })
  .refine(({ scope, permissions }) => permissions.every((permission) => scopeOf(permission) === scope), {
    path: ['permissions'],
    message: 'expected permissions of the scope',
  });
export type NewPermissionSet = z.infer<typeof newPermissionSetSchema>;

/** A set that a group gives: for the organisation, or for one community. */
export const groupGrantSchema = z.object({
  setId: idSchema,
  /** Null for a set of the organisation. */
  communityId: idSchema.nullable().default(null),
});
export type GroupGrantInput = z.infer<typeof groupGrantSchema>;

/** Who keeps the people of a group: its managers by hand, or a directory through single sign-on or SCIM. */
export const groupKeeperSchema = z.enum(['hand', 'sign_on', 'scim']);
export type GroupKeeper = z.infer<typeof groupKeeperSchema>;

export const tenantGroupSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** The name of the group in the directory; null for a group that is kept by hand. */
  externalName: z.string().nullable(),
  keptBy: groupKeeperSchema,
  grants: z.array(
    z.object({
      setId: idSchema,
      communityId: idSchema.nullable(),
      /** Null for a set of the organisation, and for a community that the reader cannot see. */
      communityName: z.string().nullable(),
    }),
  ),
  peopleCount: z.number().int(),
});
export type TenantGroup = z.infer<typeof tenantGroupSchema>;

export const tenantGroupListSchema = z.object({
  items: z.array(tenantGroupSchema),
  /** The built-in sets first, then those of the organisation by name. */
  sets: z.array(permissionSetSchema),
});
export type TenantGroupList = z.infer<typeof tenantGroupListSchema>;

export const newTenantGroupSchema = z.object({
  name: lineSchema(wireLimits.groupNameChars),
  grants: z.array(groupGrantSchema).max(wireLimits.grantsPerGroup).default([]),
  /** The exact name of a group in the directory, which then keeps the people. Null: people are added by hand. */
  externalName: lineSchema(wireLimits.externalNameChars).nullable().default(null),
});
export type NewTenantGroup = z.infer<typeof newTenantGroupSchema>;

export const editTenantGroupSchema = newTenantGroupSchema.omit({ externalName: true });
export type EditTenantGroup = z.infer<typeof editTenantGroupSchema>;

export const groupPeoplePageSchema = pageSchema(profileSummarySchema);
