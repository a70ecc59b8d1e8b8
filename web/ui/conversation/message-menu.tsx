/** The menu of someone else's message: report it, and what else the conversation offers. */
import type { ConversationMessage } from '@meshi/client';
import { Flag } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import { Menu, type MenuEntry } from '../menu.tsx';
import { ReportDialog } from '../report/report-dialog.tsx';
import { messageWords } from './words.ts';

interface MessageMenuProps {
  message: ConversationMessage;
  /** In a conversation of two, a block ends the conversation, so the screen leaves it. */
  isOfTwo?: boolean;
  /** Entries after "Report". */
  more?: readonly MenuEntry[];
}

/** Null if there is nothing to do: my own messages cannot be reported, nor those that are hidden or not stored yet. */
export function MessageMenu({ message, isOfTwo = false, more = [] }: MessageMenuProps) {
  const { report } = useWords();
  const words = useWords(messageWords);
  const navigate = useNavigate();
  const [isReporting, setReporting] = useState(false);
  const { id, isMine, isHidden, senderId } = message;
  const canReport = id !== null && !isMine && !isHidden;
  const entries = [
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
