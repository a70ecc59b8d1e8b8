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
import { connectModels } from './database/models.ts';
import type { Events } from './events.ts';
import { metaRoutes } from './http/meta-routes.ts';
import { LimitedWork } from './limited-work.ts';
import type { Log } from './log.ts';
import { BlockList } from './moderation/block-list.ts';
import { blockModel } from './moderation/block-model.ts';
import { AvatarMaker } from './profiles/avatar.ts';
import { avatarModel, profileModel } from './profiles/profile-model.ts';
import { profileRoutes } from './profiles/profile-routes.ts';
import { ProfileService } from './profiles/profile-service.ts';
import type { TokenKey } from './token-keys.ts';

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
  erasers.push((actor) => passwordResets.erasePerson(actor));

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
    erasers,
    routes: {
      ...metaRoutes({ hasPasswordReset: mailer !== null }),
      ...accountRoutes({ accounts, sessions, passwordResets, limits }),
      ...profileRoutes({ profiles }),
    },
    /** Ends what services hold, before the database is closed. */
    async close() {
      await passwordResets.close();
    },
  };
}
