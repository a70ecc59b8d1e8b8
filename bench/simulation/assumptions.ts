/** How the made-up members behave. These numbers are assumptions, told in docs/matching.md; everything else is Meshi's own rules. */

export const assumptions = {
  /** Visits of a member in a week, on average; between a third and three times of it from member to member. */
  visitsPerWeek: 2.5,
  visitMinutes: 20,
  /** Share of members with an open topic, and for how many weeks it stays the same. */
  withTopic: 0.6,
  topicWeeks: 3,
  /** Cards that are looked at in a visit, out of so many that the search offers. */
  cardsSeen: 20,
  cardsOffered: 120,
  /** The chance to press 「気になる」 on a card: a base, and more for each point of its score; so many presses at most. */
  pressBase: 0.004,
  pressPerPoint: 0.0009,
  pressesPerVisit: 2,
  /** The chance that the owner answers with "let's talk" at the next visit, and that the two then really talk. */
  letsTalk: 0.5,
  talk: 0.7,
  /** Share of members who say yes to every weekly round, and of its pairs that meet. */
  inRounds: 0.25,
  meetsInRound: 0.7,
  /** The chance that a visitor opens a room. */
  opensRoom: 0.06,
  /** For each minute that a room stands open: the chance that someone who is here walks in unasked. */
  walksIn: { sharesTag: 0.02, other: 0.004 },
  /** Share of members who ask to be called in for the tags they care about, three at most. */
  callMeIn: 0.4,
  /** The chance that someone who is called in comes within three minutes. */
  comes: { online: 0.35, lately: 0.15, away: 0.08 },
  waitMinutes: 3,
} as const;
