/** One community: who it is for, a way in, and for members what it has, a tab each. */
import type { Community } from '@meshi/client';
import { ArrowLeft } from 'lucide-react';
import { type ComponentType, useEffect } from 'react';
import { Link, Navigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { AboutTab } from './about-tab.tsx';
import { ChannelsTab } from './channels-tab.tsx';
import { CommunityFacts, CommunityPicture } from './community-card.tsx';
import { CommunityMenu } from './community-menu.tsx';
import { useCommunity, useReceivedInvitations } from './community-queries.ts';
import { isMember } from './community-standing.ts';
import { InvitationCard } from './invitation-card.tsx';
import { MealsTab } from './meals-tab.tsx';
import { MembersTab } from './members-tab.tsx';
import { ModerationTab } from './moderation-tab.tsx';
import { RoomTab } from './room-tab.tsx';
import { RoundsTab } from './rounds-tab.tsx';
import { TopicsTab } from './topics-tab.tsx';

const TABS = {
  about: AboutTab,
  topics: TopicsTab,
  channels: ChannelsTab,
  room: RoomTab,
  meals: MealsTab,
  rounds: RoundsTab,
  members: MembersTab,
  moderation: ModerationTab,
} satisfies Record<string, ComponentType<{ community: Community }>>;
type Tab = keyof typeof TABS;

function tabsOf(community: Community): Tab[] {
  const all: Tab[] = ['about', 'topics', 'channels', 'room', 'meals', 'rounds', 'members', 'moderation'];
  if (!isMember(community)) return ['about'];
  return community.permissions.includes('moderate') ? all : all.filter((tab) => tab !== 'moderation');
}

export function CommunityView({ communityId, tab = 'about' }: { communityId: string; tab: string | undefined }) {
  const { communities: words } = useWords();
  const { data: community, error, isGone, refetch } = useCommunity(communityId);
  if (isGone) return <Gone communityId={communityId} />;
  if (!community) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Skeleton />;
  const tabs = tabsOf(community);
  const shown = tabs.find((one) => one === tab);
  if (!shown) return <Navigate to={`/communities/${communityId}`} replace />;
  const Shown = TABS[shown];
  return (
    <article className="community measure">
      <BackLink />
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
      <Shown community={community} />
    </article>
  );
}

function BackLink() {
  const { communities: words } = useWords();
  return (
    <Link className="back-link back-link-phone" to="/communities">
      <ArrowLeft size={20} aria-hidden />
      {words.title}
    </Link>
  );
}

/** It ended, became private, or never was; only whoever is invited can come in. */
function Gone({ communityId }: { communityId: string }) {
  const { communities: words, appName } = useWords();
  const { data } = useReceivedInvitations();
  useEffect(() => {
    // Its name stood there.
    document.title = `${words.goneTitle} · ${appName}`;
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
