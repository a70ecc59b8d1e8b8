/** A talk as a calendar file for one of the two. */
import { type CalendarEvent, calendarText } from '../calendar/ical.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { isOpen } from './proposal-rules.ts';

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

/** The talk among other things in a calendar. */
export function talkEvent({ proposal, name, topic, url, remindMinutes }: TalkCalendarParts): CalendarEvent {
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
