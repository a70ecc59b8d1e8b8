/** Topics with a tag and who posted them, and the rooms about it in which people talk now. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { isAbout } from './is-about.ts';
import { welcomeWords } from './words.ts';

const SHOWN = 3;

export function FoundForTag({ tag }: { tag: string }) {
  const words = useWords(welcomeWords);
  const meshi = useMeshi();
  const { data: topics } = useQuery({
    queryKey: [...keys.welcome, 'topics', tag],
    queryFn: async ({ signal }) => (await meshi.topics.list({ tag, limit: SHOWN }, { signal })).items,
  });
  const { data: live = [] } = useQuery({
    queryKey: [...keys.welcome, 'rooms'],
    queryFn: async ({ signal }) => (await meshi.home.overview({}, { signal })).live,
  });
  const rooms = live.filter(({ title }) => isAbout(title, tag)).slice(0, SHOWN);
  if (!topics) return null;
  return (
    <div aria-live="polite" className="found-for-tag">
      <p className="quiet small">{topics.length > 0 ? words.foundTitle(tag) : words.foundNone(tag)}</p>
      <ul>
        {topics.map(({ id, title, owner }) => (
          <li className="person" key={id}>
            <Avatar person={owner} size={32} />
            <span className="one-line">
              {owner.displayName} · {title}
            </span>
          </li>
        ))}
      </ul>
      {rooms.length > 0 && (
        <>
          <p className="quiet small">{words.liveRooms}</p>
          <ul>
            {rooms.map(({ id, title, count }) => (
              <li key={id}>
                <Link to={`/rooms/${id}`}>{title}</Link> <span className="quiet">{count}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
