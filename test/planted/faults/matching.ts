/** Faults in topics, interests, matches, proposals and rounds. */
import type { Fault } from '../fault.ts';

export const matching: readonly Fault[] = [
  {
    name: 'a declined time notifies nobody',
    file: 'src/proposals/proposal-service.ts',
    find: "return ended.state === 'declined' ? 'time_declined' : null;",
    replace: "return ended.state === 'declined' ? null : null;",
    tests: ['test/proposals/proposals.test.ts'],
    title: 'notify the proposer once when declined',
  },
];
