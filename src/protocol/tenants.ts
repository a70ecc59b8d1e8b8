/**
 * Tenants: separate spaces of organisations. An account can belong to several tenants, and is a different person in each, with
 * its own id and profile. Every account also belongs to the public tenant, `public`, which is not an organisation.
 */
import { z } from 'zod';
import { idSchema, languageSchema, timeSchema, timeZoneSchema } from './common.ts';
import { emailDomainSchema, emailSchema } from './email.ts';
import { wireLimits } from './limits.ts';
import { organisationPermissionSchema } from './permissions.ts';
import { handleSchema, profileSummarySchema } from './profiles.ts';
import { codeSchema, nameSchema, opaqueSchema, passwordTextSchema } from './text-schemas.ts';

/** A person's role in an organisation. In the public tenant everyone is a `member`. */
export const tenantRoleSchema = z.enum(['owner', 'admin', 'member']);
export type TenantRole = z.infer<typeof tenantRoleSchema>;

/** The name of an organisation in URLs, unique on the server. */
export const tenantSlugSchema = z
  .string()
  .overwrite((text) => text.trim().toLowerCase())
  .regex(/^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/, 'expected 3 to 32 letters a-z, digits or hyphens');

/** A tenant as members and invited people see it. The public tenant has no name and no slug. */
export const tenantSchema = z.object({ id: idSchema, name: z.string().nullable(), slug: z.string().nullable() });
export type Tenant = z.infer<typeof tenantSchema>;

/** The tenant of a session, and my role there. */
export const currentTenantSchema = tenantSchema.extend({
  role: tenantRoleSchema,
  /** When the organisation will be deleted, if an owner requested that; until then the deletion can be cancelled. */
  deleteAt: timeSchema.nullable(),
});
export type CurrentTenant = z.infer<typeof currentTenantSchema>;

/** A tenant that my account belongs to, and my profile there. */
export const tenantMembershipSchema = z.object({
  tenant: currentTenantSchema,
  person: profileSummarySchema,
  /** Whether this session is in it. */
  isCurrent: z.boolean(),
});
export type TenantMembership = z.infer<typeof tenantMembershipSchema>;
export const tenantMembershipListSchema = z.object({ items: z.array(tenantMembershipSchema) });

/** The first profile of a person who joins or creates an organisation. */
export const tenantEntrySchema = z.object({
  handle: handleSchema,
  displayName: nameSchema(wireLimits.displayNameChars),
  language: languageSchema.default('ja'),
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
});
export type TenantEntry = z.infer<typeof tenantEntrySchema>;

const tenantNameSchema = nameSchema(wireLimits.tenantNameChars);

export const createTenantSchema = tenantEntrySchema.extend({ name: tenantNameSchema, slug: tenantSlugSchema });
export type CreateTenant = z.infer<typeof createTenantSchema>;

export const editTenantSchema = z.object({ name: tenantNameSchema.optional(), slug: tenantSlugSchema.optional() });
export type EditTenant = z.infer<typeof editTenantSchema>;

function keptDaysSchema(min: number) {
  return z.number().int().min(min).max(wireLimits.retentionDaysMax).nullable();
}

/** For how many days an organisation keeps what its members write. Null: for ever. */
export const retentionSchema = z.object({
  /** Messages of matches, meals and channels. */
  messageDays: keptDaysSchema(wireLimits.retentionDaysMin),
  /** The text of rooms that are closed. */
  roomDays: keptDaysSchema(wireLimits.retentionDaysMin),
  /** The audit log. Null, or more than the server keeps: for as long as the server keeps it. */
  auditDays: keptDaysSchema(wireLimits.auditRetentionDaysMin),
});
export type Retention = z.infer<typeof retentionSchema>;

/** A shorter retention that has been asked for. Until `at` it can be cancelled, and nothing is deleted because of it. */
export const nextRetentionSchema = retentionSchema.extend({ at: timeSchema });
export type NextRetention = z.infer<typeof nextRetentionSchema>;

/** Operators have closed the organisation: it will be deleted, and its owners cannot take that back. */
export const tenantClosureSchema = z.object({ at: timeSchema, reason: z.string() });
export type TenantClosure = z.infer<typeof tenantClosureSchema>;

/** The organisation of the session, as every member sees it. */
export const tenantDetailsSchema = currentTenantSchema.extend({
  createdAt: timeSchema,
  memberCount: z.number().int(),
  /** People with a verified e-mail address in these domains can join. */
  domains: z.array(z.string()),
  /** What I can do, by my role and my groups. */
  permissions: z.array(organisationPermissionSchema),
  /** A member without a second factor reaches nothing of the organisation, see the reason `second_factor_needed`. */
  needsSecondFactor: z.boolean(),
  retention: retentionSchema,
  /** Null unless a shorter retention will take effect. */
  nextRetention: nextRetentionSchema.nullable(),
  /** Null unless operators have closed the organisation. */
  closure: tenantClosureSchema.nullable(),
});
export type TenantDetails = z.infer<typeof tenantDetailsSchema>;

/** Organisations that my verified e-mail address lets me join. */
export const tenantOffersSchema = z.object({ isEmailVerified: z.boolean(), items: z.array(tenantSchema) });
export type TenantOffers = z.infer<typeof tenantOffersSchema>;

/** What waits for me in another tenant of mine. Both numbers are exact up to 99; 100 means this many or more. */
export const tenantUnreadSchema = z.object({
  tenant: tenantSchema,
  /** Unread messages in conversations that I have not muted, and new matches. */
  messages: z.number().int(),
  notifications: z.number().int(),
});
export type TenantUnread = z.infer<typeof tenantUnreadSchema>;
export const tenantUnreadListSchema = z.object({ items: z.array(tenantUnreadSchema) });

export const switchTenantSchema = z.object({ tenantId: idSchema });

export const deleteTenantSchema = z.object({ password: passwordTextSchema(1) });

export const tenantMemberSchema = z.object({
  person: profileSummarySchema,
  role: tenantRoleSchema,
  joinedAt: timeSchema,
  /** Whether the directory of the organisation has suspended the membership. Only managers see such members. */
  isSuspended: z.boolean(),
  /** Whether the account has an authenticator app or a passkey. Null for readers who are no owner or admin. */
  hasSecondFactor: z.boolean().nullable(),
});
export type TenantMember = z.infer<typeof tenantMemberSchema>;

export const tenantPolicySchema = z.object({ needsSecondFactor: z.boolean() });
export type TenantPolicy = z.infer<typeof tenantPolicySchema>;

export const setTenantRoleSchema = z.object({ role: tenantRoleSchema });

export const requestTenantDomainSchema = z.object({ email: emailSchema });
export const verifyTenantDomainSchema = z.object({
  domain: emailDomainSchema,
  code: codeSchema,
});

export const createTenantInvitationSchema = z.object({
  role: z.enum(['admin', 'member']).default('member'),
  /** Mails the invitation to this address; it then works once. Without it, the answer contains a link to pass on. */
  email: emailSchema.optional(),
  /** How many people can use the link. */
  maxUses: z.number().int().min(1).max(wireLimits.tenantInvitationUses).default(1),
  validDays: z.number().int().min(1).max(wireLimits.tenantInvitationDays).default(7),
});
export type CreateTenantInvitation = z.infer<typeof createTenantInvitationSchema>;

export const tenantInvitationSchema = z.object({
  id: idSchema,
  role: z.enum(['admin', 'member']),
  email: z.string().nullable(),
  maxUses: z.number().int(),
  uses: z.number().int(),
  createdBy: profileSummarySchema,
  expiresAt: timeSchema,
  createdAt: timeSchema,
});
export type TenantInvitation = z.infer<typeof tenantInvitationSchema>;
export const tenantInvitationListSchema = z.object({ items: z.array(tenantInvitationSchema) });

/** A new invitation. The link is returned only once; null if it was mailed. */
export const createdTenantInvitationSchema = tenantInvitationSchema.extend({ link: z.string().nullable() });
export type CreatedTenantInvitation = z.infer<typeof createdTenantInvitationSchema>;

const tokenSchema = opaqueSchema(128);
export const previewTenantInvitationSchema = z.object({ token: tokenSchema });
/** What a person with an invitation can read before joining. */
export const tenantInvitationPreviewSchema = z.object({
  tenant: tenantSchema,
  role: z.enum(['admin', 'member']),
  /** Whether it was mailed: then only the account with that address, verified, can accept it. */
  isMailed: z.boolean(),
  expiresAt: timeSchema,
});
export type TenantInvitationPreview = z.infer<typeof tenantInvitationPreviewSchema>;
export const acceptTenantInvitationSchema = tenantEntrySchema.extend({ token: tokenSchema });
