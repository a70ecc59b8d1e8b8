/** One community: its description, how to join, and for members a tab for each of its parts. */
import type { Community } from '@meshi/client';
import { ArrowLeft } from 'lucide-react';
import { type ComponentType, Suspense, useEffect } from 'react';
import { Link, Navigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { setPageTitle } from '../../app/page-title.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { AboutTab } from './about-tab.tsx';
import { ChannelsTab } from './channels-tab.tsx';
import { CommunityFacts, CommunityPicture } from './community-card.tsx';
import { CommunityMenu } from './community-menu.tsx';
import { useCommunity, useReceivedInvitations } from './community-queries.ts';
import { isMember } from './community-standing.ts';
import { InvitationCard } from './invitation-card.tsx';
import { MembersTab } from './members-tab.tsx';
import { ModerationTab } from './moderation-tab.tsx';
import { communityWords } from './words.ts';

/** Tabs whose content belongs to other features. */
export type FeatureTabs = Record<'topics' | 'room' | 'meals' | 'rounds', ComponentType<{ communityId: string }>>;

const TABS = ['about', 'topics', 'channels', 'room', 'meals', 'rounds', 'members', 'moderation'] as const;
type Tab = (typeof TABS)[number];

function tabsOf(community: Community): readonly Tab[] {
  if (!isMember(community)) return ['about'];
  return community.permissions.includes('community:moderate') ? TABS : TABS.filter((tab) => tab !== 'moderation');
}

interface CommunityViewProps {
  communityId: string;
  tab: string | undefined;
  featureTabs: FeatureTabs;
}

export function CommunityView({ communityId, tab = 'about', featureTabs }: CommunityViewProps) {
  const words = useWords(communityWords);
  const { data: community, error, isGone, refetch } = useCommunity(communityId);
  if (isGone) return <Gone communityId={communityId} />;
  if (!community) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Skeleton />;
  const tabs = tabsOf(community);
  const shown = tabs.find((one) => one === tab);
  if (!shown) return <Navigate to={`/communities/${communityId}`} replace />;
  return (
    <article className="community measure">
      <Link className="back-link back-link-phone" to="/communities">
        <ArrowLeft size={20} aria-hidden />
        {words.title}
      </Link>
      <header className="community-head">
        <CommunityPicture community={community} size={72} />
        <div className="grow stack-tight">
          <Heading title={community.name} />
          <CommunityFacts community={community} />
        </div>
        {isMember(community) && <CommunityMenu community={community} />}
      </header>
      {tabs.length > 1 && (
        <nav className="tabs" aria-label={community.name}>
          {tabs.map((one) => (
            <Link
              key={one}
              className="tab"
              to={one === 'about' ? `/communities/${communityId}` : `/communities/${communityId}/${one}`}
              {...(one === shown && { 'aria-current': 'page' as const })}
            >
              {words.tabs[one]}
            </Link>
          ))}
        </nav>
      )}
      <Suspense fallback={<Skeleton />}>
        <TabContent tab={shown} community={community} featureTabs={featureTabs} />
      </Suspense>
    </article>
  );
}

interface TabContentProps {
  tab: Tab;
  community: Community;
  featureTabs: FeatureTabs;
}

function TabContent({ tab, community, featureTabs }: TabContentProps) {
  switch (tab) {
    case 'about':
      return <AboutTab community={community} />;
    case 'channels':
      return <ChannelsTab community={community} />;
    case 'members':
      return <MembersTab community={community} />;
    case 'moderation':
      return <ModerationTab community={community} />;
    default: {
      const FeatureTab = featureTabs[tab];
      return <FeatureTab communityId={community.id} />;
    }
  }
}

/** Shown if the community was closed, became private or never existed. An invited person can still join. */
function Gone({ communityId }: { communityId: string }) {
  const { appName } = useWords();
  const words = useWords(communityWords);
  const { data } = useReceivedInvitations();
  useEffect(() => {
    // Otherwise the title of the page would still have the name of the community.
    setPageTitle(`${words.goneTitle} · ${appName}`);
  }, [words, appName]);
  const invitation = data?.find(({ community }) => community.id === communityId);
  if (invitation) return <InvitationCard community={invitation.community} />;
  return (
    <Empty title={words.goneTitle} hint={words.goneHint}>
      <ButtonLink kind="main" to="/communities">
        {words.toList}
      </ButtonLink>
    </Empty>
  );
}
