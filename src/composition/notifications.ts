/** What people are told of while they look elsewhere. */
import type { BlockList } from '../moderation/block-list.ts';
import { NotificationService } from '../notifications/notification-service.ts';
import { NotificationStore } from '../notifications/notification-store.ts';
import { SuggestionLimit } from '../notifications/suggestion-limit.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface NotificationParts extends Pick<ServiceParts, 'config' | 'clock' | 'events'> {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
}

/** Makes them, each with what it uses. */
export function createNotifications({ config, clock, events, models, profiles, blockList }: NotificationParts) {
  const { limits } = config;
  const common = { profiles, blockList, events, clock, limits };
  const notificationStore = new NotificationStore({ notifications: models.notifications });
  const suggestionLimit = new SuggestionLimit({ ...common, suggestionDays: models.suggestionDays });
  const delivery = { plan: async () => ({ isForMail: false }), begin: async () => undefined };
  const notifications = new NotificationService({ ...common, notificationStore, suggestionLimit, delivery });
  return { notifications };
}
