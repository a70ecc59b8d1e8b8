/** Creates the second factors of accounts. */
import type { Model } from 'mongoose';
import type { AuditTrail } from '../../audit/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { SealedTexts } from '../../kernel/sealed-text.ts';
import type { TokenKey } from '../../kernel/token-keys.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { Memberships, TenantStore } from '../../tenants/memberships/index.ts';
import type { AccountService } from '../account-service.ts';
import type { SessionService } from '../session-service.ts';
import type { SignInLetters } from '../sign-in-letters.ts';
import type { SignInWays } from '../sign-in-ways.ts';
import { FactorLetters } from './factor-letters.ts';
import { FactorPolicy } from './factor-policy.ts';
import { FactorResets } from './factor-resets.ts';
import type { PasskeyChallengeDoc } from './passkey-challenge-model.ts';
import { PasskeyChallenges } from './passkey-challenges.ts';
import { PasskeyService } from './passkey-service.ts';
import { Passkeys } from './passkeys.ts';
import type { SecondFactorDoc } from './second-factor-model.ts';
import { SecondFactorService } from './second-factor-service.ts';
import { SecondFactorStore } from './second-factor-store.ts';
import { SecondSteps } from './second-steps.ts';
import type { SignInChallengeDoc } from './sign-in-challenge-model.ts';
import { SignInChallenges } from './sign-in-challenges.ts';

export interface SecondFactorParts {
  kernel: Kernel;
  audit: AuditTrail;
  keys: readonly TokenKey[];
  models: {
    passkeyChallenges: Model<PasskeyChallengeDoc>;
    secondFactors: Model<SecondFactorDoc>;
    signInChallenges: Model<SignInChallengeDoc>;
  };
  signInLetters: SignInLetters;
  memberships: Memberships;
  tenantStore: TenantStore;
  mailer: Mailer | null;
}

/** What accounts need of second factors. `manage` creates the services that change them, which need accounts themselves. */
export function createSecondFactors(parts: SecondFactorParts) {
  const { kernel, audit, keys, models, signInLetters, memberships, tenantStore, mailer } = parts;
  const { clock, jobs, limits, publicUrl, security } = kernel;
  const sealed = new SealedTexts({ keys, purpose: 'meshi:authenticator' });
  const store = new SecondFactorStore({ factors: models.secondFactors, audit, sealed, clock, limits });
  const challenges = new SignInChallenges({ challenges: models.signInChallenges, clock, limits });
  const letters = new FactorLetters(signInLetters);
  const steps = new SecondSteps({ store, challenges, letters, security });
  const passkeyChallenges = new PasskeyChallenges({ challenges: models.passkeyChallenges, clock, limits });
  const passkeys = new Passkeys({ store, challenges: passkeyChallenges, clock });
  const policy = new FactorPolicy({ store, memberships, tenantStore, limits });
  const manage = (accounts: AccountService, sessions: SessionService, ways: SignInWays) => {
    const resets = new FactorResets({ store, accounts, letters, mailer, jobs, security, publicUrl, clock, limits });
    const factors = new SecondFactorService({ store, steps, accounts, policy, letters });
    const ofPasskeys = { store, passkeys, factors, accounts, sessions, ways, policy, letters, limits };
    return { factors, resets, passkeys: new PasskeyService(ofPasskeys) };
  };
  return { challenges, steps, store, passkeys, policy, manage };
}
