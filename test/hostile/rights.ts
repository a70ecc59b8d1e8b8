/**
 * What people may do with ids that are not theirs: one line for each route and request that names an id. The tests fail
 * for one that has no line here, so that a new route forces a decision.
 */

/** How a call ends that names things of Alice. */
export type Verdict =
  /** Exactly as if the id did not exist, and nothing of hers changes. */
  | 'hidden'
  /** It may be known that it exists; the call is refused as forbidden, and nothing of hers changes. */
  | 'forbidden'
  /** It succeeds, and nothing of hers changes. */
  | 'reads'
  /** It succeeds, and she may notice it: that is what it is for. */
  | 'acts';

export interface Rights {
  /** Someone of her tenant with whom she has nothing to do. */
  stranger: Verdict;
  /** The same person about the text of her room rather than about a conversation with a match. */
  room?: Verdict;
  /** Someone with whom she had a match that has ended, about what was between the two; by default as a stranger. */
  ended?: Verdict;
  /** Someone in a block with her, or of another tenant; hidden unless there is a reason. */
  apart?: Verdict;
}

export const routeRights: Readonly<Record<string, Rights>> = {
  'sessions.revoke': { stranger: 'hidden' },

  // In the open space, where this is tried, there is no organisation; `tenants.test.ts` tries between two of them.
  'sessions.switch': { stranger: 'hidden' },
  'tenants.join': { stranger: 'hidden' },
  'tenantMembers.setRole': { stranger: 'hidden' },
  'tenantMembers.remove': { stranger: 'hidden' },
  'tenantInvitations.revoke': { stranger: 'hidden' },

  'profiles.get': { stranger: 'reads' },
  'profiles.getByHandle': { stranger: 'reads' },
  // Pages load pictures without a token: the id, which nobody can guess, is the right to see one.
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
  // What one sees less of is one's own; it names a topic that one may see.
  'home.addNotInterested': { stranger: 'reads' },
  // Taking back what is not one's own is answered like what is gone already.
  'home.removeNotInterested': { stranger: 'reads', apart: 'reads' },

  'matches.create': { stranger: 'forbidden' },
  'matches.end': { stranger: 'hidden', ended: 'reads' },
  // Blocking someone whom one cannot see is answered like blocking nobody.
  'blocks.create': { stranger: 'acts' },
  'blocks.remove': { stranger: 'acts' },
  // As a block; but she is told nothing, and may not notice it.
  'neverMatch.add': { stranger: 'reads' },
  'neverMatch.remove': { stranger: 'reads' },
  // The rounds of a community are unseen from outside of it, and a table by who did not sit at it.
  'rounds.get': { stranger: 'hidden' },
  'rounds.open': { stranger: 'hidden' },
  'rounds.close': { stranger: 'hidden' },
  'rounds.answer': { stranger: 'hidden' },
  'rounds.answerMeeting': { stranger: 'hidden' },

  'conversations.get': { stranger: 'hidden', room: 'reads', ended: 'reads' },
  'conversations.history': { stranger: 'hidden', room: 'reads', ended: 'reads' },

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
  // Only where its host made it public.
  'meals.getPublic': { stranger: 'hidden' },
  'meals.edit': { stranger: 'forbidden' },
  'meals.cancel': { stranger: 'forbidden' },
  // It is for everyone: a yes asks for a seat.
  'meals.reply': { stranger: 'acts' },
  'meals.listGuests': { stranger: 'reads' },
  'meals.changeGuest': { stranger: 'forbidden' },
  'meals.tell': { stranger: 'forbidden' },
  'meals.calendar': { stranger: 'reads' },
  'instantTalks.answer': { stranger: 'hidden' },

  // A note is its author's: about her they write their own, and she learns nothing.
  'notes.get': { stranger: 'reads' },
  'notes.set': { stranger: 'reads' },
  'notifications.read': { stranger: 'hidden' },
  'notifications.readOne': { stranger: 'hidden' },

  'rooms.get': { stranger: 'reads' },
  'rooms.edit': { stranger: 'forbidden' },
  'rooms.close': { stranger: 'forbidden' },
};

export const requestRights: Readonly<Record<string, Rights>> = {
  'message:send': { stranger: 'hidden', room: 'forbidden', ended: 'forbidden' },
  'conversation:sync': { stranger: 'hidden', room: 'reads', ended: 'reads' },
  // The other of an ended match still sees up to where was read.
  'conversation:read': { stranger: 'hidden', room: 'reads', ended: 'acts' },
  'typing:start': { stranger: 'hidden', room: 'forbidden', ended: 'forbidden' },
  'typing:stop': { stranger: 'hidden', room: 'reads', ended: 'reads' },
  'presence:read': { stranger: 'hidden' },
  'meal:watch': { stranger: 'reads' },
  // Ending to look at what one does not look at changes nothing.
  'meal:unwatch': { stranger: 'reads', apart: 'reads' },
  'room:join': { stranger: 'reads' },
  'room:leave': { stranger: 'hidden' },
};

/** Requests on `/voice` that name an id: nobody reaches the transports and consumers of another seat. */
export const voiceRights: Readonly<Record<string, 'hidden'>> = {
  'transport:connect': 'hidden',
  'transport:restart-ice': 'hidden',
  'consumer:resume': 'hidden',
};
