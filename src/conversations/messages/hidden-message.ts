/** A message as someone gets it who is in a block with its sender: the words are left out, the place in the order stays. */
import type { Message } from '../../protocol/conversations.ts';

export function hiddenMessage(message: Message): Message {
  return { ...message, text: '', isHidden: true };
}
