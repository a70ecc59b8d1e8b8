/** All words of the screens in both languages, so that tests find elements by the text that a person reads. */
import { words as frontEn } from '../../src/front/pages/words.en.ts';
import { words as frontJa } from '../../src/front/pages/words.ja.ts';
import { words as aboutEn } from '../../web/features/about/words.en.ts';
import { words as aboutJa } from '../../web/features/about/words.ja.ts';
import { words as accountEn } from '../../web/features/account/words.en.ts';
import { words as accountJa } from '../../web/features/account/words.ja.ts';
import { words as communitiesEn } from '../../web/features/communities/words.en.ts';
import { words as communitiesJa } from '../../web/features/communities/words.ja.ts';
import { words as conversationsEn } from '../../web/features/conversations/words.en.ts';
import { words as conversationsJa } from '../../web/features/conversations/words.ja.ts';
import { words as homeEn } from '../../web/features/home/words.en.ts';
import { words as homeJa } from '../../web/features/home/words.ja.ts';
import { words as instantTalkEn } from '../../web/features/instant-talk/words.en.ts';
import { words as instantTalkJa } from '../../web/features/instant-talk/words.ja.ts';
import { words as matchEn } from '../../web/features/matching/words.en.ts';
import { words as matchJa } from '../../web/features/matching/words.ja.ts';
import { words as meEn } from '../../web/features/me/words.en.ts';
import { words as meJa } from '../../web/features/me/words.ja.ts';
import { words as mealsEn } from '../../web/features/meals/words.en.ts';
import { words as mealsJa } from '../../web/features/meals/words.ja.ts';
import { words as notificationsEn } from '../../web/features/notifications/words.en.ts';
import { words as notificationsJa } from '../../web/features/notifications/words.ja.ts';
import { words as operatorsEn } from '../../web/features/operators/words.en.ts';
import { words as operatorsJa } from '../../web/features/operators/words.ja.ts';
import { words as peopleEn } from '../../web/features/people/words.en.ts';
import { words as peopleJa } from '../../web/features/people/words.ja.ts';
import { words as proposalsEn } from '../../web/features/proposals/words.en.ts';
import { words as proposalsJa } from '../../web/features/proposals/words.ja.ts';
import { words as roomsEn } from '../../web/features/rooms/words.en.ts';
import { words as roomsJa } from '../../web/features/rooms/words.ja.ts';
import { words as roundsEn } from '../../web/features/rounds/words.en.ts';
import { words as roundsJa } from '../../web/features/rounds/words.ja.ts';
import { words as settingsEn } from '../../web/features/settings/words.en.ts';
import { words as settingsJa } from '../../web/features/settings/words.ja.ts';
import { words as groupsEn } from '../../web/features/tenants/group-words.en.ts';
import { words as groupsJa } from '../../web/features/tenants/group-words.ja.ts';
import { words as retentionEn } from '../../web/features/tenants/retention-words.en.ts';
import { words as retentionJa } from '../../web/features/tenants/retention-words.ja.ts';
import { words as tenantsEn } from '../../web/features/tenants/words.en.ts';
import { words as tenantsJa } from '../../web/features/tenants/words.ja.ts';
import { words as firstTopicEn } from '../../web/features/topics/first-topic-words.en.ts';
import { words as firstTopicJa } from '../../web/features/topics/first-topic-words.ja.ts';
import { words as topicsEn } from '../../web/features/topics/words.en.ts';
import { words as topicsJa } from '../../web/features/topics/words.ja.ts';
import { words as welcomeEn } from '../../web/features/welcome/words.en.ts';
import { words as welcomeJa } from '../../web/features/welcome/words.ja.ts';
import { words as sharedEn } from '../../web/i18n/words.en.ts';
import { words as sharedJa } from '../../web/i18n/words.ja.ts';
import { words as auditEn } from '../../web/ui/audit/audit-words.en.ts';
import { words as auditJa } from '../../web/ui/audit/audit-words.ja.ts';
import { words as messagesEn } from '../../web/ui/conversation/words.en.ts';
import { words as messagesJa } from '../../web/ui/conversation/words.ja.ts';
import { words as keysEn } from '../../web/ui/keys/key-words.en.ts';
import { words as keysJa } from '../../web/ui/keys/key-words.ja.ts';
import { words as reportEn } from '../../web/ui/report/words.en.ts';
import { words as reportJa } from '../../web/ui/report/words.ja.ts';

export const ja = {
  ...sharedJa,
  aboutPages: aboutJa,
  audit: auditJa,
  account: { ...sharedJa.account, ...accountJa },
  communities: communitiesJa,
  conversations: conversationsJa,
  groups: groupsJa,
  front: frontJa,
  home: homeJa,
  instantTalk: instantTalkJa,
  keys: keysJa,
  match: matchJa,
  me: meJa,
  meals: mealsJa,
  messages: messagesJa,
  notifications: notificationsJa,
  operators: operatorsJa,
  people: peopleJa,
  proposals: proposalsJa,
  retention: retentionJa,
  report: { ...sharedJa.report, ...reportJa },
  rooms: roomsJa,
  rounds: roundsJa,
  settings: settingsJa,
  tenants: tenantsJa,
  topics: topicsJa,
  firstTopic: firstTopicJa,
  welcome: welcomeJa,
};

export const en: typeof ja = {
  ...sharedEn,
  aboutPages: aboutEn,
  audit: auditEn,
  account: { ...sharedEn.account, ...accountEn },
  communities: communitiesEn,
  conversations: conversationsEn,
  groups: groupsEn,
  front: frontEn,
  home: homeEn,
  instantTalk: instantTalkEn,
  keys: keysEn,
  match: matchEn,
  me: meEn,
  meals: mealsEn,
  messages: messagesEn,
  notifications: notificationsEn,
  operators: operatorsEn,
  people: peopleEn,
  proposals: proposalsEn,
  retention: retentionEn,
  report: { ...sharedEn.report, ...reportEn },
  rooms: roomsEn,
  rounds: roundsEn,
  settings: settingsEn,
  tenants: tenantsEn,
  topics: topicsEn,
  firstTopic: firstTopicEn,
  welcome: welcomeEn,
};
