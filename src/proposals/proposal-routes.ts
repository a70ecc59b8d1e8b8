/** Proposals over HTTP. */

import type { RouteHandlers } from '../http/route-handlers.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { MatchService } from '../matching/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { appointmentCalendar } from './appointment-calendar.ts';
import type { ProposalService } from './proposal-service.ts';

type Names =
  | 'proposals.slots'
  | 'proposals.current'
  | 'proposals.create'
  | 'proposals.change'
  | 'proposals.accept'
  | 'proposals.cancel'
  | 'proposals.calendar';

export interface ProposalRoutesOptions {
  proposals: ProposalService;
  matches: Pick<MatchService, 'topicOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  publicUrl: () => string;
  limits: { appointmentReminderMs: number };
}

export function proposalRoutes(options: ProposalRoutesOptions): RouteHandlers<Names> {
  const { proposals } = options;
  return {
    'proposals.slots': ({ actor, params, query }) => proposals.slots(actor, params.matchId, query),
    'proposals.current': ({ actor, params }) => proposals.current(actor, params.matchId),
    'proposals.create': ({ actor, params, body }) => proposals.propose(actor, params.matchId, body),
    'proposals.change': ({ actor, params, body }) => proposals.change(actor, params.proposalId, body),
    'proposals.accept': ({ actor, params, body }) => proposals.accept(actor, params.proposalId, body.revision),
    'proposals.cancel': ({ actor, params, body }) => proposals.cancel(actor, params.proposalId, body.revision),
    async 'proposals.calendar'({ actor, params }) {
      const { matches, profiles, publicUrl, limits } = options;
      const proposal = await proposals.get(actor, params.proposalId);
      const otherId = proposal.personIds.find((id) => id !== actor.personId) ?? actor.personId;
      const [people, topic] = await Promise.all([
        profiles.summaries(actor.tenantId, [otherId]),
        matches.topicOf(actor.tenantId, proposal.matchId),
      ]);
      const text = appointmentCalendar({
        proposal,
        name: people.get(otherId)?.displayName ?? '',
        topic: topic?.title ?? null,
        url: `${publicUrl()}/conversations/${proposal.conversationId}`,
        remindMinutes: limits.appointmentReminderMs / MINUTE_MS,
      });
      return { fileName: 'meshi-appointment.ics', text };
    },
  };
}
