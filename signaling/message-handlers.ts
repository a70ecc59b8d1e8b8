/** Requests about conversations. */
import type { ConversationService } from '../src/conversations/conversation-service.ts';
import type { Requests } from '../src/protocol/events.ts';
import type { RequestHandlers } from './handle.ts';
import type { MainCaller } from './sockets.ts';

type Names = 'message:send' | 'conversation:sync' | 'conversation:read' | 'typing:start' | 'typing:stop';

export function messageHandlers({
  conversations,
}: {
  conversations: ConversationService;
}): RequestHandlers<Requests, Names, MainCaller> {
  return {
    'message:send': ({ actor }, input) => conversations.send(actor, input),
    'conversation:sync': ({ actor }, input) => conversations.sync(actor, input),
    'conversation:read': ({ actor }, { conversationId, seq }) => conversations.read(actor, conversationId, seq),
    async 'typing:start'({ actor }, { conversationId }) {
      await conversations.startTyping(actor, conversationId);
      return {};
    },
    async 'typing:stop'({ actor }, { conversationId }) {
      await conversations.stopTyping(actor, conversationId);
      return {};
    },
  };
}
