/** Single sign-on: the identity provider of an organisation signs its people in (OpenID Connect). */
import type {
  AccountLetters,
  AccountService,
  EmailCodes,
  KnownDevices,
  Passkeys,
  SecondSteps,
  SessionService,
  SignInLetters,
  SignInService,
  SignInWays,
  SignUpService,
} from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SealedTexts } from '../kernel/sealed-text.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Admissions, OwnerLetters, TenantAccess } from '../tenants/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { signOnAttemptModel } from './attempt-model.ts';
import { Attempts } from './attempts.ts';
import { signOnConnectionModel } from './connection-model.ts';
import { ConnectionService } from './connection-service.ts';
import { ConnectionStore } from './connection-store.ts';
import type { SyncGroups } from './group-sync.ts';
import { Identities } from './identities.ts';
import { signOnIdentityModel } from './identity-model.ts';
import { signOnLinkModel } from './link-model.ts';
import { Links } from './links.ts';
import { BackChannelLogout } from './logout/back-channel-logout.ts';
import { signOnLogoutModel } from './logout/logout-model.ts';
import { Logouts } from './logout/logouts.ts';
import { NewPeople } from './new-people.ts';
import { OnlySignOn } from './only-sign-on.ts';
import { createOpenSignOn } from './open/create-open-sign-on.ts';
import { openChallengeModel } from './open/open-challenge-model.ts';
import { openIdentityModel } from './open/open-identity-model.ts';
import { OwnProof } from './own-proof.ts';
import { OwnSignOnService } from './own-sign-on.ts';
import { Providers } from './provider/providers.ts';
import { ProviderFlow } from './provider-flow.ts';
import { signOnRoutes } from './sign-on-routes.ts';
import { SignOnService } from './sign-on-service.ts';
import { SignOnState } from './sign-on-state.ts';

export type { SyncedGroups, SyncGroups } from './group-sync.ts';
export { openProvidersOf } from './open/create-open-sign-on.ts';
export type { SignOnState } from './sign-on-state.ts';

const models = {
  connections: signOnConnectionModel,
  attempts: signOnAttemptModel,
  links: signOnLinkModel,
  identities: signOnIdentityModel,
  logouts: signOnLogoutModel,
  openIdentities: openIdentityModel,
  openChallenges: openChallengeModel,
};

export interface SignOnDeps {
  kernel: Kernel;
  tokenKeys: readonly TokenKey[];
  audit: AuditTrail;
  accounts: AccountService;
  signIns: SignInService;
  signInWays: SignInWays;
  signUps: SignUpService;
  accountLetters: AccountLetters;
  signInLetters: SignInLetters;
  devices: KnownDevices;
  emailCodes: EmailCodes;
  passkeys: Passkeys;
  secondSteps: SecondSteps;
  sessions: SessionService;
  /** Null if no mail server is configured. */
  mailer: Mailer | null;
  memberships: Memberships;
  tenantStore: TenantStore;
  tenantAccess: TenantAccess;
  admissions: Admissions;
  ownerLetters: OwnerLetters;
  profiles: ProfileService;
  /** Receives the groups of people after each sign-in, see `group-sync.ts`. */
  syncGroups?: SyncGroups;
}

export function createSignOn(deps: SignOnDeps) {
  const {
    kernel,
    tokenKeys: keys,
    audit,
    accounts,
    signIns,
    signUps,
    accountLetters,
    devices,
    emailCodes,
    passkeys,
  } = deps;
  const {
    secondSteps: steps,
    sessions,
    mailer,
    memberships,
    tenantStore,
    profiles,
    admissions,
    ownerLetters,
    syncGroups,
  } = deps;
  const access = deps.tenantAccess;
  const { clock, config, jobs, limits, publicUrl } = kernel;
  const connected = connectModels(kernel.connection, models);
  const sealed = new SealedTexts({ keys, purpose: 'meshi:sign-on' });
  const store = new ConnectionStore({ connections: connected.connections, audit, sealed });
  const network = {
    isOpen: config.environment !== 'production',
    internalHosts: config.signOnInternalHosts,
    limits,
  };
  const providers = new Providers({ network, clock, limits });
  const onlySignOn = new OnlySignOn({ store, tenantStore, memberships, steps, sessions, jobs, clock });
  const connections = new ConnectionService({ store, onlySignOn, providers, access, profiles, audit, publicUrl });
  const attempts = new Attempts({ attempts: connected.attempts, clock, limits });
  const flow = new ProviderFlow({ providers, attempts, store, connections, limits });
  const identities = new Identities({ identities: connected.identities, audit, memberships, clock });
  const links = new Links({ links: connected.links, clock, limits });
  const newPeople = new NewPeople({ signUps, admissions, identities, audit });
  const signOn = new SignOnService({
    store,
    flow,
    identities,
    links,
    ownProof: new OwnProof({ accounts, accountLetters, emailCodes, passkeys, steps }),
    newPeople,
    accounts,
    signIns,
    steps,
    memberships,
    tenantStore,
    hasMail: mailer !== null,
    syncGroups,
    clock,
    limits,
  });
  const own = new OwnSignOnService({
    store,
    connections,
    flow,
    identities,
    newPeople,
    onlySignOn,
    signOn,
    ownerLetters,
    access,
    accounts,
    signIns,
    sessions,
    memberships,
    audit,
    clock,
    limits,
  });

  const logouts = new Logouts({ logouts: connected.logouts, audit, clock, limits });
  const backChannelLogout = new BackChannelLogout({
    connections,
    store,
    providers,
    identities,
    logouts,
    sessions,
    audit,
  });
  const open = createOpenSignOn({
    kernel,
    keys,
    audit,
    models: connected,
    network,
    attempts,
    accounts,
    signInLetters: deps.signInLetters,
    devices,
    ways: deps.signInWays,
    signIns,
    signUps,
    steps,
    sessions,
    mailer,
  });

  return defineFeature({
    name: 'sign-on',
    service: { signOnLinks: links, signOnState: new SignOnState({ store }), backChannelLogout },
    models,
    routes: { ...signOnRoutes({ connections, signOn, own, devices, limits }), ...open.routes },
    jobs: [...onlySignOn.jobs()],
    hooks: {
      async checkEntry(person, signOn) {
        await onlySignOn.checkEntry(person, signOn);
        await logouts.checkEntry(person, signOn);
      },
      ...open.hooks,
    },
  });
}
