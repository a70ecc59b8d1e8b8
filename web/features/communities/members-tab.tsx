/** The members of a community, each with a menu for moderators. */
import type { Community, CommunityMember } from '@meshi/client';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Paged } from '../../ui/paged.tsx';
import { useCommunityPages } from './community-queries.ts';
import { MemberMenu } from './member-menu.tsx';
import { communityWords } from './words.ts';

export function MembersTab({ community }: { community: Community }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { id: communityId } = community;
  const list = useCommunityPages(['of', communityId, 'members'], (page, options) =>
    meshi.communities.members({ communityId, ...page }, options),
  );
  return (
    <section className="community-section" aria-label={words.tabs.members}>
      <Paged list={list}>
        {(members) => (
          <ul>
            {members.map((member) => (
              <MemberRow key={member.person.id} member={member} community={community} />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}

function MemberRow({ member, community }: { member: CommunityMember; community: Community }) {
  const words = useWords(communityWords);
  const { language } = useLanguage();
  const { profile } = useMyself();
  const { person, role, mutedUntil } = member;
  return (
    <li className="community-row">
      <span className="grow one-line">
        <PersonLink person={person} />
      </span>
      {person.id === profile.id && <span className="quiet small">{words.you}</span>}
      {mutedUntil && <span className="chip">{words.untilTime(fullTime(mutedUntil, language))}</span>}
      {role !== 'member' && <span className="chip">{words.roles[role]}</span>}
      {person.id !== profile.id && <MemberMenu member={member} community={community} />}
    </li>
  );
}
