/** Socket requests about conversations. */
import type { SocketHandlers } from '../kernel/socket-caller.ts';
import type { ConversationService } from './conversation-service.ts';

type Names =
  | 'message:send'
  | 'message:edit'
  | 'message:delete'
  | 'message:react'
  | 'message:edits'
  | 'conversation:sync'
  | 'conversation:read'
  | 'typing:start'
  | 'typing:stop';

export function conversationSockets({ conversations }: { conversations: ConversationService }): SocketHandlers<Names> {
  return {
    'message:send': ({ actor }, input) => conversations.send(actor, input),
    'message:edit': ({ actor }, input) => conversations.edit(actor, input),
    'message:delete': ({ actor }, input) => conversations.delete(actor, input),
    'message:react': ({ actor }, input) => conversations.react(actor, input),
    'message:edits': ({ actor }, input) => conversations.editsOf(actor, input),
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
