/** A new match that is on the screen is no longer new. */
import type { ConversationSnapshot, LiveConversation } from '@meshi/client';
import { useEffect } from 'react';
import { isHere, onBack } from '../../app/is-here.ts';

export function useOpenNewMatch(conversation: LiveConversation | null, snapshot: ConversationSnapshot | null): void {
  const isNew = snapshot?.info.isNew ?? false;
  useEffect(() => {
    if (!conversation || !isNew) return;
    const open = () => {
      if (!isHere()) return;
      // Only the new match is reported: which messages were seen is up to the log. A lost report is repeated at the next visit.
      conversation.markRead(0).catch(() => undefined);
    };
    open();
    return onBack(open);
  }, [conversation, isNew]);
}
