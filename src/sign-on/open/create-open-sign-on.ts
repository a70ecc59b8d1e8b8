/** Creates signing in to the open space by the providers of the operator. */
import type { Model } from 'mongoose';
import type {
  AccountService,
  KnownDevices,
  SecondSteps,
  SessionService,
  SignInLetters,
  SignInService,
  SignInWays,
  SignUpService,
} from '../../accounts/index.ts';
import type { AuditTrail } from '../../audit/index.ts';
import type { OpenSignOnConfig } from '../../kernel/config-types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { KeyedHash } from '../../kernel/keyed-hash.ts';
import type { TokenKey } from '../../kernel/token-keys.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { Attempts } from '../attempts.ts';
import type { ProviderNetwork } from '../provider/provider-fetch.ts';
import { Providers } from '../provider/providers.ts';
import { GitHub } from './github.ts';
import { OpenIdConnect } from './oidc.ts';
import type { OpenChallengeDoc } from './open-challenge-model.ts';
import { OpenChallenges } from './open-challenges.ts';
import { OpenFlow } from './open-flow.ts';
import { OpenIdentities } from './open-identities.ts';
import { OpenIdentityLetters } from './open-identity-letters.ts';
import type { OpenIdentityDoc } from './open-identity-model.ts';
import { OpenLinks } from './open-links.ts';
import type { OpenProvider } from './open-provider.ts';
import { openSignOnRoutes } from './open-sign-on-routes.ts';
import { OpenSignOnService } from './open-sign-on-service.ts';
import { OwnOpenSignOnService } from './own-open-sign-on.ts';

export interface OpenSignOnParts {
  kernel: Kernel;
  keys: readonly TokenKey[];
  audit: AuditTrail;
  models: { openIdentities: Model<OpenIdentityDoc>; openChallenges: Model<OpenChallengeDoc> };
  network: ProviderNetwork;
  attempts: Attempts;
  accounts: AccountService;
  signInLetters: SignInLetters;
  devices: KnownDevices;
  ways: SignInWays;
  signIns: SignInService;
  signUps: SignUpService;
  steps: SecondSteps;
  sessions: SessionService;
  mailer: Mailer | null;
}

export function createOpenSignOn(parts: OpenSignOnParts) {
  const { kernel, keys, audit, models, attempts, accounts, signInLetters, devices, ways } = parts;
  const { signIns, signUps, steps, sessions, mailer } = parts;
  const { clock, config, limits, publicUrl } = kernel;
  const network = { ...parts.network, isOperators: true };
  const providers = providersOf(config.openSignOn, network, new Providers({ network, clock, limits }));
  const hash = new KeyedHash({ keys, purpose: 'meshi:open-identity' });
  const identities = new OpenIdentities({ identities: models.openIdentities, audit, hash, clock });
  const challenges = new OpenChallenges({ challenges: models.openChallenges, clock, limits });
  const flow = new OpenFlow({ providers, attempts, publicUrl });
  const letters = new OpenIdentityLetters({ providers, signInLetters });
  const links = new OpenLinks({ identities, accounts, ways, letters, hasMail: mailer !== null, clock });
  const openSignOn = new OpenSignOnService({
    flow,
    identities,
    challenges,
    links,
    accounts,
    signIns,
    signUps,
  });
  const own = new OwnOpenSignOnService({ flow, identities, links, accounts, sessions, steps });
  return {
    routes: openSignOnRoutes({ openSignOn, own, links, devices, limits }),
    hooks: {
      // An identity at a provider that is no longer configured lets nobody in.
      waysIn: async (accountId: string) => {
        const offered = providers.map(({ id }) => id);
        return (await identities.of(accountId)).filter(({ provider }) => offered.includes(provider)).length;
      },
      noteIdentityUse: (accountId: string, _id: string) => identities.noteUse({ _id, accountId }),
      onClaim: (accountId: string) => links.unlinkAll(accountId),
    },
  };
}

function providersOf(
  { github, oidc }: OpenSignOnConfig,
  network: ProviderNetwork,
  providers: Providers,
): OpenProvider[] {
  return [...(github ? [new GitHub(github, network)] : []), ...(oidc ? [new OpenIdConnect(oidc, providers)] : [])];
}

/** What people see of the providers before they sign in. */
export function openProvidersOf({ github, oidc }: OpenSignOnConfig) {
  return [
    ...(github ? [{ id: 'github' as const, name: 'GitHub' }] : []),
    ...(oidc ? [{ id: 'oidc' as const, name: oidc.name }] : []),
  ];
}
