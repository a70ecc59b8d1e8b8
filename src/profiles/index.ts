/** Profiles of people, and the pictures of people and communities. */

import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { tenantChannel } from '../kernel/socket-channels.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { PictureMaker } from '../pictures/index.ts';
import { pictureModel } from './picture-model.ts';
import { PictureStore } from './picture-store.ts';
import { ProfileFacts } from './profile-facts.ts';
import { profileModel } from './profile-model.ts';
import { profileRoutes } from './profile-routes.ts';
import { ProfileService } from './profile-service.ts';

export { createSimilarProfile, type FirstProfile, firstProfileSchema, handleOf } from './first-profile.ts';
export { isFreeAt, sharedMinutes, sharedSlots, weekInUtc } from './free-time.ts';
export { type PictureStore, pictureUrl } from './picture-store.ts';
export type { ProfileFact, ProfileFacts } from './profile-facts.ts';
export type { ProfileService, ProfileTraits, ShownToVisitors } from './profile-service.ts';

const models = { profiles: profileModel, pictures: pictureModel };

export interface ProfilesDeps {
  kernel: Kernel;
  blockList: BlockList;
  pictureMaker: PictureMaker;
}

export function createProfiles({ kernel, blockList, pictureMaker }: ProfilesDeps) {
  const { clock, events, limits } = kernel;
  const connected = connectModels(kernel.connection, models);
  const pictures = new PictureStore({ pictures: connected.pictures, pictureMaker, clock });
  const profiles = new ProfileService({ profiles: connected.profiles, pictures, blockList, events, clock, limits });
  const profileFacts = new ProfileFacts({ profiles: connected.profiles, clock });

  return defineFeature({
    name: 'profiles',
    service: { profiles, pictures, profileFacts },
    models,
    routes: profileRoutes({ profiles }),
    reactions: {
      profileChanged: (event) => {
        profiles.forget(event);
        profileFacts.forget(event);
      },
      eventsMissed: () => {
        profiles.forgetAll();
        profileFacts.forgetAll();
      },
    },
    announcements: {
      profileChanged: ({ tenantId, summary, hiddenFromIds }) =>
        summary
          ? [
              {
                channels: [tenantChannel(tenantId)],
                name: 'profile:changed',
                payload: { person: summary },
                isFor: hiddenFromIds.length > 0 ? (reader) => !hiddenFromIds.includes(reader) : null,
              },
            ]
          : [],
    },
    hooks: { onErase: (person) => profiles.erasePerson(person) },
  });
}
