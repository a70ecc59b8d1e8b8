/** Routes of second factors. */
import type { RouteHandlers } from '../../http/route-handlers.ts';
import type { FactorResets } from './factor-resets.ts';
import type { PasskeyService } from './passkey-service.ts';
import type { SecondFactorService } from './second-factor-service.ts';

type Names =
  | 'passkeys.begin'
  | 'passkeys.prove'
  | 'passkeys.beginAdding'
  | 'passkeys.add'
  | 'passkeys.rename'
  | 'passkeys.remove'
  | 'secondFactors.get'
  | 'secondFactors.beginAuthenticator'
  | 'secondFactors.confirmAuthenticator'
  | 'secondFactors.removeAuthenticator'
  | 'secondFactors.makeRecoveryCodes'
  | 'secondFactors.keep'
  | 'secondFactors.keepByLink';

export function secondFactorRoutes(
  factors: SecondFactorService,
  passkeys: PasskeyService,
  resets: FactorResets,
): RouteHandlers<Names> {
  return {
    'passkeys.begin': ({ pageOrigin }) => passkeys.begin(pageOrigin),
    'passkeys.prove': async ({ actor, body, pageOrigin }) => {
      await passkeys.prove(actor, body.passkey, pageOrigin);
      return null;
    },
    'passkeys.beginAdding': ({ actor, pageOrigin }) => passkeys.beginAdding(actor, pageOrigin),
    'passkeys.add': ({ actor, body, pageOrigin }) => passkeys.add(actor, body, pageOrigin),
    'passkeys.rename': async ({ actor, params, body }) => {
      await passkeys.rename(actor, params.passkeyId, body.name);
      return null;
    },
    'passkeys.remove': async ({ actor, params }) => {
      await passkeys.remove(actor, params.passkeyId);
      return null;
    },
    'secondFactors.get': ({ actor }) => factors.get(actor),
    'secondFactors.beginAuthenticator': ({ actor }) => factors.beginAuthenticator(actor),
    'secondFactors.confirmAuthenticator': ({ actor, body }) => factors.confirmAuthenticator(actor, body.code),
    'secondFactors.removeAuthenticator': async ({ actor }) => {
      await factors.removeAuthenticator(actor);
      return null;
    },
    'secondFactors.keep': async ({ actor }) => {
      await resets.keep(actor);
      return null;
    },
    'secondFactors.keepByLink': async (call) => {
      call.note({ accountId: await resets.keepByLink(call.body.token, call.network) });
      return null;
    },
    'secondFactors.makeRecoveryCodes': async ({ actor }) => ({
      recoveryCodes: await factors.makeRecoveryCodes(actor),
    }),
  };
}
