/** Makes each service and gives it exactly what it uses. Nothing else calls `new SomeService`. */

import { accountRoutes } from './accounts/account-routes.ts';
import { calendarRoutes } from './calendar/calendar-routes.ts';
import { callInRoutes } from './call-in/call-in-routes.ts';
import { communityRoutes } from './communities/community-routes.ts';
import { createAccounts } from './composition/accounts.ts';
import { createCommunities } from './composition/communities.ts';
import { createMeals } from './composition/meals.ts';
import { createMeeting } from './composition/meeting.ts';
import { definitions } from './composition/models.ts';
import { createNotifications } from './composition/notifications.ts';
import type { ServiceParts } from './composition/parts.ts';
import { createProposals } from './composition/proposals.ts';
import { createNeverMatch, createRounds } from './composition/rounds.ts';
import { createTalkNow } from './composition/talk-now.ts';
import { conversationRoutes } from './conversations/conversation-routes.ts';
import { connectModels } from './database/models.ts';
import { homeRoutes } from './home/home-routes.ts';
import { metaRoutes } from './http/meta-routes.ts';
import { talkNowRoutes } from './instant-talks/instant-talk-routes.ts';
import { CircleRooms } from './kernel/circle-rooms.ts';
import { Circles } from './kernel/circles.ts';
import { Jobs } from './kernel/jobs.ts';
import { LimitedWork } from './kernel/limited-work.ts';
import { matchRoutes } from './matching/match-routes.ts';
import { mealRoutes } from './meals/meal-routes.ts';
import { notificationRoutes } from './notifications/notification-routes.ts';
import { BlockList } from './people-lists/block-list.ts';
import { blockRoutes } from './people-lists/block-routes.ts';
import { neverMatchRoutes } from './people-lists/never-match-routes.ts';
import { AvatarMaker } from './profiles/avatar.ts';
import { PictureStore } from './profiles/picture-store.ts';
import { profileRoutes } from './profiles/profile-routes.ts';
import { ProfileService } from './profiles/profile-service.ts';
import { proposalRoutes } from './proposals/proposal-routes.ts';
import { roundRoutes } from './rounds/round-routes.ts';
import type { Eraser } from './tenants/departures.ts';
import { tenantRoutes } from './tenants/tenant-routes.ts';
import { topicRoutes } from './topics/topic-routes.ts';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Every service of the core, ready to use. */
export async function createServices(parts: ServiceParts) {
  const { config, log, clock, events, connection, publicUrl } = parts;
  const { limits } = config;
  const models = connectModels(connection, definitions);
  // Filled while the app is put together, before anyone can ask for a deletion.
  const erasers: Eraser[] = [];

  const jobs = new Jobs({ jobs: models.jobs, clock, log, limits });
  const circles = new Circles({ events });
  const circleRooms = new CircleRooms();
  const blockList = new BlockList({ blocks: models.blocks, events });
  const avatarMaker = new AvatarMaker({
    work: new LimitedWork({ atOnce: limits.avatarsAtOnce, maxWaiting: limits.avatarQueue }),
    maxPixels: limits.avatarPixels,
  });
  const pictures = new PictureStore({ avatars: models.avatars, avatarMaker, clock });
  const profiles = new ProfileService({ ...models, pictures, blockList, events, clock, limits });

  const { neverMatchList, neverMatch } = createNeverMatch({ config, clock, events, models, profiles, blockList });

  const entering = await createAccounts({ ...parts, models, profiles, blockList, jobs, erasers });
  const { accounts, sessions, passwordResets, emailCodes, emailVerifications, organisations, mailer } = entering;
  const { invitations } = organisations;
  const notifying = createNotifications({ ...parts, models, profiles, blockList, accounts, jobs, mailer });
  const { notifications, notificationSettings, pushDevices } = notifying;
  const meeting = createMeeting({
    ...{ config, log, clock, events, models },
    ...{ profiles, blockList, circles, neverMatchList, jobs, notifications },
  });
  const { conversations, matches, topics, interests, blocks, home, lessLikes, exposures } = meeting;
  const rounding = createRounds({
    ...{ config, log, clock, events, models, profiles, blockList, circles, jobs, online: notifying.online },
    ...{ neverMatchList, neverMatch, matches, notifications },
  });
  const { rounds, roundTables, callIn } = rounding;
  circles.register('match', matches);
  const proposing = createProposals({
    ...{ config, log, clock, events, publicUrl, models, jobs },
    ...{ matches, profiles, notifications, circleRooms },
  });
  const { proposals } = proposing;
  const dining = createMeals({
    ...{ config, log, clock, events, publicUrl, models, jobs },
    ...{ profiles, blockList, circles, circleRooms, conversations, notifications },
  });
  const { meals, calendar } = dining;
  calendar.addSource(proposing.talkEvents);
  proposing.busyTimes.register((tenantId, personId, within) =>
    dining.mealCalendar.committedTimes(tenantId, personId, within),
  );
  meeting.blockEnders.push((tenantId, a, b) => meals.endBetween(tenantId, a, b));
  const gathered = createCommunities({
    ...{ config, clock, events, models, jobs, circles, circleRooms, blockList, pictures, profiles },
    ...{ notifications, conversations, topics, meals },
  });
  rounds.permitBy(gathered.mayModerate);
  const { online } = notifying;
  const talking = createTalkNow({
    ...{ config, log, clock, events, models, jobs, circles, circleRooms },
    ...{ online, matches, profiles, blockList, neverMatchList },
  });
  // Communities first: what someone had in one is put away while its people are still known.
  for (const area of [
    gathered.communityEraser,
    passwordResets,
    interests,
    topics,
    proposals,
    rounds,
    roundTables,
    callIn,
    meals,
    calendar,
    talking.talkNow,
    matches,
    blocks,
    neverMatch,
    conversations,
    notifications,
    notificationSettings,
    pushDevices,
    home,
    lessLikes,
    exposures,
  ]) {
    erasers.push((person) => area.erasePerson(person));
  }
  erasers.push((person) => emailCodes.erasePerson(person));
  erasers.push((person) => invitations.revokeOf(person));

  return {
    events,
    jobs,
    circles,
    circleRooms,
    ...entering,
    profiles,
    blockList,
    neverMatchList,
    neverMatch,
    ...notifying,
    ...talking,
    ...meeting,
    ...proposing,
    ...dining,
    ...gathered,
    ...rounding,
    erasers,
    routes: {
      ...metaRoutes({ hasPasswordReset: mailer !== null }),
      ...accountRoutes({ accounts, sessions, passwordResets, emailVerifications, limits }),
      ...tenantRoutes(organisations),
      ...profileRoutes({ profiles }),
      ...conversationRoutes({ conversations }),
      ...topicRoutes({ topics, interests }),
      ...homeRoutes({ home, lessLikes }),
      ...matchRoutes({ matches }),
      ...proposalRoutes({ proposals, matches, profiles, publicUrl, limits }),
      ...mealRoutes(dining),
      ...calendarRoutes({ calendar }),
      ...blockRoutes({ blocks }),
      ...neverMatchRoutes({ neverMatch }),
      ...roundRoutes(rounding),
      ...callInRoutes(rounding),
      ...notificationRoutes(notifying),
      ...talkNowRoutes(talking),
      ...communityRoutes(gathered.communityParts),
    },
    /** Ends what services hold, before the database is closed. */
    async close() {
      await exposures.close();
      await conversations.shutDown();
      await passwordResets.close();
    },
  };
}
