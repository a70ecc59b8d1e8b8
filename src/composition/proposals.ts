/** Times to talk, and what follows from them. */

import { BusyTimes } from '../calendar/busy-times.ts';
import type { CalendarSource } from '../calendar/calendar-service.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { MatchService } from '../matching/match-service.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import { talkEvent } from '../proposals/appointment-calendar.ts';
import { Talks } from '../proposals/appointments.ts';
import { ProposalService } from '../proposals/proposal-service.ts';
import { ProposalStore } from '../proposals/proposal-store.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface ProposalParts extends Pick<ServiceParts, 'config' | 'log' | 'clock' | 'events' | 'publicUrl'> {
  models: CoreModels;
  jobs: Jobs;
  matches: MatchService;
  profiles: ProfileService;
  notifications: NotificationService;
  circleRooms: CircleRooms;
}

/** Makes them. `busyTimes` is where other features say when people are taken; `talkEvents` are for calendars. */
export function createProposals({ config, models, ...parts }: ProposalParts) {
  const common = {
    ...parts,
    limits: config.limits,
    proposalStore: new ProposalStore({ ...models, clock: parts.clock }),
  };
  const busyTimes = new BusyTimes();
  busyTimes.register((tenantId, personId, within) => common.proposalStore.committedTimes(tenantId, personId, within));
  const talks = new Talks(common);
  const proposals = new ProposalService({ ...common, talks, busyTimes });
  const talkEvents: CalendarSource = async (tenantId, personId) => {
    const open = await common.proposalStore.openOf(tenantId, personId);
    const agreed = open.filter(({ state }) => state === 'accepted');
    const people = await parts.profiles.summaries(
      tenantId,
      agreed.flatMap(({ personIds }) => personIds),
    );
    return agreed.map((proposal) => {
      const otherId = proposal.personIds.find((id) => id !== personId) ?? personId;
      const url = `${parts.publicUrl()}/conversations/${proposal.conversationId}`;
      const name = people.get(otherId)?.displayName ?? '';
      return talkEvent({ proposal, name, topic: null, url, remindMinutes: config.limits.talkReminderMs / 60_000 });
    });
  };
  return { proposals, busyTimes, talkEvents };
}
