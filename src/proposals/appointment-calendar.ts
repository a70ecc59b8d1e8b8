/** An appointment as a calendar file for one of the two. */

import { calendarText } from '../calendar/index.ts';
import type { Limits } from '../kernel/config.ts';
import type { CalendarEvent } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { isOpen } from './proposal-rules.ts';
import type { ProposalStore } from './proposal-store.ts';

export interface AppointmentCalendarParts {
  proposal: ProposalDoc;
  /** The other one's name. */
  name: string;
  /** The topic of their match. */
  topic: string | null;
  /** Where the conversation is. */
  url: string;
  remindMinutes: number;
}

export function appointmentCalendar(parts: AppointmentCalendarParts): string {
  return calendarText({ events: [appointmentEvent(parts)] });
}

export interface AppointmentEventsParts {
  proposalStore: Pick<ProposalStore, 'openOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  publicUrl: () => string;
  limits: Pick<Limits, 'appointmentReminderMs'>;
}

/** The appointments of a person, for the person's calendar. */
export async function appointmentEvents(
  person: Person,
  { proposalStore, profiles, publicUrl, limits }: AppointmentEventsParts,
): Promise<CalendarEvent[]> {
  const { tenantId, personId } = person;
  const agreed = (await proposalStore.openOf(person)).filter(({ state }) => state === 'accepted');
  const people = await profiles.summaries(
    tenantId,
    agreed.flatMap(({ personIds }) => personIds),
  );
  return agreed.map((proposal) => {
    const otherId = proposal.personIds.find((id) => id !== personId) ?? personId;
    const url = `${publicUrl()}/conversations/${proposal.conversationId}`;
    const name = people.get(otherId)?.displayName ?? '';
    return appointmentEvent({
      proposal,
      name,
      topic: null,
      url,
      remindMinutes: limits.appointmentReminderMs / MINUTE_MS,
    });
  });
}

/** The appointment as one event of a calendar. */
function appointmentEvent({ proposal, name, topic, url, remindMinutes }: AppointmentCalendarParts): CalendarEvent {
  const { _id, startsAt, endsAt, state, revision, changedAt } = proposal;
  return {
    uid: `appointment-${_id}@meshi`,
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
