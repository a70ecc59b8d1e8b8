/**
 * Signing in and signing up in the open space by a provider of the operator. An identity is linked by proof only: never because an
 * account has the same address.
 */
import type { AccountService, SignInService, SignUpService, StartedSession } from '../../accounts/index.ts';
import { newId } from '../../database/ids.ts';
import { type Actor, PUBLIC_TENANT } from '../../kernel/actor.ts';
import { ConflictError, ForbiddenError, UnauthenticatedError } from '../../kernel/errors.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import type { FinishOpenSignOn, OpenSignUp } from '../../protocol/open-sign-on.ts';
import { suggestedProfile } from '../new-entry.ts';
import type { BegunFlow } from '../provider-flow.ts';
import type { SignOnDevice } from '../sign-on-service.ts';
import type { OpenChallenges } from './open-challenges.ts';
import type { OpenFlow } from './open-flow.ts';
import type { OpenIdentities } from './open-identities.ts';
import type { OpenLinks } from './open-links.ts';
import type { OpenIdentity } from './open-provider.ts';

export interface OpenSignOnServiceOptions {
  flow: OpenFlow;
  identities: OpenIdentities;
  challenges: OpenChallenges;
  links: Pick<OpenLinks, 'known' | 'link' | 'entry'>;
  accounts: Pick<AccountService, 'findByEmail' | 'accountOf'>;
  signIns: Pick<SignInService, 'startProven'>;
  signUps: Pick<SignUpService, 'isHandleFree' | 'signUpProven'>;
}

export class OpenSignOnService {
  readonly #parts: OpenSignOnServiceOptions;

  constructor(parts: OpenSignOnServiceOptions) {
    this.#parts = parts;
  }

  /** @throws NotFoundError `no_provider`, UnavailableError `provider_failed` */
  begin(provider: OpenProviderId): Promise<BegunFlow> {
    return this.#parts.flow.begin(provider, { purpose: 'sign_in', actor: null });
  }

  /**
   * Signs in with the answer of the provider.
   * @throws as `OpenFlow.finish`, and UnauthenticatedError `sign_up_needed`, `own_sign_in_needed`, `second_step_needed`,
   * ForbiddenError `provider_email_unverified`, `suspended`
   */
  async finish({ provider, answer, attemptToken }: FinishOpenSignOn, device: SignOnDevice): Promise<StartedSession> {
    const { identity } = await this.#parts.flow.finish(provider, { answer, attemptToken, actor: null });
    const known = await this.#parts.links.known(identity);
    if (known) {
      const { refreshIn, userAgent, network } = device;
      const { accountId, _id: identityId } = known;
      return this.#parts.signIns.startProven({ accountId, identityId }, { refreshIn, userAgent, network });
    }
    throw await this.#challenge(provider, identity);
  }

  /**
   * Creates an account for the identity of a challenge. Of two at once, one gets the identity.
   * @throws InvalidInputError `sign_on_expired`, ConflictError `identity_taken`, `email_taken`, `handle_taken`, ForbiddenError
   * `suspended`
   */
  async signUp({ challengeId, ...profile }: OpenSignUp, device: SignOnDevice): Promise<StartedSession> {
    const { challenges, identities, links, signUps } = this.#parts;
    const challenge = await challenges.find(challengeId, null);
    const { provider, subjectHash, email } = challenge;
    const accountId = newId();
    const identity = { provider, subjectHash, accountId };
    // Linked first: the unique index lets one sign-up through, and an account without a way in is never made.
    const entry = links.entry(accountId, device, { provider, how: 'new' });
    await identities.reserve(identity, entry);
    let started: StartedSession;
    try {
      started = await signUps.signUpProven(accountId, { ...profile, email, ...device });
    } catch (error) {
      // After any other error the account may exist.
      if (error instanceof ConflictError || error instanceof ForbiddenError) await identities.undo(identity);
      throw error;
    }
    await identities.settle(entry);
    await challenges.spend(challenge);
    return started;
  }

  /** Links the identity of a challenge to the account that has its address. @throws InvalidInputError `sign_on_expired` */
  async link(actor: Actor, challengeId: string): Promise<void> {
    const { accounts, challenges, links } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    const challenge = await challenges.find(challengeId, accountId);
    const { provider, subjectHash } = challenge;
    await links.link(actor, { provider, subjectHash, accountId }, 'sign_in');
    await challenges.spend(challenge);
  }

  async #challenge(provider: OpenProviderId, identity: OpenIdentity): Promise<UnauthenticatedError> {
    const { accounts, challenges, identities, signUps } = this.#parts;
    const { subject, email } = identity;
    if (email === null) throw emailUnverified();
    const existing = await accounts.findByEmail(PUBLIC_TENANT, email);
    const accountId = existing?.personId ?? null;
    const opened = await challenges.open({ provider, subjectHash: identities.hashOf(subject), email, accountId });
    if (accountId === null) {
      const { displayName, handle } = suggestedProfile(identity);
      const isFree = handle !== '' && (await signUps.isHandleFree(handle));
      return new UnauthenticatedError(
        'sign_up_needed',
        'You have no account yet. Send a name, and a handle if you like, with the challenge to openSignOn.signUp.',
        { openSignOn: { ...opened, provider, email, displayName, handle: isFree ? handle : '' } },
      );
    }
    return new UnauthenticatedError(
      'own_sign_in_needed',
      'An account with this e-mail address exists. Sign in to it as before, then send the challenge to openSignOn.link.',
      { openSignOn: { ...opened, provider, email, displayName: '', handle: '' } },
    ).about({ ids: { accountId } });
  }
}

function emailUnverified(): ForbiddenError {
  return new ForbiddenError(
    'provider_email_unverified',
    'The provider names no verified e-mail address of yours. Verify your primary address there, or sign up with an address.',
  );
}
