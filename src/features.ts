/**
 * All features of Meshi, in order: each is created from explicit arguments, after the features that it uses. A new feature is
 * added here. Creating features has no side effects; `app.ts` starts them.
 */

import { createRooms } from '../rooms/index.ts';
import { createAccounts } from './accounts/index.ts';
import { createAudit } from './audit/index.ts';
import { createCalendar } from './calendar/index.ts';
import { createCallIn } from './call-in/index.ts';
import { createCommunities } from './communities/index.ts';
import { createConversations } from './conversations/index.ts';
import { createDirectory } from './directory/index.ts';
import { createDirectoryStores } from './directory/store/index.ts';
import { createExports } from './exports/index.ts';
import { createFront } from './front/index.ts';
import { createGroups } from './groups/index.ts';
import { createGroupStores } from './groups/store/index.ts';
import { createHome } from './home/index.ts';
import { createHomeOverview } from './home/overview/index.ts';
import { createMeta } from './http/meta-routes.ts';
import { createInstantTalks, INSTANT_TALK_DAYS } from './instant-talks/index.ts';
import type { servicesOf } from './kernel/feature.ts';
import { type Kernel, kernelFeature } from './kernel/kernel.ts';
import type { TokenKey } from './kernel/token-keys.ts';
import type { VapidKeys } from './kernel/vapid-keys.ts';
import { createKeys } from './keys/index.ts';
import { createRotatedKeys } from './keys/rotated/index.ts';
import { createSigning } from './keys/signing/index.ts';
import { createKeyStore } from './keys/store/index.ts';
import { createMatching } from './matching/index.ts';
import { createMeals } from './meals/index.ts';
import { createNodes } from './nodes/index.ts';
import { createNotes } from './notes/index.ts';
import { createNotifications, NOTIFICATION_DAYS, type PushTransport } from './notifications/index.ts';
import { createOperators } from './operators/index.ts';
import { createPeopleListEditing } from './people-lists/editing/index.ts';
import { createPeopleLists } from './people-lists/index.ts';
import { createPictures } from './pictures/index.ts';
import { createProfiles } from './profiles/index.ts';
import { createProposals } from './proposals/index.ts';
import { createReports } from './reports/index.ts';
import { createRounds } from './rounds/index.ts';
import { createSignOn, openProvidersOf } from './sign-on/index.ts';
import { createTenants } from './tenants/index.ts';
import { createMemberships } from './tenants/memberships/index.ts';
import { createTopics } from './topics/index.ts';
import { createTopicStores } from './topics/store/index.ts';

/** What features need from outside. */
export interface FeatureParts {
  kernel: Kernel;
  /** The first key signs, all verify. */
  tokenKeys: readonly TokenKey[];
  /** Null if this server sends no push messages. */
  vapidKeys: VapidKeys | null;
  pushTransport: PushTransport;
}

export type AppFeatures = ReturnType<typeof createFeatures>;
/** The services of all features, by name. For tests and the demo, which are not features. */
export type Services = ReturnType<typeof servicesOf<AppFeatures>>;

/** Creates all features and registers their hooks and jobs. */
export function createFeatures({ kernel, tokenKeys, vapidKeys, pushTransport }: FeatureParts) {
  const auditFeature = createAudit({ kernel, tokenKeys });
  const { audit, auditReader } = auditFeature.service;
  const keyStoreFeature = createKeyStore({ kernel, audit });
  const { keyStore, keyUses } = keyStoreFeature.service;
  const signingFeature = createSigning({ kernel, audit, keyStore, keyUses });
  const { signingKeys, keyVault } = signingFeature.service;
  const rotatedKeyFeature = createRotatedKeys({ kernel, audit, keyStore, keyUses, keyVault, vapidKeys });
  const { pushKeys, turnKeys } = rotatedKeyFeature.service;
  const nodeFeature = createNodes({ kernel });
  const { nodes } = nodeFeature.service;
  const peopleLists = createPeopleLists({ kernel });
  const { blockList, neverMatchList, blockPairs, neverMatchPairs } = peopleLists.service;
  const pictureFeature = createPictures({ kernel });
  const { pictureMaker } = pictureFeature.service;
  const profileFeature = createProfiles({ kernel, blockList, pictureMaker });
  const { profiles, pictures, profileFacts } = profileFeature.service;
  const membershipFeature = createMemberships({ kernel, audit });
  const { memberships, tenantSearch, tenantStore } = membershipFeature.service;
  const groupStores = createGroupStores({ kernel, audit });
  const { grants, groupStore } = groupStores.service;
  const directoryStores = createDirectoryStores({ kernel, audit, groupStore });
  const { directoryUsers } = directoryStores.service;
  const accountFeature = createAccounts({
    kernel,
    audit,
    tokenKeys,
    signingKeys,
    memberships,
    tenantStore,
    profiles,
  });
  const { accountDeletion, accountLetters, signInLetters, accounts, addressHashes, authenticator, departures } =
    accountFeature.service;
  const {
    emailCodes,
    factorPolicy,
    factorResets,
    mailer,
    passwordResets,
    sessions,
    suspensionLetters,
    suspensions,
    tokens,
  } = accountFeature.service;
  const conversationFeature = createConversations({ kernel, audit, profiles, blockList });
  const { conversations, conversationExport } = conversationFeature.service;
  const notificationFeature = createNotifications({
    kernel,
    tokenKeys,
    pushKeys,
    pushTransport,
    mailer,
    accounts,
    factorPolicy,
    sessions,
    conversations,
    profiles,
    blockList,
  });
  const { notifications, pushDevices, hasPush } = notificationFeature.service;
  const tenantFeature = createTenants({
    kernel,
    audit,
    auditReader,
    memberships,
    tenantStore,
    grants,
    directoryUsers,
    accounts,
    accountLetters,
    departures,
    emailCodes,
    factorPolicy,
    mailer,
    profiles,
    blockList,
    conversations,
    notifications,
  });
  const { tenantAccess, tenantDeletion, ownerLetters, admissions } = tenantFeature.service;
  const topicStores = createTopicStores({ kernel, blockList });
  const { topicStore, interestStore, topicCandidates } = topicStores.service;
  const matchFeature = createMatching({
    kernel,
    topicStore,
    interestStore,
    conversations,
    notifications,
    profiles,
    blockList,
  });
  const { matches } = matchFeature.service;
  const homeFeature = createHome({
    kernel,
    topicStore,
    interestStore,
    topicCandidates,
    matches,
    profiles,
    profileFacts,
    blockList,
    neverMatchList,
  });
  const { topicCards } = homeFeature.service;
  const topicFeature = createTopics({
    kernel,
    topicStore,
    interestStore,
    topicCards,
    matches,
    notifications,
    profiles,
    blockList,
  });
  const { topics } = topicFeature.service;
  const peopleListEditing = createPeopleListEditing({ kernel, profiles, blockList, blockPairs, neverMatchPairs });
  const { neverMatch } = peopleListEditing.service;
  const roomFeature = createRooms({
    kernel,
    audit,
    nodes,
    tokens,
    authenticator,
    factorPolicy,
    sessions,
    conversations,
    turnKeys,
    profiles,
    blockList,
  });
  const { circleRooms, roomService } = roomFeature.service;
  const proposalFeature = createProposals({ kernel, circleRooms, matches, notifications, profiles });
  const mealFeature = createMeals({
    kernel,
    circleRooms,
    conversations,
    notifications,
    profiles,
    blockList,
  });
  const { meals } = mealFeature.service;
  const communityFeature = createCommunities({
    kernel,
    audit,
    grants,
    groupStore,
    addressHashes,
    circleRooms,
    conversations,
    topics,
    meals,
    notifications,
    profiles,
    pictures,
    blockList,
  });
  const { canModerate, communities, communityInvitations, communityReports, communityRequests, communityRights } =
    communityFeature.service;
  const groupFeature = createGroups({
    kernel,
    audit,
    groupStore,
    grants,
    tenantAccess,
    memberships,
    communityRights,
    profiles,
  });
  const { groupAudit, groupPeople, groups } = groupFeature.service;
  const directoryFeature = createDirectory({
    kernel,
    audit,
    tenantAccess,
    tenantStore,
    memberships,
    accounts,
    sessions,
    departures,
    groupStore,
    groups,
    groupAudit,
    directoryUsers,
  });
  const reportFeature = createReports({
    kernel,
    mailer,
    tenantStore,
    profiles,
    topics,
    meals,
    rooms: roomService,
    conversations,
    communityReports,
    notifications,
    audit,
  });
  const { reportDesk } = reportFeature.service;

  const signOnFeature = createSignOn({
    kernel,
    tokenKeys,
    audit,
    accounts,
    signIns: accountFeature.service.signIns,
    signInWays: accountFeature.service.signInWays,
    signUps: accountFeature.service.signUps,
    accountLetters,
    signInLetters,
    devices: accountFeature.service.devices,
    emailCodes,
    passkeys: accountFeature.service.passkeys,
    secondSteps: accountFeature.service.secondSteps,
    sessions,
    mailer,
    memberships,
    tenantStore,
    tenantAccess,
    admissions,
    ownerLetters,
    profiles,
    syncGroups: (synced) => groupPeople.syncDirectoryGroups(synced),
  });
  const { signOnState } = signOnFeature.service;

  const operatorFeature = createOperators({
    kernel,
    audit,
    auditReader,
    accounts,
    accountDeletion,
    factorPolicy,
    factorResets,
    notifications,
    suspensions,
    suspensionLetters,
    sessions,
    passwordResets,
    memberships,
    tenantStore,
    tenantSearch,
    tenantDeletion,
    signOnState,
    ownerLetters,
    profiles,
    reportDesk,
    rooms: roomService,
    communities,
    nodes,
    hasMail: mailer !== null,
    hasPush,
  });
  const { operatorRights } = operatorFeature.service;

  const features = {
    kernel: kernelFeature(kernel),
    // Started before all others: it refuses a process that must not use the database.
    nodes: nodeFeature,
    // Closed after everything that writes to it.
    audit: auditFeature,
    // Closed after everything that uses keys.
    keyStore: keyStoreFeature,
    signing: signingFeature,
    rotatedKeys: rotatedKeyFeature,
    meta: createMeta({
      config: kernel.config,
      openProviders: openProvidersOf(kernel.config.openSignOn),
      hasMail: mailer !== null,
      hasPush,
      notificationDays: NOTIFICATION_DAYS,
      instantTalkDays: INSTANT_TALK_DAYS,
    }),
    peopleLists,
    pictures: pictureFeature,
    profiles: profileFeature,
    memberships: membershipFeature,
    groupStores,
    directoryStores,
    accounts: accountFeature,
    tenants: tenantFeature,
    signOn: signOnFeature,
    // Closed after the conversations, whose last messages it notes.
    notifications: notificationFeature,
    conversations: conversationFeature,
    topicStores,
    matching: matchFeature,
    home: homeFeature,
    topics: topicFeature,
    peopleListEditing,
    rooms: roomFeature,
    proposals: proposalFeature,
    meals: mealFeature,
    calendar: createCalendar({ kernel, audit, accounts, factorPolicy, sessions }),
    communities: communityFeature,
    groups: groupFeature,
    directory: directoryFeature,
    rounds: createRounds({
      kernel,
      matches,
      notifications,
      profiles,
      blockList,
      neverMatch,
      neverMatchList,
      canModerate,
    }),
    notes: createNotes({ kernel, profiles }),
    reports: reportFeature,
    callIn: createCallIn({ kernel, notifications, profiles, neverMatchList }),
    instantTalks: createInstantTalks({ kernel, circleRooms, matches, profiles, blockList, neverMatchList }),
    exports: createExports({
      kernel,
      audit,
      accounts,
      accountLetters,
      sessions,
      memberships,
      tenantStore,
      profiles,
      blockList,
      conversationExport,
      notifications,
    }),
    operators: operatorFeature,
    homeOverview: createHomeOverview({
      kernel,
      home: homeFeature.service.home,
      interests: topicFeature.service.interests,
      communityRequests,
      matches,
      proposals: proposalFeature.service.proposals,
      meals,
      rooms: roomService,
      profiles,
      blockList,
    }),
    // After the features that it shows: their caches are dropped first, and it is the first that erases a person.
    front: createFront({
      kernel,
      inactiveAccounts: accountFeature.service.inactiveAccounts,
      profiles,
      topicStore,
      rooms: roomService,
      meals,
      communities,
      communityInvitations,
      pictureMaker,
    }),
    keys: createKeys({
      kernel,
      audit,
      tokenKeys,
      keyStore,
      keyUses,
      profiles,
      access: tenantAccess,
      operatorRights,
      suspensions,
      rotatedKeys: { push: pushKeys, turn: turnKeys },
      pushDevices,
      hasVapidKeys: vapidKeys !== null,
    }),
  };
  kernel.hooks.add(Object.values(features));
  kernel.jobs.bind(Object.values(features).flatMap(({ jobs = [] }) => jobs));
  return features;
}
