/** A message as people in a block with its sender receive it: without text, but with its `seq`. */
import type { Message } from '../../protocol/conversations.ts';

export function hiddenMessage(message: Message): Message {
  return { ...message, text: '', isHidden: true };
}
