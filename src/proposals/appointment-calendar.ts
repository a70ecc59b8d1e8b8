/** Appointments as calendar files and calendar events. */

import { calendarText } from '../calendar/index.ts';
import type { Limits } from '../kernel/config.ts';
import type { CalendarEvent } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { isOpen } from './proposal-rules.ts';
import type { ProposalStore } from './proposal-store.ts';

export interface AppointmentEventInput {
  proposal: ProposalDoc;
  /** The name of the other person. */
  name: string;
  /** The title of the topic of their match. */
  topic: string | null;
  /** The address of the conversation. */
  url: string;
  remindMinutes: number;
}

/** The text of a calendar file with one appointment, for one of the two people. */
export function appointmentCalendar(input: AppointmentEventInput): string {
  return calendarText({ events: [appointmentEvent(input)] });
}

export interface AppointmentEventsDeps {
  proposalStore: Pick<ProposalStore, 'openOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  publicUrl: () => string;
  limits: Pick<Limits, 'appointmentReminderMs'>;
}

/** The appointments of a person as events of the person's calendar. */
export async function appointmentEvents(
  person: Person,
  { proposalStore, profiles, publicUrl, limits }: AppointmentEventsDeps,
): Promise<CalendarEvent[]> {
  const { tenantId, personId } = person;
  const appointments = (await proposalStore.openOf(person)).filter(({ state }) => state === 'accepted');
  const people = await profiles.summaries(
    tenantId,
    appointments.flatMap(({ personIds }) => personIds),
  );
  return appointments.map((proposal) => {
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

function appointmentEvent({ proposal, name, topic, url, remindMinutes }: AppointmentEventInput): CalendarEvent {
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
