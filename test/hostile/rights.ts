/**
 * What people may do with ids of other people's things: one line for each route and request that takes an id. The tests
 * fail for a route without a line, so every new route needs a decision.
 */

import type { ReportKind } from '../../src/protocol/index.ts';

/** The expected result of a call with the id of something that belongs to Alice. */
export type Verdict =
  /** The same answer as for an unknown id. Nothing of hers changes. */
  | 'hidden'
  /** The caller may know what it is a part of. Refused as not found, and nothing of hers changes. */
  | 'missing'
  /** The caller may know that it exists. The call is refused as forbidden, and nothing of hers changes. */
  | 'forbidden'
  /** The call succeeds, and nothing of hers changes. */
  | 'reads'
  /** The call succeeds, and is meant to have an effect that she may notice. */
  | 'acts';

export interface Rights {
  /** A person of her tenant without any connection to her. */
  stranger: Verdict;
  /** The same person, with the conversation of her room instead of a match's conversation. Default: as `stranger`. */
  room?: Verdict;
  /** A person whose match with her has ended, with the things of that match. Default: as `stranger`. */
  ended?: Verdict;
  /** A person whom she has blocked, or of another tenant. Default: `hidden`. */
  apart?: Verdict;
  /** A person whom she has blocked, if a block does not hide it: rooms are shared. Default: as `apart`; in her room as `room`. */
  blocked?: Verdict;
}

export const routeRights: Readonly<Record<string, Rights>> = {
  'sessions.revoke': { stranger: 'hidden' },
  // Her id is no role that anybody waits for. `portal.test.ts` has the other cases.
  'portal.approve': { stranger: 'forbidden' },
  'passkeys.rename': { stranger: 'hidden' },
  'passkeys.remove': { stranger: 'hidden' },

  // These tests run in the public tenant, without an organisation. `tenants.test.ts` tests two organisations.
  'sessions.switch': { stranger: 'hidden' },
  'tenants.join': { stranger: 'hidden' },
  'tenants.audit': { stranger: 'hidden' },
  'tenantMembers.setRole': { stranger: 'hidden' },
  'tenantMembers.remove': { stranger: 'hidden' },
  'tenantInvitations.revoke': { stranger: 'hidden' },
  'tenantKeys.rehearse': { stranger: 'hidden' },
  'tenantKeys.disable': { stranger: 'hidden' },
  'tenantKeys.enable': { stranger: 'hidden' },
  'tenantKeys.delete': { stranger: 'hidden' },
  'tenantSignOn.require': { stranger: 'hidden' },
  'signOn.breakGlass': { stranger: 'hidden' },
  'tenantGroups.edit': { stranger: 'hidden' },
  'tenantGroups.remove': { stranger: 'hidden' },
  'tenantGroups.people': { stranger: 'hidden' },
  'tenantGroups.addPerson': { stranger: 'hidden' },
  'tenantGroups.removePerson': { stranger: 'hidden' },
  'tenantPermissionSets.remove': { stranger: 'hidden' },

  // Nothing of hers is public, except her room.
  'front.getTopic': { stranger: 'hidden' },
  'front.getRoom': { stranger: 'reads', apart: 'reads' },
  'front.getMeal': { stranger: 'hidden' },
  'front.getCommunity': { stranger: 'hidden' },
  'front.getProfile': { stranger: 'hidden' },

  'profiles.get': { stranger: 'reads' },
  'profiles.getByHandle': { stranger: 'reads' },
  // Pages load pictures without a token. Everyone who knows the unguessable id may see the picture.
  'avatars.get': { stranger: 'reads', apart: 'reads' },

  'topics.list': { stranger: 'reads' },
  'topics.create': { stranger: 'hidden' },
  'topics.get': { stranger: 'reads' },
  'topics.edit': { stranger: 'forbidden' },
  'topics.close': { stranger: 'forbidden' },
  'topics.reopen': { stranger: 'forbidden' },
  'topics.delete': { stranger: 'forbidden' },
  'topics.createInterest': { stranger: 'acts' },
  'topics.withdrawInterest': { stranger: 'acts' },
  'interests.listReceived': { stranger: 'hidden' },
  'interests.pass': { stranger: 'forbidden' },
  'interests.unpass': { stranger: 'forbidden' },
  // It changes only the caller's own list, for a topic that the caller can see.
  'home.addNotInterested': { stranger: 'reads' },
  // Removing someone else's entry gets the same answer as removing an entry that is already gone.
  'home.removeNotInterested': { stranger: 'reads', apart: 'reads' },

  'matches.create': { stranger: 'forbidden' },
  'matches.end': { stranger: 'hidden', ended: 'reads' },
  // Blocking a person whom the caller cannot see gets the same answer as blocking an unknown person.
  'blocks.create': { stranger: 'acts' },
  'blocks.remove': { stranger: 'acts' },
  // Like a block, but she gets no event and does not notice it.
  'neverMatch.add': { stranger: 'reads' },
  'neverMatch.remove': { stranger: 'reads' },
  // Only members see the rounds of a community, and only the people at a table see that table.
  'rounds.get': { stranger: 'hidden' },
  'rounds.open': { stranger: 'hidden' },
  'rounds.close': { stranger: 'hidden' },
  'rounds.answer': { stranger: 'hidden' },
  'rounds.answerMeeting': { stranger: 'hidden' },

  'conversations.get': { stranger: 'hidden', room: 'forbidden', ended: 'reads' },
  'conversations.history': { stranger: 'hidden', room: 'forbidden', ended: 'reads' },
  // It changes only the caller's own notifications.
  'conversations.mute': { stranger: 'hidden', room: 'forbidden', ended: 'reads' },
  'conversations.unmute': { stranger: 'hidden', room: 'forbidden', ended: 'reads' },

  'proposals.slots': { stranger: 'hidden' },
  'proposals.current': { stranger: 'hidden' },
  'proposals.create': { stranger: 'hidden' },
  'proposals.change': { stranger: 'hidden' },
  'proposals.accept': { stranger: 'hidden' },
  'proposals.cancel': { stranger: 'hidden' },
  'proposals.calendar': { stranger: 'hidden' },

  'meals.list': { stranger: 'reads' },
  'meals.create': { stranger: 'hidden' },
  'meals.get': { stranger: 'reads' },
  'meals.edit': { stranger: 'forbidden' },
  'meals.cancel': { stranger: 'forbidden' },
  // Everyone may reply: a yes asks for a seat.
  'meals.reply': { stranger: 'acts' },
  'meals.listGuests': { stranger: 'reads' },
  'meals.changeGuest': { stranger: 'forbidden' },
  'meals.tell': { stranger: 'forbidden' },
  'meals.calendar': { stranger: 'reads' },
  'instantTalks.answer': { stranger: 'hidden' },

  // Callers read and write their own notes about her. She learns nothing.
  'notes.get': { stranger: 'reads' },
  'notes.set': { stranger: 'reads' },
  // Callers report what they can see; she does not learn of it. `reportRights` has each kind of thing.
  'reports.create': { stranger: 'reads' },
  'notifications.read': { stranger: 'hidden' },
  'notifications.readOne': { stranger: 'hidden' },
  'notifications.readOpened': { stranger: 'hidden' },

  'rooms.get': { stranger: 'reads', blocked: 'reads' },
  'rooms.edit': { stranger: 'forbidden', blocked: 'forbidden' },
  'rooms.close': { stranger: 'forbidden', blocked: 'forbidden' },
  // `rooms/moderation.test.ts` tries every role.
  'rooms.setRole': { stranger: 'forbidden', blocked: 'forbidden' },
  'rooms.setVoice': { stranger: 'forbidden', blocked: 'forbidden' },
  'rooms.removePerson': { stranger: 'forbidden', blocked: 'forbidden' },
  'rooms.bans': { stranger: 'forbidden', blocked: 'forbidden' },
  'rooms.endBan': { stranger: 'forbidden', blocked: 'forbidden' },
};

/** What may be reported: exactly what may be read. */
export const reportRights = {
  person: { stranger: 'reads' },
  topic: { stranger: 'reads' },
  meal: { stranger: 'reads' },
  room: { stranger: 'reads', blocked: 'reads' },
  // Between Alice and Bob.
  message: { stranger: 'hidden' },
} as const satisfies Record<ReportKind, Rights>;

export const requestRights: Readonly<Record<string, Rights>> = {
  'message:send': { stranger: 'hidden', room: 'forbidden', ended: 'forbidden' },
  'message:edit': { stranger: 'hidden', room: 'forbidden', ended: 'forbidden' },
  // Of a message that is not the caller's.
  'message:delete': { stranger: 'hidden', room: 'forbidden', ended: 'missing' },
  'message:react': { stranger: 'hidden', room: 'forbidden', ended: 'forbidden' },
  // No message has been written there.
  'message:edits': { stranger: 'hidden', room: 'forbidden', ended: 'missing' },
  'conversation:sync': { stranger: 'hidden', room: 'forbidden', ended: 'reads' },
  // After a match has ended, each still sees how far the other has read.
  'conversation:read': { stranger: 'hidden', room: 'forbidden', ended: 'acts' },
  'typing:start': { stranger: 'hidden', room: 'forbidden', ended: 'forbidden' },
  'typing:stop': { stranger: 'hidden', room: 'forbidden', ended: 'reads' },
  'presence:read': { stranger: 'hidden' },
  'meal:watch': { stranger: 'reads' },
  // Unwatching a meal that the caller does not watch is idempotent.
  'meal:unwatch': { stranger: 'reads', apart: 'reads' },
  'room:join': { stranger: 'reads', blocked: 'reads' },
  'room:leave': { stranger: 'hidden' },
};

/** Requests of `/voice` that take an id: nobody can reach the transports and consumers of another seat. */
export const voiceRights: Readonly<Record<string, 'hidden'>> = {
  'transport:connect': 'hidden',
  'transport:restart-ice': 'hidden',
  'consumer:resume': 'hidden',
};
