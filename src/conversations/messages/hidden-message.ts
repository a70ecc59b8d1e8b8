/** A message as a person sees it who is in a block with its sender, or with people who reacted to it. */
import type { Message } from '../../protocol/conversations.ts';
import { reactorsOf, withoutPeople } from './reactions.ts';

/** Without text and reactions, but with its `seq`. */
export function hiddenMessage({ reactions: _, ...message }: Message): Message {
  return { ...message, text: '', isHidden: true };
}

/** The message, without its text if it is from one of these people, and without their reactions. */
export function hide(message: Message, hidden: ReadonlySet<string>): Message {
  if (hidden.has(message.senderId)) return hiddenMessage(message);
  if (![...reactorsOf(message)].some((id) => hidden.has(id))) return message;
  const { reactions = [], ...rest } = message;
  const shown = withoutPeople(reactions, (id) => hidden.has(id));
  return { ...rest, ...(shown.length > 0 && { reactions: shown }) };
}
