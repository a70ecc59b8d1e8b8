/** Asks the browser for passkeys. The library is loaded with the first question. */
import type { NewPasskey, PasskeyOptions, PasskeyProof } from '@meshi/client';

type Options = PasskeyOptions['options'];

/** Whether this page can use passkeys: browsers offer them only on https pages and on the same machine. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in window;
}

/** @throws Error whose `wasPasskeyCancelled` is true if the person closes the question */
export async function createPasskey(options: Options): Promise<NewPasskey> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  // The options come from the same library on the server.
  const created = await startRegistration({ optionsJSON: options as never });
  const { id, rawId, type, response } = created;
  const { clientDataJSON, attestationObject, transports = [] } = response;
  return { id, rawId, type, response: { clientDataJSON, attestationObject, transports } };
}

/** @throws Error like `createPasskey` */
export async function askPasskey(options: Options): Promise<PasskeyProof> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { id, rawId, type, response } = await startAuthentication({ optionsJSON: options as never });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    id,
    rawId,
    type,
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) },
  };
}

const CANCELLED = new Set(['NotAllowedError', 'AbortError']);

/** Whether the person closed the question of the browser, or let it expire. */
export function wasPasskeyCancelled(error: unknown): boolean {
  return error instanceof Error && CANCELLED.has(error.name);
}
