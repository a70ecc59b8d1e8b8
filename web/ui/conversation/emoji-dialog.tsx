/** Picks any emoji. Loaded with its library and its data when it is first opened; `frimousse` moves by arrow keys and says each name. */
import { EmojiPicker } from 'frimousse';
import { type AriaAttributes, useRef } from 'react';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { DialogPopup } from '../dialog-popup.tsx';
import { messageWords } from './words.ts';
import './emoji-dialog.css';

interface EmojiDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onPick: (emoji: string) => void;
}

const COLUMNS = 6;

const DATA = { ja: () => import('virtual:emoji-ja'), en: () => import('virtual:emoji-en') };
const loadEmoji = async (locale: string) => (await DATA[locale === 'ja' ? 'ja' : 'en']()).default;

export function EmojiDialog({ isOpen, onClose, onPick }: EmojiDialogProps) {
  const { common } = useWords();
  const words = useWords(messageWords);
  const { language } = useLanguage();
  const search = useRef<HTMLInputElement>(null);
  const pick = ({ emoji }: { emoji: string }) => {
    onPick(emoji);
    onClose();
  };
  return (
    <DialogPopup isOpen={isOpen} onClose={onClose} title={words.chooseEmoji} isSmall initialFocus={search}>
      <EmojiPicker.Root
        className="emoji-picker"
        locale={language}
        columns={COLUMNS}
        resolveEmojiData={loadEmoji}
        onEmojiSelect={pick}
      >
        <EmojiPicker.Search
          ref={search}
          className="input"
          aria-label={words.searchEmoji}
          placeholder={words.searchEmoji}
        />
        <EmojiPicker.Viewport className="emoji-viewport">
          <EmojiPicker.Loading className="quiet">{common.loading}</EmojiPicker.Loading>
          <EmojiPicker.Empty className="quiet">{words.noEmoji}</EmojiPicker.Empty>
          <EmojiPicker.List aria-label={words.chooseEmoji} components={{ CategoryHeader, Emoji, Row }} />
        </EmojiPicker.Viewport>
        <EmojiPicker.ActiveEmoji>
          {({ emoji }) => (
            // The library has said the name to a screen reader.
            <p className="emoji-name quiet" aria-hidden>
              {emoji ? `${emoji.emoji} ${emoji.label}` : words.emojiHint}
            </p>
          )}
        </EmojiPicker.ActiveEmoji>
      </EmojiPicker.Root>
    </DialogPopup>
  );
}

type Components = NonNullable<Parameters<typeof EmojiPicker.List>[0]['components']>;

const CategoryHeader: NonNullable<Components['CategoryHeader']> = ({ category, ...props }) => (
  <div {...props} className="emoji-category quiet">
    {category.label}
  </div>
);

const Row: NonNullable<Components['Row']> = (props) => <div {...countedFromOne(props)} className="emoji-row" />;

const Emoji: NonNullable<Components['Emoji']> = ({ emoji, ...props }) => (
  <button type="button" {...countedFromOne(props)} className="emoji-choice">
    {emoji.emoji}
  </button>
);

/** The library counts rows and columns from 0; ARIA counts from 1. */
function countedFromOne<Props extends AriaAttributes>(props: Props): Props {
  const { 'aria-rowindex': row, 'aria-colindex': column } = props;
  return {
    ...props,
    ...(row !== undefined && { 'aria-rowindex': row + 1 }),
    ...(column !== undefined && { 'aria-colindex': column + 1 }),
  };
}
