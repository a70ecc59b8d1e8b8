/** Talk: the conversations, and beside them the one that is open. */
import { useParams } from 'react-router';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.tsx';
import { Empty } from '../../ui/states.tsx';
import { ConversationList } from './conversation-list.tsx';
import { ConversationView } from './conversation-view.tsx';
import './conversations-page.css';

export function ConversationsPage() {
  const words = useWords();
  const { conversationId } = useParams();
  const isWide = useIsWide();
  return (
    <div className={`panes${conversationId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <ConversationList selectedId={conversationId} />
        </div>
      </div>
      <div className="pane-thing pane-fill">
        {conversationId && <ConversationView key={conversationId} conversationId={conversationId} />}
        {!conversationId && isWide && <Empty title={words.conversations.pick} hint={words.conversations.emptyHint} />}
      </div>
    </div>
  );
}
