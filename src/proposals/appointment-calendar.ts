/** A talk as a calendar file for one of the two. */

import { calendarText } from '../calendar/ical.ts';
import type { Limits } from '../kernel/config.ts';
import type { CalendarEvent } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { isOpen } from './proposal-rules.ts';
import type { ProposalStore } from './proposal-store.ts';

export interface TalkCalendarParts {
  proposal: ProposalDoc;
  /** The other one's name. */
  name: string;
  /** What they have to talk about. */
  topic: string | null;
  /** Where the conversation is. */
  url: string;
  remindMinutes: number;
}

export function talkCalendar(parts: TalkCalendarParts): string {
  return calendarText({ events: [talkEvent(parts)] });
}

export interface AppointmentEventsParts {
  proposalStore: Pick<ProposalStore, 'openOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  publicUrl: () => string;
  limits: Pick<Limits, 'talkReminderMs'>;
}

/** The appointments of a person, for the person's calendar. */
export async function appointmentEvents(
  { tenantId, personId }: Person,
  { proposalStore, profiles, publicUrl, limits }: AppointmentEventsParts,
): Promise<CalendarEvent[]> {
  const agreed = (await proposalStore.openOf(tenantId, personId)).filter(({ state }) => state === 'accepted');
  const people = await profiles.summaries(
    tenantId,
    agreed.flatMap(({ personIds }) => personIds),
  );
  return agreed.map((proposal) => {
    const otherId = proposal.personIds.find((id) => id !== personId) ?? personId;
    const url = `${publicUrl()}/talk/${proposal.conversationId}`;
    const name = people.get(otherId)?.displayName ?? '';
    return talkEvent({ proposal, name, topic: null, url, remindMinutes: limits.talkReminderMs / 60_000 });
  });
}

/** The talk among other things in a calendar. */
function talkEvent({ proposal, name, topic, url, remindMinutes }: TalkCalendarParts): CalendarEvent {
  const { _id, startsAt, endsAt, state, revision, changedAt } = proposal;
  return {
    uid: `talk-${_id}@meshi`,
    from: startsAt,
    to: endsAt,
    title: `飯 Meshi: ${name}`,
    description: [topic, url].filter((line) => line !== null).join('\n'),
    url,
    state: stateOf(state),
    revision,
    changedAt,
    remindMinutes,
  };
}

function stateOf(state: ProposalDoc['state']): 'confirmed' | 'tentative' | 'cancelled' {
  if (state === 'proposed') return 'tentative';
  return state === 'over' || isOpen({ state }) ? 'confirmed' : 'cancelled';
}
