/** The reactions below a message: a press adds or removes mine; a long press, or the menu, shows who reacted. */
import type { ConversationMessage, LiveConversation, ShownReaction } from '@meshi/client';
import { useRef, useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { useAttempt } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Dialog } from '../dialog.tsx';
import { useNames } from './sender-name.tsx';
import { useLongPress } from './use-long-press.ts';
import { messageWords } from './words.ts';

/** So many names say who reacted: in the name of a reaction, and in the dialog. */
const FEW_NAMES = 3;
const MANY_NAMES = 30;

interface ReactionsProps {
  message: ConversationMessage;
  conversation: LiveConversation;
  /** Without the right to write, a press shows who reacted. */
  canWrite: boolean;
}

export function Reactions({ message, conversation, canWrite }: ReactionsProps) {
  const words = useWords(messageWords);
  const [isListed, setListed] = useState(false);
  const react = useReact(message, conversation);
  const { reactions } = message;
  if (reactions.length === 0 && !isListed) return null;
  return (
    <>
      {reactions.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form.
        <div className="reactions" role="group" aria-label={words.reactions}>
          {reactions.map((reaction) => (
            <ReactionChip
              key={reaction.emoji}
              reaction={reaction}
              conversation={conversation}
              onPress={canWrite ? () => react(reaction.emoji) : () => setListed(true)}
              onLongPress={() => setListed(true)}
            />
          ))}
        </div>
      )}
      <ReactorsDialog
        message={message}
        conversation={conversation}
        isOpen={isListed}
        onClose={() => setListed(false)}
      />
    </>
  );
}

/** Adds my reaction with this emoji, or removes it. */
export function useReact({ seq, reactions }: ConversationMessage, conversation: LiveConversation) {
  const attempt = useAttempt();
  return (emoji: string) => {
    if (seq === null) return;
    const isMine = reactions.some((reaction) => reaction.emoji === emoji && reaction.isMine);
    void attempt(() => (isMine ? conversation.unreact(seq, emoji) : conversation.react(seq, emoji)));
  };
}

interface ReactionChipProps {
  reaction: ShownReaction;
  conversation: LiveConversation;
  onPress: () => void;
  onLongPress: () => void;
}

function ReactionChip({ reaction, conversation, onPress, onLongPress }: ReactionChipProps) {
  const names = useReactors(reaction, conversation, FEW_NAMES);
  const isLong = useRef(false);
  const longPress = useLongPress(() => {
    isLong.current = true;
    onLongPress();
  });
  const { emoji, count, isMine } = reaction;
  return (
    <button
      type="button"
      className="reaction"
      aria-pressed={isMine}
      aria-label={`${emoji} ${count}: ${names}`}
      title={names}
      {...longPress}
      onPointerDown={(event) => {
        isLong.current = false;
        longPress.onPointerDown(event);
      }}
      onClick={({ currentTarget }) => {
        // The end of a long press can be a click, too.
        if (!isLong.current) {
          if (isMine && count === 1) focusBeside(currentTarget);
          onPress();
        }
        isLong.current = false;
      }}
    >
      <span className="reaction-emoji" aria-hidden>
        {emoji}
      </span>
      <span aria-hidden>{count}</span>
    </button>
  );
}

/** A button that disappears would lose the focus. */
function focusBeside(chip: HTMLElement): void {
  const beside = chip.nextElementSibling ?? chip.previousElementSibling ?? chip.closest('.message');
  if (beside instanceof HTMLElement) beside.focus();
}

interface ReactorsDialogProps {
  message: ConversationMessage;
  conversation: LiveConversation;
  isOpen: boolean;
  onClose: () => void;
}

export function ReactorsDialog({ message: { reactions }, conversation, isOpen, onClose }: ReactorsDialogProps) {
  const words = useWords(messageWords);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.reactions} isSmall>
      {reactions.length === 0 && <p className="quiet">{words.noReactions}</p>}
      <ul className="reactors">
        {reactions.map((reaction) => (
          <li key={reaction.emoji}>
            <span className="reactors-emoji">{reaction.emoji}</span>
            <Reactors reaction={reaction} conversation={conversation} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Reactors({ reaction, conversation }: Pick<ReactionChipProps, 'reaction' | 'conversation'>) {
  return <span>{useReactors(reaction, conversation, MANY_NAMES)}</span>;
}

/** Who reacted, in words: I first, and at most `max` people by name. */
function useReactors({ personIds, isMine, count }: ShownReaction, { info }: LiveConversation, max: number): string {
  const { common } = useWords();
  const words = useWords(messageWords);
  const { profile } = useMyself();
  const others = personIds.filter((id) => id !== profile.id);
  const named = others.slice(0, isMine ? max - 1 : max);
  // The person of a match is known.
  const names = useNames(named.filter((id) => id !== info.person?.id));
  const nameOf = new Map(named.filter((id) => id !== info.person?.id).map((id, at) => [id, names[at] ?? '…']));
  const shown = named.map((id) => words.person(nameOf.get(id) ?? info.person?.displayName ?? '…'));
  const all = isMine ? [common.you, ...shown] : shown;
  return words.people(all, count - all.length);
}
