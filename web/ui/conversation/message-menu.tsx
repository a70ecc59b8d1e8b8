/** The menu of a message: react to it, answer it, copy it, change or delete my own, report others, and what else the conversation offers. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { Copy, Flag, Pencil, Reply, SmilePlus, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useEditDraft, useReplyDraft } from '../../app/drafts.ts';
import { lazyDialog } from '../../app/lazy-screen.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../confirm.tsx';
import { copyText } from '../copy-text.ts';
import { Menu, type MenuEntry } from '../menu.tsx';
import { ReportDialog } from '../report/report-dialog.tsx';
import { useToast } from '../toasts.tsx';
import { composerId } from './composer.tsx';
import { ReactorsDialog, useReact } from './reactions.tsx';
import { messageWords } from './words.ts';

const EmojiDialog = lazyDialog(async () => (await import('./emoji-dialog.tsx')).EmojiDialog);

/** What most people react with. */
const QUICK = ['👍', '❤️', '😂', '😮', '🎉', '🙏'] as const;

interface MessageMenuProps {
  message: ConversationMessage;
  conversation: LiveConversation;
  /** Whether I can write in the conversation. */
  canWrite: boolean;
  /** In a conversation of two, a block ends the conversation, so the screen leaves it. */
  isOfTwo?: boolean;
  /** Entries after "Report". */
  more?: readonly MenuEntry[];
}

/** Null if there is nothing to do: with messages that are hidden or not stored yet. My own cannot be reported. */
export function MessageMenu({ message, conversation, canWrite, isOfTwo = false, more = [] }: MessageMenuProps) {
  const { report } = useWords();
  const words = useWords(messageWords);
  const navigate = useNavigate();
  const [isReporting, setReporting] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [isListing, setListing] = useState(false);
  const react = useReact(message, conversation);
  const { run } = useAction();
  const common = useCommonEntries(message, canWrite);
  const own = useOwnEntries(message, canWrite, () => setDeleting(true));
  const { id, seq, isMine, isHidden, senderId, reactions } = message;
  const canReact = seq !== null && !isHidden && canWrite;
  const canReport = id !== null && !isMine && !isHidden;
  const quick = QUICK.map((emoji, at) => ({
    text: emoji,
    label: words.quickEmoji[at] ?? emoji,
    isChecked: reactions.some((reaction) => reaction.emoji === emoji && reaction.isMine),
    onSelect: () => react(emoji),
  }));
  const entries = [
    ...(canReact ? [{ label: words.moreEmoji, icon: SmilePlus, onSelect: () => setChoosing(true) }] : []),
    ...(reactions.length > 0 ? [{ label: words.whoReacted, icon: Users, onSelect: () => setListing(true) }] : []),
    ...common,
    ...own,
    ...(canReport ? [{ label: report.action, icon: Flag, onSelect: () => setReporting(true) }] : []),
    ...more,
  ];
  // What somebody types in the report stays when a moderator hides the message meanwhile.
  if (entries.length === 0 && !isReporting && !isDeleting && !isChoosing && !isListing) return null;
  return (
    <span className="message-menu">
      <Menu
        label={words.menu}
        entries={entries}
        {...(canReact && { row: { label: words.reactions, choices: quick } })}
      />
      <EmojiDialog isOpen={isChoosing} onClose={() => setChoosing(false)} onPick={react} />
      <ReactorsDialog
        message={message}
        conversation={conversation}
        isOpen={isListing}
        onClose={() => setListing(false)}
      />
      {isMine && seq !== null && (
        <Confirm
          isOpen={isDeleting}
          onClose={() => setDeleting(false)}
          title={words.deleteTitle}
          text={words.deleteText}
          action={words.delete}
          onConfirm={() => run(() => conversation.delete(seq))}
        />
      )}
      {(canReport || isReporting) && id !== null && (
        <ReportDialog
          subject={{ kind: 'message', id, personId: senderId }}
          isOpen={isReporting}
          onClose={() => setReporting(false)}
          onBlocked={isOfTwo ? () => navigate('/conversations') : undefined}
        />
      )}
    </span>
  );
}

/** What can be done with any stored message. */
function useCommonEntries(
  { conversationId, seq, isHidden, text }: ConversationMessage,
  canWrite: boolean,
): MenuEntry[] {
  const { common } = useWords();
  const words = useWords(messageWords);
  const toast = useToast();
  const reply = useReplyDraft(conversationId);
  if (seq === null || isHidden) return [];
  const answer = () => {
    reply.set(seq);
    // After the menu has given the focus back to its button.
    setTimeout(() => document.getElementById(composerId(conversationId))?.focus());
  };
  const copy = async () => {
    if (await copyText(text)) toast.done(common.copied);
    else toast.problem(common.copyByHand);
  };
  return [
    ...(canWrite ? [{ label: words.reply, icon: Reply, onSelect: answer }] : []),
    { label: words.copyText, icon: Copy, onSelect: () => void copy() },
  ];
}

function useOwnEntries(message: ConversationMessage, canWrite: boolean, onDelete: () => void): MenuEntry[] {
  const words = useWords(messageWords);
  const { conversationId, seq, isMine, isHidden, text } = message;
  const draft = useEditDraft(conversationId);
  if (seq === null || !isMine || isHidden) return [];
  const edit = () => {
    draft.set({ seq, text });
    setTimeout(() => document.getElementById(composerId(conversationId))?.focus());
  };
  return [
    ...(canWrite ? [{ label: words.edit, icon: Pencil, onSelect: edit }] : []),
    { label: words.delete, icon: Trash2, isDanger: true, onSelect: onDelete },
  ];
}
