/** Reactions in a room: the menu to send one, and how each one looks. */
import { Popover } from '@base-ui/react/popover';
import type { Reaction } from '@meshi/client';
import { SmilePlus } from 'lucide-react';
import { useWords } from '../../i18n/language.ts';
import { roomWords } from './words.ts';
import './reactions.css';

export const EMOJI: Readonly<Record<Reaction, string>> = {
  applause: '👏',
  laugh: '😂',
  agree: '👍',
  surprise: '😮',
  celebrate: '🎉',
};
const REACTIONS = Object.keys(EMOJI) as Reaction[];

/** A button that opens the reactions. The menu stays open, so that a person can react several times. */
export function ReactionMenu({ onReact }: { onReact: (reaction: Reaction) => void }) {
  const words = useWords(roomWords);
  return (
    <Popover.Root>
      <Popover.Trigger className="button reaction-button">
        <SmilePlus size={18} aria-hidden />
        {words.react}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioned" sideOffset={6}>
          <Popover.Popup className="menu reaction-menu" aria-label={words.react}>
            {REACTIONS.map((reaction) => (
              <button
                key={reaction}
                type="button"
                className="reaction-choice"
                aria-label={words.reactions[reaction]}
                title={words.reactions[reaction]}
                onClick={() => onReact(reaction)}
              >
                {EMOJI[reaction]}
              </button>
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
