/** A person's page: the profile, my note about them, and their topics. */
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Ban, Flag, UserMinus } from 'lucide-react';
import { type ComponentType, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { BlockConfirm } from '../../app/block-confirm.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ReportDialog } from '../../ui/report/report-dialog.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { PersonNote } from './person-note.tsx';
import { ProfileView } from './profile-view.tsx';
import { useNeverMatch } from './use-never-match.ts';
import { peopleWords } from './words.ts';

/** `Topics` shows the topics of a person. */
export function PersonPage({ Topics }: { Topics: ComponentType<{ personId: string }> }) {
  const { block, common, report } = useWords();
  const words = useWords(peopleWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const navigate = useNavigate();
  const { personId = '' } = useParams();
  const [open, setOpen] = useState<'report' | 'block' | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.profiles, personId],
    queryFn: ({ signal }) => meshi.profiles.get({ personId }, { signal }),
  });
  const neverSuggest = useNeverMatch();
  const isMe = personId === profile.id;
  return (
    <div className="page">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <button type="button" className="back-link plain-button" onClick={() => navigate(-1)}>
          <ArrowLeft size={20} aria-hidden />
          {common.back}
        </button>
        {data && !isMe && (
          <Menu
            entries={[
              { label: words.neverSuggest, icon: UserMinus, onSelect: () => void neverSuggest(data) },
              { label: report.action, icon: Flag, onSelect: () => setOpen('report') },
              { label: block.action, icon: Ban, isDanger: true, onSelect: () => setOpen('block') },
            ]}
          />
        )}
        {isMe && <ButtonLink to="/me/profile">{words.edit}</ButtonLink>}
      </div>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton slips={1} />}
      {data && (
        <>
          <ProfileView profile={data} />
          {!isMe && <PersonNote personId={personId} />}
          {!isMe && <Topics personId={personId} />}
          <BlockConfirm
            person={data}
            isOpen={open === 'block'}
            onClose={() => setOpen(null)}
            onBlocked={() => navigate('/topics')}
          />
          <ReportDialog
            subject={{ kind: 'person', id: personId, personId }}
            isOpen={open === 'report'}
            onClose={() => setOpen(null)}
            onBlocked={() => navigate('/topics')}
          />
        </>
      )}
    </div>
  );
}
