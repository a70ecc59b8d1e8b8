/** Communities: those I am in, those to find, and beside them the one I look at. */
import { useParams } from 'react-router';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.tsx';
import { Empty } from '../../ui/states.tsx';
import { CommunityList } from './community-list.tsx';
import { useCommunityNews } from './community-queries.ts';
import { CommunityView } from './community-view.tsx';
import './communities.css';

export function CommunitiesPage() {
  const words = useWords();
  const { communityId, tab } = useParams();
  const isWide = useIsWide();
  useCommunityNews();
  return (
    <div className={`panes${communityId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <CommunityList selectedId={communityId} />
        </div>
      </div>
      <div className="pane-thing">
        <div className="pane-body">
          {communityId && <CommunityView key={communityId} communityId={communityId} tab={tab} />}
          {!communityId && isWide && <Empty title={words.communities.pickTitle} hint={words.communities.pickHint} />}
        </div>
      </div>
    </div>
  );
}
