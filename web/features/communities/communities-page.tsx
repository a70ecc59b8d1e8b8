/** Communities: a list, and beside it the chosen community. */
import { useParams } from 'react-router';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useWords } from '../../i18n/language.ts';
import { Empty } from '../../ui/states.tsx';
import { CommunityList } from './community-list.tsx';
import { useWatchedCommunities } from './community-queries.ts';
import { CommunityView, type FeatureTabs } from './community-view.tsx';
import { communityWords } from './words.ts';
import './communities.css';

export function CommunitiesPage({ featureTabs }: { featureTabs: FeatureTabs }) {
  const words = useWords(communityWords);
  const { communityId, tab } = useParams();
  const isWide = useIsWide();
  useWatchedCommunities();
  return (
    <div className={`panes${communityId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <CommunityList selectedId={communityId} />
        </div>
      </div>
      <div className="pane-detail">
        <div className="pane-body">
          {communityId && (
            <CommunityView key={communityId} communityId={communityId} tab={tab} featureTabs={featureTabs} />
          )}
          {!communityId && isWide && <Empty title={words.pickTitle} hint={words.pickHint} />}
        </div>
      </div>
    </div>
  );
}
