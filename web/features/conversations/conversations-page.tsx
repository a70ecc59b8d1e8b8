/** Conversations: a list, and beside it the open conversation. */
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
import { Empty } from '../../ui/states.tsx';
import { ConversationList } from './conversation-list.tsx';
import { type ConversationSlots, ConversationView } from './conversation-view.tsx';
import { conversationWords } from './words.ts';
import './conversations-page.css';

interface ConversationsPageProps {
  slots: ConversationSlots;
  /** Between the title and the list. */
  offer: ReactNode;
}

export function ConversationsPage({ slots, offer }: ConversationsPageProps) {
  const words = useWords(conversationWords);
  const { conversationId } = useParams();
  const isWide = useIsWide();
  return (
    <div className={`panes${conversationId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <ConversationList selectedId={conversationId} offer={offer} />
        </div>
      </div>
      <div className="pane-detail pane-fill">
        {conversationId && <ConversationView key={conversationId} conversationId={conversationId} slots={slots} />}
        {!conversationId && isWide && <Empty title={words.pick} hint={words.emptyHint} />}
      </div>
    </div>
  );
}
