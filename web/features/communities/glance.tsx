/** What a person sees of a public community before joining: some faces, and whether something happens there. */
import type { Community, CommunityGlance } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { CalendarDays, MessageCircle, Mic } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { fullTime } from '../../i18n/dates.ts';
import { isolated } from '../../i18n/isolated-names.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { communityWords } from './words.ts';

/** How many members are named. */
const NAMED = 2;

export function Glance({ community: { id: communityId, memberCount } }: { community: Community }) {
  const meshi = useMeshi();
  // Without an answer the screen shows the rest: the community says the same after joining.
  const { data } = useQuery({
    queryKey: [...keys.communities, 'of', communityId, 'glance'],
    queryFn: ({ signal }) => meshi.communities.glance({ communityId }, { signal }),
  });
  if (!data) return null;
  return (
    <div className="community-glance">
      {data.people.length > 0 && <Faces people={data.people} memberCount={memberCount} />}
      <Signs glance={data} />
    </div>
  );
}

function Faces({ people, memberCount }: Pick<CommunityGlance, 'people'> & { memberCount: number }) {
  const words = useWords(communityWords);
  const names = people.slice(0, NAMED).map(({ displayName }) => isolated(displayName));
  return (
    <div className="community-people">
      <span className="community-faces">
        {people.map((person) => (
          <Avatar key={person.id} person={person} size={36} />
        ))}
      </span>
      <span>{words.among(names, memberCount - names.length)}</span>
    </div>
  );
}

function Signs({ glance: { activity, nextMealAt, roomPeople } }: { glance: CommunityGlance }) {
  const words = useWords(communityWords);
  const { language } = useLanguage();
  return (
    <ul className="community-signs">
      {roomPeople > 0 && (
        <li>
          <Mic size={16} aria-hidden />
          {words.inRoom(roomPeople)}
        </li>
      )}
      {nextMealAt && (
        <li>
          <CalendarDays size={16} aria-hidden />
          {words.nextMeal(fullTime(nextMealAt, language))}
        </li>
      )}
      <li>
        <MessageCircle size={16} aria-hidden />
        {words.activities[activity]}
      </li>
    </ul>
  );
}
