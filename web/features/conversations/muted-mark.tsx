/** Marks a muted conversation, with the end of the mute in its name. */
import type { ConversationMute } from '@meshi/client';
import { BellOff } from 'lucide-react';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { conversationWords } from './words.ts';

export function MutedMark({ mute: { until } }: { mute: ConversationMute }) {
  const words = useWords(conversationWords);
  const { language } = useLanguage();
  const text = until ? words.mutedUntil(fullTime(until, language)) : words.isMuted;
  return (
    <span className="muted-mark" title={text}>
      <BellOff size={16} aria-hidden />
      <span className="hidden-text">{text}</span>
    </span>
  );
}
