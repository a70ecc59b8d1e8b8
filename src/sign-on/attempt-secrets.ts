/**
 * The secrets of one sign-in at a provider. Only the browser that began has the token from which they are made, so no other browser
 * can finish the sign-in. The database stores none of them.
 */
import { createHmac } from 'node:crypto';
import { hashOf } from '../kernel/hash.ts';
import type { FlowSecrets } from './provider/providers.ts';

/** What a sign-in at the provider is for. `proof` and `link` are of a signed-in person, `test` of an owner. */
export const attemptPurposes = ['sign_in', 'test', 'proof', 'link'] as const;
export type AttemptPurpose = (typeof attemptPurposes)[number];

/** The page that the provider sends the browser back to reads the purpose, which is no secret, from the state. */
export function secretsOf(attemptToken: string, purpose: AttemptPurpose): FlowSecrets {
  const part = (name: string) => createHmac('sha256', attemptToken).update(name).digest('base64url');
  return { state: `${purpose}.${part('state')}`, nonce: part('nonce'), codeVerifier: part('code verifier') };
}

/** The id under which an attempt is stored. */
export function attemptIdOf(attemptToken: string): string {
  return hashOf(`sign-on attempt ${attemptToken}`);
}
