/** How the simulated members behave: assumptions, listed in docs/matching.md. Everything else follows Meshi's own rules. */

export const assumptions = {
  /** A member's visits in a week, on average; from member to member between a third and three times that number. */
  visitsPerWeek: 2.5,
  visitMinutes: 20,
  /** Share of members with an open topic, and the number of weeks until they replace it. */
  withTopic: 0.6,
  topicWeeks: 3,
  /** Cards that a member looks at in a visit, out of the cards that the search offers. */
  cardsSeen: 20,
  cardsOffered: 120,
  /** The probability of pressing 「気になる」 on a card: a base, plus a part for each point of its score; presses are limited. */
  pressBase: 0.004,
  pressPerPoint: 0.0009,
  pressesPerVisit: 2,
  /** The probability that the owner accepts at the next visit, and that the two then really talk. */
  letsTalk: 0.5,
  talk: 0.7,
  /** Share of members who join every weekly round, and share of its pairs that meet. */
  inRounds: 0.25,
  meetsInRound: 0.7,
  /** The probability that a visitor opens a room. */
  opensRoom: 0.06,
  /** For each minute that a room is open: the probability that someone online joins without being called. */
  joinsUncalled: { sharesTag: 0.02, other: 0.004 },
  /** Share of members who want to be called in, for three of their tags at most. */
  callMeIn: 0.4,
  /** The probability that someone who is called in comes within three minutes. */
  comes: { online: 0.35, recently: 0.15, away: 0.08 },
  waitMinutes: 3,
} as const;
