/** The first parts of query keys. Queries under one key are read again together. */
export const keys = {
  topics: ['topics'],
  interests: ['interests'],
  less: ['less'],
  profiles: ['profiles'],
  sessions: ['sessions'],
  blocks: ['blocks'],
  rooms: ['rooms'],
  rounds: ['rounds'],
  proposals: ['proposals'],
  notifications: ['notifications'],
  communities: ['communities'],
  meals: ['meals'],
  calendar: ['calendar'],
  tenants: ['tenants'],
  instantTalk: ['instantTalk'],
  meta: ['meta'],
} as const;
