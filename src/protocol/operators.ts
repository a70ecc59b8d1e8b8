/** Operators of a server: roles that people take for a limited time, groups that give them, and what they do with them. */
import { z } from 'zod';
import { passwordSchema } from './accounts.ts';
import { idSchema, pageQuerySchema, pageSchema, queryNumberSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { permissionSchema } from './permissions.ts';
import { profileSummarySchema } from './profiles.ts';
import { reportKindSchema, reportReasonSchema } from './reports.ts';
import { nextRetentionSchema, retentionSchema, tenantClosureSchema, tenantRoleSchema } from './tenants.ts';
import { lineSchema, textSchema } from './text-schemas.ts';

/** The name of a role: lower-case letters, digits and `-`. */
export const roleNameSchema = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'expected a-z, 0-9 and -, 2 to 40 characters');
/** Why an operator does something. Required: it is kept in the record. */
export const operatorReasonSchema = textSchema(1, wireLimits.reasonChars);

export const roleSchema = z.object({
  name: roleNameSchema,
  /** Whether every server has this role. It cannot be changed. */
  isBuiltIn: z.boolean(),
  permissions: z.array(permissionSchema),
  /** Another person with this role must agree each time that it is taken. */
  needsSecondPerson: z.boolean(),
});
export type Role = z.infer<typeof roleSchema>;

/** A role that a person holds for a limited time, in one session. */
export const heldRoleSchema = z.object({
  id: idSchema,
  role: roleSchema,
  reason: z.string(),
  person: profileSummarySchema,
  /** `waiting`: another person must agree first. */
  state: z.enum(['waiting', 'held']),
  minutes: z.number().int(),
  requestedAt: timeSchema,
  /** Null while it waits. */
  endsAt: timeSchema.nullable(),
});
export type HeldRole = z.infer<typeof heldRoleSchema>;

export const portalSchema = z.object({
  /** The roles that my groups give me. Empty for people who are no operators. */
  roles: z.array(roleSchema),
  /** The role that this session holds or waits for; null if none. */
  current: heldRoleSchema.nullable(),
  /** Roles that others want to take, and that I can agree to. */
  toApprove: z.array(heldRoleSchema),
  maxMinutes: z.number().int(),
  /** My account has no second factor: I can take a role after I have added one. */
  needsSecondFactor: z.boolean(),
});
export type Portal = z.infer<typeof portalSchema>;

export const takeRoleSchema = z.object({
  role: roleNameSchema,
  reason: operatorReasonSchema,
  /** At most `maxMinutes` of the portal. */
  minutes: z.number().int().min(1).max(wireLimits.heldRoleMinutes).default(30),
  password: passwordSchema,
});
export type TakeRole = z.infer<typeof takeRoleSchema>;

/** People who get roles together. */
export const operatorGroupSchema = z.object({
  id: idSchema,
  name: z.string(),
  roles: z.array(roleNameSchema),
  people: z.array(profileSummarySchema),
});
export type OperatorGroup = z.infer<typeof operatorGroupSchema>;

export const newOperatorGroupSchema = z.object({
  name: lineSchema(wireLimits.operatorGroupNameChars),
  roles: z.array(roleNameSchema).max(wireLimits.rolesPerGroup),
});
export type NewOperatorGroup = z.infer<typeof newOperatorGroupSchema>;

export const newRoleSchema = z.object({
  name: roleNameSchema,
  permissions: z.array(permissionSchema).min(1),
  needsSecondPerson: z.boolean().default(false),
});
export type NewRole = z.infer<typeof newRoleSchema>;

export const suspensionSchema = z.object({
  at: timeSchema,
  /** Null: until an operator ends it. */
  until: timeSchema.nullable(),
  reason: z.string(),
  /** The operator; null if the account was deleted. */
  by: profileSummarySchema.nullable(),
});
export type Suspension = z.infer<typeof suspensionSchema>;

/** An account as operators see it: what they need to decide, and no conversations. */
export const operatedPersonSchema = z.object({
  person: profileSummarySchema,
  email: z.string(),
  isEmailVerified: z.boolean(),
  createdAt: timeSchema,
  /** When a device was last used; null if no session is left. */
  lastUsedAt: timeSchema.nullable(),
  sessions: z.number().int(),
  /** Organisations that the account belongs to. */
  organisations: z.number().int(),
  /** Reports about the person, in the open space. */
  reports: z.number().int(),
  suspension: suspensionSchema.nullable(),
  hasSecondFactor: z.boolean(),
  /** When the second factors will be removed; null if they will not. */
  factorResetAt: timeSchema.nullable(),
});
export type OperatedPerson = z.infer<typeof operatedPersonSchema>;

/** A suspension that holds, also of an account that was deleted. */
export const operatedSuspensionSchema = suspensionSchema.extend({
  accountId: idSchema,
  /** Null if the account was deleted. */
  person: profileSummarySchema.nullable(),
});
export type OperatedSuspension = z.infer<typeof operatedSuspensionSchema>;

export const suspendSchema = z.object({
  reason: operatorReasonSchema,
  /** Null: until an operator ends it. */
  until: timeSchema.nullable().default(null),
});
export type Suspend = z.infer<typeof suspendSchema>;

/** What operators decided about a report. `acted`: something was done, such as a suspension. */
export const reportOutcomeSchema = z.enum(['acted', 'warned', 'dismissed']);
export type ReportOutcome = z.infer<typeof reportOutcomeSchema>;

/** A report to the operators, with the copy of what was reported. */
export const operatorReportSchema = z.object({
  id: idSchema,
  kind: reportKindSchema,
  subjectId: idSchema,
  reason: reportReasonSchema,
  /** What the reporter wrote. */
  words: z.string(),
  /** What was reported, as it was then. */
  text: z.string(),
  writtenAt: timeSchema,
  createdAt: timeSchema,
  reporter: profileSummarySchema,
  author: profileSummarySchema,
  /** The organisation in which it happened; null in the open space. */
  organisationId: idSchema.nullable(),
  decision: z
    .object({
      outcome: reportOutcomeSchema,
      note: z.string(),
      at: timeSchema,
      by: profileSummarySchema.nullable(),
    })
    .nullable(),
});
export type OperatorReport = z.infer<typeof operatorReportSchema>;

export const listOperatorReportsSchema = pageQuerySchema.extend({ state: z.enum(['open', 'decided']).default('open') });
export const decideReportSchema = z.object({
  outcome: reportOutcomeSchema,
  /** For the other operators. `warned`: also sent to the person who was reported. */
  note: textSchema(0, wireLimits.reasonChars).default(''),
});
export type DecideReport = z.infer<typeof decideReportSchema>;

/** Few at a time: each is read from several collections. */
export const findPeopleSchema = pageQuerySchema.extend({
  limit: queryNumberSchema().int().min(1).max(20).default(10),
  /** A part of the name, a handle, an id, or a whole e-mail address. */
  q: textSchema(1, 320),
});

export const operatedRoomSchema = z.object({
  id: idSchema,
  title: z.string(),
  owner: profileSummarySchema,
  people: z.array(profileSummarySchema),
  createdAt: timeSchema,
});
export type OperatedRoom = z.infer<typeof operatedRoomSchema>;

export const operatedCommunitySchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  visibility: z.enum(['public', 'private']),
  owners: z.array(profileSummarySchema),
  memberCount: z.number().int(),
  createdAt: timeSchema,
});
export type OperatedCommunity = z.infer<typeof operatedCommunitySchema>;

/** An organisation as operators see it: its facts, and nothing that its members wrote. */
export const operatedOrganisationSchema = z.object({
  id: idSchema,
  name: z.string(),
  slug: z.string(),
  domains: z.array(z.string()),
  createdAt: timeSchema,
  memberCount: z.number().int(),
  owners: z.array(profileSummarySchema),
  /** `required`: members can enter only by single sign-on. */
  signOn: z.enum(['off', 'on', 'required']),
  needsSecondFactor: z.boolean(),
  retention: retentionSchema,
  nextRetention: nextRetentionSchema.nullable(),
  /** When it will be deleted; null if it will not. */
  deleteAt: timeSchema.nullable(),
  /** Null unless operators have closed it: then only they can take the deletion back. */
  closure: tenantClosureSchema.nullable(),
});
export type OperatedOrganisation = z.infer<typeof operatedOrganisationSchema>;

/** A part of the name, a whole slug, a whole e-mail domain or an id. Empty: all. */
export const findOrganisationsSchema = findPeopleSchema.extend({ q: textSchema(0, 320).default('') });

/** A member of an organisation who can become an owner. */
export const operatedMemberSchema = z.object({
  person: profileSummarySchema,
  role: tenantRoleSchema,
  joinedAt: timeSchema,
  /** The address of the account, by which an operator knows who has asked. */
  email: z.string(),
  isEmailVerified: z.boolean(),
});
export type OperatedMember = z.infer<typeof operatedMemberSchema>;

export const handOverOrganisationSchema = z.object({ personId: idSchema, reason: operatorReasonSchema });
export type HandOverOrganisation = z.infer<typeof handOverOrganisationSchema>;

/** The state of the server, for operators. */
export const serverStateSchema = z.object({
  /** `load`: how full the process is with voice; at 1 it takes no new rooms. */
  processes: z.array(z.object({ id: idSchema, url: z.string(), load: z.number() })),
  mail: z.enum(['smtp', 'none']),
  push: z.enum(['on', 'none']),
  jobs: z.object({
    waiting: z.number().int(),
    /** Tried before without success. */
    retried: z.number().int(),
    /** When the oldest job that is late was due; null if none is. */
    lateSince: timeSchema.nullable(),
  }),
  reports: z.object({
    open: z.number().int(),
    oldestOpenAt: timeSchema.nullable(),
    /** Half of the reports of the last 30 days were decided within this time, in hours; null without any. */
    medianHours: z.number().nullable(),
  }),
});
export type ServerState = z.infer<typeof serverStateSchema>;

/** The id of an account, or an e-mail address in any spelling of its mailbox. Empty: all. */
export const listSuspensionsSchema = pageQuerySchema.extend({ q: textSchema(0, 320).default('') });

export const operatedSuspensionPageSchema = pageSchema(operatedSuspensionSchema);
export const operatedPeoplePageSchema = pageSchema(operatedPersonSchema);
export const operatorReportPageSchema = pageSchema(operatorReportSchema);
export const operatedRoomPageSchema = pageSchema(operatedRoomSchema);
export const operatedCommunityPageSchema = pageSchema(operatedCommunitySchema);
export const operatedOrganisationPageSchema = pageSchema(operatedOrganisationSchema);
export const operatedMemberPageSchema = pageSchema(operatedMemberSchema);
