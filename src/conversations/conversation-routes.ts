/** Conversations over HTTP: list, details and history. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { ConversationService } from './conversation-service.ts';

/** The handlers of the contract's `conversations.*`. */
export function conversationRoutes({
  conversations,
}: {
  conversations: ConversationService;
}): RouteHandlers<Extract<RouteName, `conversations.${string}`>> {
  return {
    'conversations.list': ({ actor, query }) => conversations.list(actor, query),
    'conversations.get': ({ actor, params }) => conversations.get(actor, params.conversationId),
    'conversations.history': ({ actor, params, query }) => conversations.history(actor, params.conversationId, query),
    'conversations.mute': ({ actor, params, body }) => conversations.mute(actor, params.conversationId, body.for),
    'conversations.unmute': ({ actor, params }) => conversations.unmute(actor, params.conversationId),
  };
}
