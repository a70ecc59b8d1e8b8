/** The names under which answers are kept, so that what changes together is read again together. */
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
