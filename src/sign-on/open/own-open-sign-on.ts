/** What a signed-in person does with providers of the operator: links and unlinks identities, and proves who they are. */
import type { AccountService, SecondSteps, SessionService } from '../../accounts/index.ts';
import type { Actor } from '../../kernel/actor.ts';
import { ConflictError, InvalidInputError } from '../../kernel/errors.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import type {
  FinishOwnOpenSignOn,
  OpenIdentities as OpenIdentityList,
  OwnOpenSignOn,
} from '../../protocol/open-sign-on.ts';
import type { BegunFlow } from '../provider-flow.ts';
import type { OpenFlow } from './open-flow.ts';
import type { OpenIdentities } from './open-identities.ts';
import type { OpenLinks } from './open-links.ts';
import type { OpenIdentity } from './open-provider.ts';

export interface OwnOpenSignOnOptions {
  flow: OpenFlow;
  identities: OpenIdentities;
  links: Pick<OpenLinks, 'known' | 'link'>;
  accounts: Pick<AccountService, 'accountOf'>;
  sessions: Pick<SessionService, 'renewProof'>;
  steps: Pick<SecondSteps, 'isOn' | 'spendCode'>;
}

export class OwnOpenSignOnService {
  readonly #parts: OwnOpenSignOnOptions;

  constructor(parts: OwnOpenSignOnOptions) {
    this.#parts = parts;
  }

  async list(actor: Actor): Promise<OpenIdentityList> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    const items = (await this.#parts.identities.of(id)).map(({ provider, linkedAt, lastUsedAt }) => ({
      provider,
      linkedAt: linkedAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }));
    return { items };
  }

  /** @throws NotFoundError `no_provider`, UnavailableError `provider_failed` */
  begin(actor: Actor, provider: OpenProviderId, purpose: 'link' | 'proof'): Promise<BegunFlow> {
    return this.#parts.flow.begin(provider, { purpose, actor });
  }

  /**
   * Ends a link or a proof. A proof needs a code of the second factor too, if there is one.
   * @throws as `OpenFlow.finish`, and InvalidInputError `factor_code_wrong`, ConflictError `identity_taken`
   */
  async finish(actor: Actor, { provider, answer, attemptToken, code }: FinishOwnOpenSignOn): Promise<OwnOpenSignOn> {
    const { flow, accounts, steps } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    // Before the attempt is used up, so that a typing error does not begin everything again.
    const isSecond = code !== undefined && (await steps.isOn(accountId));
    if (isSecond) await steps.spendCode(accountId, code);
    const { attempt, identity } = await flow.finish(provider, { answer, attemptToken, actor });
    if (attempt.purpose === 'link') {
      await this.#link(actor, { provider, accountId, identity });
      return { purpose: 'link' };
    }
    await this.#prove(actor, { accountId, identity, isSecond });
    return { purpose: 'proof' };
  }

  async #link(
    actor: Actor,
    { provider, accountId, identity }: { provider: OpenProviderId; accountId: string; identity: OpenIdentity },
  ): Promise<void> {
    const { identities, links } = this.#parts;
    // Also finds one whose hash is of an older key.
    const known = await links.known(identity);
    const subjectHash = known?.subjectHash ?? identities.hashOf(identity.subject);
    await links.link(actor, { provider, subjectHash, accountId }, 'settings');
  }

  async #prove(
    actor: Actor,
    { accountId, identity, isSecond }: { accountId: string; identity: OpenIdentity; isSecond: boolean },
  ): Promise<void> {
    const { identities, sessions, steps } = this.#parts;
    const known = await identities.find(identity.subject);
    if (known?.accountId !== accountId) throw otherIdentity();
    if (!isSecond && (await steps.isOn(accountId))) throw codeMissing();
    await sessions.renewProof(actor);
  }
}

function otherIdentity(): ConflictError {
  return new ConflictError(
    'identity_taken',
    'You signed in with another account at the provider. Use the one that is linked to yours.',
  );
}

function codeMissing(): InvalidInputError {
  return new InvalidInputError('factor_code_wrong', 'Send a code of the second factor, too. Begin again.');
}
