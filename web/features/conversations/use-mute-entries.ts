/** The entries of a menu that mute a conversation, or end its mute. */
import type { Conversation } from '@meshi/client';
import { Bell, BellOff } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { conversationWords } from './words.ts';

const LENGTHS = ['hour', 'tomorrow', 'always'] as const;

export function useMuteEntries({ id: conversationId, mute, state }: Conversation): MenuEntry[] {
  const words = useWords(conversationWords);
  const meshi = useMeshi();
  const { run } = useAction();
  if (mute) {
    const unmute = () => void run(() => meshi.conversations.unmute({ conversationId }), words.unmuted);
    return [{ label: words.unmute, icon: Bell, onSelect: unmute }];
  }
  // Nothing is sent about a conversation that has ended.
  if (state === 'closed') return [];
  return LENGTHS.map((length) => ({
    label: words.mute[length],
    icon: BellOff,
    onSelect: () => void run(() => meshi.conversations.mute({ conversationId, for: length }), words.muted[length]),
  }));
}
