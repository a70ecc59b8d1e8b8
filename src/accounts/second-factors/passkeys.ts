/** Adds passkeys and checks proofs with them (WebAuthn). A proof needs user verification, so a passkey alone is both factors. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { newId } from '../../database/ids.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ForbiddenError, InvalidInputError } from '../../kernel/errors.ts';
import type { NewPasskey, PasskeyOptions, PasskeyProof } from '../../protocol/passkeys.ts';
import type { PasskeyChallenges } from './passkey-challenges.ts';
import type { StoredPasskey } from './second-factor-model.ts';
import type { SecondFactorStore } from './second-factor-store.ts';

/** EdDSA, ES256 and RS256. Named, because the default also asks Node for algorithms that are experimental there. */
const ALGORITHMS = [-8, -7, -257];

export interface PasskeysOptions {
  store: Pick<SecondFactorStore, 'find' | 'findByPasskey' | 'countUse'>;
  challenges: PasskeyChallenges;
  clock: Clock;
}

/** An account as an authenticator shows it. */
interface Owner {
  id: string;
  email: string;
}

export class Passkeys {
  readonly #parts: PasskeysOptions;

  constructor(parts: PasskeysOptions) {
    this.#parts = parts;
  }

  /** Options for a new passkey. `origin` is that of Meshi's pages. */
  async creationOptions({ id, email }: Owner, origin: string): Promise<PasskeyOptions> {
    const known = (await this.#parts.store.find(id))?.passkeys ?? [];
    const options = await generateRegistrationOptions({
      rpName: 'Meshi',
      rpID: rpIdOf(origin),
      userName: email,
      userDisplayName: email,
      userID: new Uint8Array(Buffer.from(id)),
      challenge: await this.#parts.challenges.make(id),
      excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { options: { ...options } };
  }

  /** Options for a proof with any passkey that the device has for this server. */
  async proofOptions(origin: string): Promise<PasskeyOptions> {
    const options = await generateAuthenticationOptions({
      rpID: rpIdOf(origin),
      challenge: await this.#parts.challenges.make(null),
      userVerification: 'required',
    });
    return { options: { ...options } };
  }

  /** Checks a new passkey. @throws InvalidInputError `passkey_refused` */
  async created(accountId: string, passkey: NewPasskey, name: string, origin: string): Promise<StoredPasskey> {
    const expectedChallenge = await this.#parts.challenges.spend(passkey.response.clientDataJSON, accountId);
    if (expectedChallenge === null) throw passkeyRefused();
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...passkey, response: withTransports(passkey.response), clientExtensionResults: {} },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpIdOf(origin),
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch((cause: unknown) => {
      throw passkeyRefused(cause);
    });
    if (!verified) throw passkeyRefused();
    const { id: credentialId, publicKey, counter } = registrationInfo.credential;
    return {
      id: newId(),
      credentialId,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: passkey.response.transports ?? [],
      name,
      createdAt: this.#parts.clock.date(),
      lastUsedAt: null,
    };
  }

  /** The account whose passkey signed an open challenge; uses the challenge up. @throws InvalidInputError `passkey_refused` */
  async accountOf(passkey: PasskeyProof, origin: string): Promise<string> {
    const expectedChallenge = await this.#parts.challenges.spend(passkey.response.clientDataJSON, null);
    const found = expectedChallenge === null ? null : await this.#parts.store.findByPasskey(passkey.id);
    const stored = found?.passkeys.find(({ credentialId }) => credentialId === passkey.id);
    if (!expectedChallenge || !found || !stored) throw passkeyRefused();
    const { userHandle, ...response } = passkey.response;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...passkey, response, clientExtensionResults: {} },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpIdOf(origin),
      credential: {
        id: stored.credentialId,
        publicKey: new Uint8Array(Buffer.from(stored.publicKey, 'base64url')),
        counter: stored.counter,
      },
    }).catch((cause: unknown) => {
      throw passkeyRefused(cause);
    });
    // The handle, if the device sends it, names the account for which the passkey was made.
    const isOther = userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== found._id;
    if (!verified || isOther) throw passkeyRefused();
    if (!(await this.#parts.store.countUse(found._id, stored, authenticationInfo.newCounter))) throw passkeyRefused();
    return found._id;
  }
}

/** Passkeys belong to the host, without its port. */
function rpIdOf(origin: string): string {
  return new URL(origin).hostname;
}

function withTransports({ transports, ...response }: NewPasskey['response']) {
  return { ...response, ...(transports && { transports }) };
}

function passkeyRefused(cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    'passkey_refused',
    'This passkey was not accepted: it is unknown here, or the attempt took too long. Try again.',
    { cause },
  );
}

/** A passkey of another account cannot prove who uses this session. */
export function otherPasskey(): ForbiddenError {
  return new ForbiddenError('other_passkey', 'This passkey belongs to another account. Choose one of this account.');
}
