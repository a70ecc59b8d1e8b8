/** Says that a message was edited, and shows its earlier texts. */
import type { ConversationMessage, LiveConversation } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../app/query-keys.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Dialog } from '../dialog.tsx';
import { Problem, Skeleton } from '../states.tsx';
import { MessageText } from './markdown/message-text.tsx';
import { messageWords } from './words.ts';

interface EditedMarkProps {
  message: ConversationMessage;
  conversation: LiveConversation;
}

export function EditedMark({ message, conversation }: EditedMarkProps) {
  const words = useWords(messageWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link-button message-edited" onClick={() => setOpen(true)}>
        {words.edited}
      </button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={words.earlierTexts}>
        <EarlierTexts message={message} conversation={conversation} />
      </Dialog>
    </>
  );
}

function EarlierTexts({ message: { seq, editedAt, text }, conversation }: EditedMarkProps) {
  const { language } = useLanguage();
  const { data, error, refetch } = useQuery({
    // Another edit is another entry.
    queryKey: [...keys.messageEdits, conversation.id, seq, editedAt],
    queryFn: () => conversation.edits(seq ?? 0),
  });
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton slips={1} />;
  const all = [...data, { text, createdAt: editedAt ?? '' }];
  return (
    <ol className="earlier-texts">
      {all.map((each) => (
        <li key={each.createdAt}>
          <p className="quiet small">{fullTime(each.createdAt, language)}</p>
          <div className="message-text">
            <MessageText text={each.text} />
          </div>
        </li>
      ))}
    </ol>
  );
}
