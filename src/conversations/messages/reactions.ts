/** Reactions to a message: a short list of emoji, each with the people who reacted with it. Pure. */
import type { Limits } from '../../kernel/config.ts';
import { ConflictError } from '../../kernel/errors.ts';
import type { MessageReaction } from '../../protocol/conversations.ts';

export interface Reaction {
  personId: string;
  emoji: string;
  /** False removes it. */
  isOn: boolean;
}

export type ReactionLimits = Pick<Limits, 'emojiOfMessage' | 'peopleOfReaction'>;

/** The reactions after this one; null if nothing changes. @throws ConflictError `too_many_emoji`, `too_many_reactions` */
export function withReaction(
  before: readonly MessageReaction[],
  { personId, emoji, isOn }: Reaction,
  limits: ReactionLimits,
): MessageReaction[] | null {
  const known = before.find((reaction) => reaction.emoji === emoji);
  const isThere = known?.personIds.includes(personId) ?? false;
  if (isThere === isOn) return null;
  if (!isOn) return withoutPeople(before, (id, of) => id === personId && of === emoji);
  if (!known) {
    const max = limits.emojiOfMessage;
    if (before.length >= max) {
      throw new ConflictError('too_many_emoji', `A message can have ${max} different emoji. Use one of them.`, { max });
    }
    return [...before, { emoji, personIds: [personId] }];
  }
  const max = limits.peopleOfReaction;
  if (known.personIds.length >= max) {
    throw new ConflictError('too_many_reactions', `${max} people have used this emoji. Choose another one.`, { max });
  }
  return before.map((reaction) =>
    reaction === known ? { emoji, personIds: [...known.personIds, personId] } : reaction,
  );
}

/** The reactions without some people. An emoji that nobody is left of goes, too. */
export function withoutPeople(
  reactions: readonly MessageReaction[],
  isGone: (personId: string, emoji: string) => boolean,
): MessageReaction[] {
  return reactions
    .map(({ emoji, personIds }) => ({ emoji, personIds: personIds.filter((id) => !isGone(id, emoji)) }))
    .filter(({ personIds }) => personIds.length > 0);
}

/** The update of the document. Without reactions, the field is missing. */
export function settingReactions(reactions: readonly MessageReaction[]) {
  return reactions.length > 0 ? { $set: { reactions } } : { $unset: { reactions: 1 as const } };
}

/** Everyone who reacted, once. */
export function reactorsOf({ reactions = [] }: { reactions?: readonly MessageReaction[] | undefined }): Set<string> {
  return new Set(reactions.flatMap(({ personIds }) => personIds));
}
