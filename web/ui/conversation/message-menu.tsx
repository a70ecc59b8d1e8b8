/** The menu of a message: answer it, copy it, report it, and what else the conversation offers. */
import type { ConversationMessage } from '@meshi/client';
import { Copy, Flag, Reply } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useReplyDraft } from '../../app/drafts.ts';
import { useWords } from '../../i18n/language.ts';
import { copyText } from '../copy-text.ts';
import { Menu, type MenuEntry } from '../menu.tsx';
import { ReportDialog } from '../report/report-dialog.tsx';
import { useToast } from '../toasts.tsx';
import { composerId } from './composer.tsx';
import { messageWords } from './words.ts';

interface MessageMenuProps {
  message: ConversationMessage;
  /** Whether I can write in the conversation. */
  canWrite: boolean;
  /** In a conversation of two, a block ends the conversation, so the screen leaves it. */
  isOfTwo?: boolean;
  /** Entries after "Report". */
  more?: readonly MenuEntry[];
}

/** Null if there is nothing to do: with messages that are hidden or not stored yet. My own cannot be reported. */
export function MessageMenu({ message, canWrite, isOfTwo = false, more = [] }: MessageMenuProps) {
  const { report } = useWords();
  const words = useWords(messageWords);
  const navigate = useNavigate();
  const [isReporting, setReporting] = useState(false);
  const own = useOwnEntries(message, canWrite);
  const { id, isMine, isHidden, senderId } = message;
  const canReport = id !== null && !isMine && !isHidden;
  const entries = [
    ...own,
    ...(canReport ? [{ label: report.action, icon: Flag, onSelect: () => setReporting(true) }] : []),
    ...more,
  ];
  // What somebody types in the report stays when a moderator hides the message meanwhile.
  if (entries.length === 0 && !isReporting) return null;
  return (
    <span className="message-menu">
      <Menu label={words.menu} entries={entries} />
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
function useOwnEntries({ conversationId, seq, isHidden, text }: ConversationMessage, canWrite: boolean): MenuEntry[] {
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
