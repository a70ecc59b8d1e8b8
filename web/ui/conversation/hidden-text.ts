import type { Conversation } from '@meshi/client';
import type { WordsOf } from '../../i18n/words.ts';
import type { messageWords } from './words.ts';

/** The text that is shown instead of a hidden message. */
export function hiddenText(
  kind: Conversation['kind'],
  { isDeleted }: { isDeleted?: boolean | undefined },
  words: WordsOf<typeof messageWords>,
): string {
  if (isDeleted) return words.deleted;
  // In a community or a meal, a moderator may have hidden it. Otherwise only a block hides messages.
  return kind === 'meal' || kind === 'channel' ? words.hiddenByModerator : words.hidden;
}
