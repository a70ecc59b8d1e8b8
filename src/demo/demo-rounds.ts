/** The rounds of the demo: the people in the rounds of everyone, and the communities with rounds of their own. */
import type { RoundEvery } from '../protocol/rounds.ts';

/** The handles of people who take part in every round. */
export const roundsOfEveryone: readonly string[] = [
  ...['minato', 'emma_w', 'haruka_k', 'kenji_s', 'sora', 'yui_m', 'lars', 'daichi'],
  ...['priya_r', 'takumi_o', 'mio_t', 'chloe_d', 'gaku', 'sofia_m'],
];

export interface DemoRounds {
  /** The name of the community. */
  community: string;
  owner: string;
  every: RoundEvery;
  /** Whole days from now until the first round; `hour` is the hour of that day in UTC. */
  inDays: number;
  hour: number;
  /** The handles of people who take part in every round. */
  yes: readonly string[];
}

export const roundsOfCommunities: readonly DemoRounds[] = [
  {
    community: '自宅サーバー長屋',
    owner: 'minato',
    every: 'two_weeks',
    inDays: 4,
    hour: 11,
    yes: ['minato', 'kenji_s', 'masa'],
  },
  {
    community: 'English after work',
    owner: 'emma_w',
    every: 'week',
    inDays: 2,
    hour: 10,
    yes: ['emma_w', 'noah_k', 'chloe_d', 'sofia_m'],
  },
];
