/** Proposals of a time to talk, and the appointments that accepted proposals become. */

import { connectModels } from '../database/models.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { personChannel } from '../kernel/socket-channels.ts';
import type { MatchService } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { appointmentEvents } from './appointment-calendar.ts';
import { Appointments } from './appointments.ts';
import { proposalModel } from './proposal-model.ts';
import { proposalRoutes } from './proposal-routes.ts';
import { ProposalService } from './proposal-service.ts';
import { ProposalStore } from './proposal-store.ts';

export type { ProposalService } from './proposal-service.ts';

const models = { proposals: proposalModel };

export interface ProposalsDeps {
  kernel: Kernel;
  circleRooms: CircleRooms;
  matches: MatchService;
  notifications: NotificationService;
  profiles: ProfileService;
}

export function createProposals({ kernel, circleRooms, matches, notifications, profiles }: ProposalsDeps) {
  const { clock, events, hooks, jobs, log, limits, publicUrl } = kernel;
  const { proposals: proposalDocs } = connectModels(kernel.connection, models);
  const proposalStore = new ProposalStore({ proposals: proposalDocs, clock });
  const appointments = new Appointments({
    proposalStore,
    matches,
    profiles,
    circleRooms,
    notifications,
    jobs,
    events,
    clock,
    log,
    limits,
  });
  const proposals = new ProposalService({
    proposalStore,
    appointments,
    hooks,
    matches,
    profiles,
    notifications,
    events,
    clock,
    limits,
  });

  return defineFeature({
    name: 'proposals',
    service: { proposals },
    models,
    routes: proposalRoutes({ proposals, matches, profiles, publicUrl, limits }),
    announcements: {
      proposalChanged: ({ personIds, proposal }) => [
        { channels: personIds.map(personChannel), name: 'proposal:changed', payload: proposal },
      ],
    },
    reactions: { circlesChanged: (event) => void appointments.circlesChanged(event) },
    jobs: appointments.jobs(),
    hooks: {
      onErase: (person) => proposals.erasePerson(person),
      busyTimes: (person, within) => proposalStore.committedTimes(person, within),
      calendar: (person) => appointmentEvents(person, { proposalStore, profiles, publicUrl, limits }),
    },
  });
}
