/** Makes each service and gives it exactly what it uses. Nothing else calls `new SomeService`. */
import type { Connection } from 'mongoose';
import { accountModel } from './accounts/account-model.ts';
import { accountRoutes } from './accounts/account-routes.ts';
import { AccountService, type Eraser } from './accounts/account-service.ts';
import { Authenticator } from './accounts/authenticator.ts';
import { Mailer } from './accounts/mailer.ts';
import { Passwords } from './accounts/password.ts';
import { passwordResetModel } from './accounts/password-reset-model.ts';
import { PasswordResetService } from './accounts/password-reset-service.ts';
import { RefreshTokens } from './accounts/refresh-tokens.ts';
import { sessionModel } from './accounts/session-model.ts';
import { SessionService } from './accounts/session-service.ts';
import { Tokens } from './accounts/tokens.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { conversationModel } from './conversations/conversation-model.ts';
import { conversationRoutes } from './conversations/conversation-routes.ts';
import { ConversationService } from './conversations/conversation-service.ts';
import { messageModel } from './conversations/message-model.ts';
import { readMarkModel } from './conversations/read-mark-model.ts';
import { type ConnectedModels, connectModels } from './database/models.ts';
import type { Events } from './events.ts';
import { metaRoutes } from './http/meta-routes.ts';
import { LimitedWork } from './limited-work.ts';
import type { Log } from './log.ts';
import { matchModel } from './matching/match-model.ts';
import { matchRoutes } from './matching/match-routes.ts';
import { MatchService } from './matching/match-service.ts';
import { MatchStore } from './matching/match-store.ts';
import { BlockList } from './moderation/block-list.ts';
import { blockModel } from './moderation/block-model.ts';
import { blockRoutes } from './moderation/block-routes.ts';
import { BlockService } from './moderation/block-service.ts';
import { AvatarMaker } from './profiles/avatar.ts';
import { avatarModel, profileModel } from './profiles/profile-model.ts';
import { profileRoutes } from './profiles/profile-routes.ts';
import { ProfileService } from './profiles/profile-service.ts';
import type { TokenKey } from './token-keys.ts';
import { interestModel } from './topics/interest-model.ts';
import { InterestService } from './topics/interest-service.ts';
import { InterestStore } from './topics/interest-store.ts';
import { TopicCards } from './topics/topic-cards.ts';
import { topicModel } from './topics/topic-model.ts';
import { topicRoutes } from './topics/topic-routes.ts';
import { TopicService } from './topics/topic-service.ts';
import { TopicStore } from './topics/topic-store.ts';

/** What services are built from. */
export interface ServiceParts {
  config: Config;
  log: Log;
  clock: Clock;
  events: Events;
  /** Open, with its indexes made. */
  connection: Connection;
  /** The first signs, all verify. */
  tokenKeys: readonly TokenKey[];
  /** Where people reach this server, for links; known once it listens. */
  publicUrl: () => string;
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Every model that a service here uses. */
const definitions = {
  accounts: accountModel,
  sessions: sessionModel,
  passwordResets: passwordResetModel,
  profiles: profileModel,
  avatars: avatarModel,
  blocks: blockModel,
  conversations: conversationModel,
  messages: messageModel,
  readMarks: readMarkModel,
  topics: topicModel,
  interests: interestModel,
  matches: matchModel,
};

/** Every service of the core, ready to use. */
export async function createServices({
  config,
  log,
  clock,
  events,
  connection,
  tokenKeys: keys,
  publicUrl,
}: ServiceParts) {
  const { limits } = config;
  const models = connectModels(connection, definitions);
  // Filled while the app is put together, before anyone can ask for a deletion.
  const erasers: Eraser[] = [];

  const blockList = new BlockList({ blocks: models.blocks, events });
  const avatarMaker = new AvatarMaker({
    work: new LimitedWork({ atOnce: limits.avatarsAtOnce, maxWaiting: limits.avatarQueue }),
    maxPixels: limits.avatarPixels,
  });
  const profiles = new ProfileService({ ...models, avatarMaker, blockList, events, clock, limits });

  const tokens = new Tokens({ keys, clock });
  const refreshTokens = new RefreshTokens({ keys });
  const sessions = new SessionService({ ...models, tokens, refreshTokens, events, clock, log, limits });
  const endedLately = await sessions.endedLately();
  const authenticator = new Authenticator({ tokens, clock, events, endedLately, limits });
  const passwords = new Passwords({
    work: new LimitedWork({ atOnce: limits.passwordHashesAtOnce, maxWaiting: limits.passwordHashQueue }),
  });
  const accounts = new AccountService({ ...models, passwords, profiles, sessions, erasers, clock, log });
  const mailer = config.mail.smtpUrl && new Mailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from });
  const passwordResets = new PasswordResetService({
    resets: models.passwordResets,
    accounts,
    mailer,
    publicUrl,
    clock,
    log,
    limits,
  });
  const meeting = createMeeting({ config, log, clock, events, models, profiles, blockList });
  const { conversations, matches, topics, interests, blocks } = meeting;
  for (const area of [passwordResets, interests, topics, matches, blocks, conversations]) {
    erasers.push((actor) => area.erasePerson(actor));
  }

  return {
    events,
    tokens,
    authenticator,
    accounts,
    sessions,
    passwords,
    passwordResets,
    profiles,
    blockList,
    ...meeting,
    erasers,
    routes: {
      ...metaRoutes({ hasPasswordReset: mailer !== null }),
      ...accountRoutes({ accounts, sessions, passwordResets, limits }),
      ...profileRoutes({ profiles }),
      ...conversationRoutes({ conversations }),
      ...topicRoutes({ topics, interests }),
      ...matchRoutes({ matches }),
      ...blockRoutes({ blocks }),
    },
    /** Ends what services hold, before the database is closed. */
    async close() {
      await conversations.shutDown();
      await passwordResets.close();
    },
  };
}

interface MeetingParts extends Pick<ServiceParts, 'config' | 'log' | 'clock' | 'events'> {
  models: ConnectedModels<typeof definitions>;
  profiles: ProfileService;
  blockList: BlockList;
}

/** From a card to a conversation: topics, interest, matches, blocks and what people write to each other. */
function createMeeting({ config, log, clock, events, models, profiles, blockList }: MeetingParts) {
  const { limits } = config;
  const common = { blockList, profiles, events, clock, limits };
  const conversations = new ConversationService({
    models,
    profiles,
    blocks: blockList,
    events,
    clock,
    log,
    limits,
    // Several processes share one database only where Redis ties them together.
    isOnlyWriter: config.redisUrl === null,
  });
  const topicStore = new TopicStore({ topics: models.topics });
  const interestStore = new InterestStore({ interests: models.interests, events });
  const matchStore = new MatchStore({ matches: models.matches });
  const matches = new MatchService({ ...common, matchStore, topicStore, interestStore, conversations });
  const topicCards = new TopicCards({ ...common, interestStore, matches });
  const topics = new TopicService({ ...common, topics: models.topics, topicStore, topicCards, interestStore });
  const interests = new InterestService({ ...common, interestStore, topicStore, topicCards, topics, matches });
  const blocks = new BlockService({ ...common, blocks: models.blocks, matches });
  return { conversations, matches, topics, interests, blocks };
}
