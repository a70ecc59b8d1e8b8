/** The rounds of the demo: who says yes to those of everyone, and the communities that have some of their own. */
import type { RoundEvery } from '../protocol/rounds.ts';

/** Each takes part every time. */
export const roundsOfEveryone: readonly string[] = [
  ...['minato', 'emma_w', 'haruka_k', 'kenji_s', 'sora', 'yui_m', 'lars', 'daichi'],
  ...['priya_r', 'takumi_o', 'mio_t', 'chloe_d', 'gaku', 'sofia_m'],
];

export interface DemoRounds {
  /** The name of the community. */
  community: string;
  owner: string;
  every: RoundEvery;
  /** Full days from now, and the hour of the day in UTC. */
  inDays: number;
  hour: number;
  /** Who takes part every time. */
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
