/** Routes of second factors. */
import type { RouteHandlers } from '../../http/route-handlers.ts';
import type { SecondFactorService } from './second-factor-service.ts';

type Names =
  | 'secondFactors.get'
  | 'secondFactors.beginAuthenticator'
  | 'secondFactors.confirmAuthenticator'
  | 'secondFactors.removeAuthenticator'
  | 'secondFactors.makeRecoveryCodes';

export function secondFactorRoutes(factors: SecondFactorService): RouteHandlers<Names> {
  return {
    'secondFactors.get': ({ actor }) => factors.get(actor),
    'secondFactors.beginAuthenticator': ({ actor }) => factors.beginAuthenticator(actor),
    'secondFactors.confirmAuthenticator': ({ actor, body }) => factors.confirmAuthenticator(actor, body.code),
    'secondFactors.removeAuthenticator': async ({ actor }) => {
      await factors.removeAuthenticator(actor);
      return null;
    },
    'secondFactors.makeRecoveryCodes': async ({ actor }) => ({
      recoveryCodes: await factors.makeRecoveryCodes(actor),
    }),
  };
}
