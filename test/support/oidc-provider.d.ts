/** The part of `oidc-provider` that `identity-provider.ts` uses: the package has no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Grant {
    addOIDCScope(scope: string): void;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    readonly Grant: new (about: {
      clientId: string;
      accountId: string;
    }) => Grant;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ uid: string }>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    on(event: 'server_error' | 'backchannel.error', listener: (context: unknown, error: Error) => void): this;
    on(event: 'backchannel.success', listener: () => void): this;
  }
}
