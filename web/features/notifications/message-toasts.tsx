/**
 * Shows a message that arrives in a conversation which is not on the screen, as a toast. Several messages of one conversation
 * are one toast with their number. Also shows the number of unread messages in the title of the page.
 */
import {
  type Conversation,
  type MeshiClient,
  type Message,
  messageGroupOf,
  messagePreview,
  messageWords,
} from '@meshi/client';
import { useConversationList } from '@meshi/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { setUnreadInTitle } from '../../app/page-title.ts';
import { currentLanguage, loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { settingsQuery } from './notification-queries.ts';
import { notificationWords } from './words.ts';

const TEXT_CHARS = 120;

export function MessageToasts() {
  useUnreadTitle();
  const meshi = useMeshi();
  const { profile } = useMyself();
  const queries = useQueryClient();
  const toast = useToast();
  useEffect(() => {
    /** Conversation → how many messages its toast stands for. */
    const counts = new Map<string, number>();
    const show = async (message: Message) => {
      const { conversationId, senderId, isHidden } = message;
      if (senderId === profile.id || isHidden || meshi.conversations.isOpen(conversationId)) return;
      const conversation = await findConversation(meshi, conversationId);
      const group = conversation && messageGroupOf(conversation.kind);
      if (!group || conversation.mute) return;
      const { inApp } = await queries.fetchQuery(settingsQuery(meshi));
      const words = await loadWords(notificationWords);
      if (!inApp.includes(group) || meshi.conversations.isOpen(conversationId)) return;
      const count = (counts.get(conversationId) ?? 0) + 1;
      counts.set(conversationId, count);
      const names = conversation.person ? [conversation.person.displayName] : [];
      toast.action({
        about: keyOf(conversationId),
        title: messageWords(currentLanguage(), { title: conversation.title, names, count }).title,
        text: messagePreview(message.text, TEXT_CHARS),
        action: words.openConversation,
        to: `/conversations/${conversationId}`,
        onClose: () => counts.delete(conversationId),
      });
    };
    const stops = [
      // A failed read only costs the toast: the message is unread in the list.
      meshi.on('message:created', (message) => void show(message).catch(() => undefined)),
      meshi.on('read:moved', ({ conversationId, personId }) => {
        if (personId === profile.id) toast.close(keyOf(conversationId));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, profile.id, queries, toast]);
  return null;
}

function useUnreadTitle(): void {
  const { unmutedUnreadCount } = useConversationList(useMeshi());
  useEffect(() => setUnreadInTitle(unmutedUnreadCount), [unmutedUnreadCount]);
  useEffect(() => () => setUnreadInTitle(0), []);
}

function keyOf(conversationId: string): string {
  return `messages:${conversationId}`;
}

async function findConversation(meshi: MeshiClient, conversationId: string): Promise<Conversation | null> {
  const known = meshi.conversations.list().items.find(({ id }) => id === conversationId);
  return known ?? (await meshi.conversations.get({ conversationId }));
}
