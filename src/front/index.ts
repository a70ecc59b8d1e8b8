/** The front: what visitors without an account see, as an API, as pages and for machines. */
import type { InactiveAccounts } from '../accounts/index.ts';
import type { CommunityInvitationService, CommunityService } from '../communities/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MealService } from '../meals/index.ts';
import type { PictureMaker } from '../pictures/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { TopicStore } from '../topics/store/index.ts';
import { FrontCache } from './front-cache.ts';
import { FrontPeople } from './front-people.ts';
import { frontRoutes } from './front-routes.ts';
import { FrontService, type VisibleRooms } from './front-service.ts';
import { CardPictures } from './pages/card-picture.ts';
import { FrontPages } from './pages/front-pages.ts';
import { RoomChanges } from './room-changes.ts';

export interface FrontDeps {
  kernel: Kernel;
  inactiveAccounts: InactiveAccounts;
  profiles: ProfileService;
  topicStore: TopicStore;
  rooms: VisibleRooms;
  meals: MealService;
  communities: CommunityService;
  communityInvitations: CommunityInvitationService;
  pictureMaker: PictureMaker;
}

export function createFront(deps: FrontDeps) {
  const { kernel, inactiveAccounts, profiles, topicStore, rooms, meals, communities, communityInvitations } = deps;
  const { clock, config, events, limits, publicUrl } = kernel;
  const cache = new FrontCache({
    max: limits.frontAnswers,
    maxMisses: limits.frontMisses,
    ttlMs: limits.frontAnswerMs,
  });
  const front = new FrontService({
    isOn: config.http.hasPublicFront,
    cache,
    people: new FrontPeople({ profiles, inactiveAccounts }),
    topicStore,
    rooms,
    meals,
    communities,
    invitations: communityInvitations,
    profiles,
    limits,
  });
  const pictures = new CardPictures({ pictureMaker: deps.pictureMaker, max: limits.frontPictures });
  const frontPages = new FrontPages({ front, pictures, publicUrl, clock, limits });
  const roomChanges = new RoomChanges();

  return defineFeature({
    name: 'front',
    service: { front, frontPages },
    routes: frontRoutes({ front, limits }),
    reactions: {
      publicChanged: ({ tenantId, subject: { kind, id } }) => {
        if (tenantId !== PUBLIC_TENANT) return;
        if (kind === 'topic') front.changed(kind, id);
        else front.personChanged(id);
      },
      profileChanged: ({ tenantId, personId }) => {
        if (tenantId === PUBLIC_TENANT) front.personChanged(personId);
      },
      blocksChanged: ({ tenantId, personIds }) => {
        if (tenantId !== PUBLIC_TENANT) return;
        for (const id of personIds) front.personChanged(id);
      },
      mealChanged: ({ tenantId, change }) => {
        if (tenantId === PUBLIC_TENANT) front.changed('meal', change.mealId);
      },
      communityChanged: ({ tenantId, communityId }) => {
        if (tenantId === PUBLIC_TENANT) front.changed('community', communityId);
      },
      roomChanged: (event) => {
        const { tenantId, room } = event;
        if (tenantId !== PUBLIC_TENANT || room.circle !== null) return;
        if (roomChanges.isVisible(event)) front.changed('room', room.id);
      },
      eventsDelayed: () => front.changedAll(),
      eventsMissed: () => {
        roomChanges.forgetAll();
        front.changedAll();
      },
    },
    hooks: {
      // The first feature that erases: visitors see nothing of the person while the others do.
      onErase: async (person) => announceChange(person.personId),
      onSuspend: async (person) => announceChange(person.personId),
    },
  });

  function announceChange(personId: string): void {
    events.announce('publicChanged', { tenantId: PUBLIC_TENANT, subject: { kind: 'person', id: personId } });
  }
}
