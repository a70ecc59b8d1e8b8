/** Someone's page: who they are, what they can teach and want to learn, and their topics. */
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Ban, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { More } from '../../ui/more.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useTopicList } from '../topics/topic-queries.ts';
import { TopicSlip } from '../topics/topic-slip.tsx';
import { BlockConfirm } from './block-confirm.tsx';
import { ProfileView } from './profile-view.tsx';
import { useKeepApart } from './use-keep-apart.ts';

export function PersonPage() {
  const words = useWords();
  const meshi = useMeshi();
  const { profile } = useMyself();
  const navigate = useNavigate();
  const { personId = '' } = useParams();
  const [isBlocking, setBlocking] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.profiles, personId],
    queryFn: ({ signal }) => meshi.profiles.get({ personId }, { signal }),
  });
  const keepApart = useKeepApart();
  const isMe = personId === profile.id;
  return (
    <div className="page">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <button type="button" className="back-link plain-button" onClick={() => navigate(-1)}>
          <ArrowLeft size={20} aria-hidden />
          {words.common.back}
        </button>
        {data && !isMe && (
          <Menu
            entries={[
              { label: words.person.keepApart, icon: UserMinus, onSelect: () => void keepApart(data) },
              { label: words.person.block, icon: Ban, isDanger: true, onSelect: () => setBlocking(true) },
            ]}
          />
        )}
        {isMe && <ButtonLink to="/me/profile">{words.person.edit}</ButtonLink>}
      </div>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      {data && (
        <>
          <ProfileView profile={data} />
          {!isMe && <TheirTopics personId={personId} />}
          <BlockConfirm
            person={data}
            isOpen={isBlocking}
            onClose={() => setBlocking(false)}
            onBlocked={() => navigate('/topics')}
          />
        </>
      )}
    </div>
  );
}

function TheirTopics({ personId }: { personId: string }) {
  const words = useWords();
  const list = useTopicList('all', { ownerId: personId });
  return (
    <section className="person-topics" aria-labelledby="person-topics">
      <h2 id="person-topics">{words.person.topics}</h2>
      {list.isPending && <Skeleton slips={1} />}
      {list.isError && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className="quiet">{words.person.noTopics}</p>}
      <ul className="slips">
        {list.data?.map((topic) => (
          <li key={topic.id}>
            <TopicSlip topic={topic} to={`/topics/${topic.id}`} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </section>
  );
}
