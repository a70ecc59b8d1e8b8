/** Conversations over HTTP: list, details and history. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { ConversationService } from './conversation-service.ts';

/** The handlers of the contract's `conversations.*`. */
export function conversationRoutes({
  conversations,
}: {
  conversations: ConversationService;
}): RouteHandlers<'conversations.list' | 'conversations.get' | 'conversations.history'> {
  return {
    'conversations.list': ({ actor, query }) => conversations.list(actor, query),
    'conversations.get': ({ actor, params }) => conversations.get(actor, params.conversationId),
    'conversations.history': ({ actor, params, query }) => conversations.history(actor, params.conversationId, query),
  };
}
