/** The people who cannot come back into a room, each with a button that lets them back in. */
import type { RoomBan } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../../app/meshi-context.tsx';
import { keys } from '../../../app/query-keys.ts';
import { useAction } from '../../../app/use-action.ts';
import { fullTime } from '../../../i18n/dates.ts';
import { useLanguage, useWords } from '../../../i18n/language.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Problem, Skeleton } from '../../../ui/states.tsx';
import { roomWords } from '../words.ts';
import './moderation.css';

const bansKey = (roomId: string) => [...keys.rooms, roomId, 'bans'];

export function RemovedPeople(props: { roomId: string; isOpen: boolean; onClose: () => void }) {
  const { moderation: words } = useWords(roomWords);
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={words.removedPeople} isSmall>
      <List roomId={props.roomId} />
    </Dialog>
  );
}

function List({ roomId }: { roomId: string }) {
  const { moderation: words } = useWords(roomWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: bansKey(roomId),
    queryFn: ({ signal }) => meshi.rooms.bans({ roomId }, { signal }),
  });
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton slips={1} />;
  if (data.items.length === 0) return <p className="quiet">{words.nobodyRemoved}</p>;
  return (
    <ul className="stack plain-list">
      {data.items.map((ban) => (
        <Removed key={ban.person.id} roomId={roomId} ban={ban} />
      ))}
    </ul>
  );
}

function Removed({ roomId, ban }: { roomId: string; ban: RoomBan }) {
  const { moderation: words } = useWords(roomWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(bansKey(roomId));
  const { person, until, reason, by } = ban;
  const facts = [
    until ? words.untilTime(fullTime(until, language)) : words.lengths.never,
    words.removedBy(by.displayName),
    reason,
  ];
  return (
    <li className="hand-queue-person">
      <Avatar person={person} size={40} />
      <div className="grow">
        <p className="one-line">{person.displayName}</p>
        <p className="quiet small">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <Button
        isBusy={isBusy}
        aria-label={`${words.letBack}: ${person.displayName}`}
        onClick={() => void run(() => meshi.rooms.endBan({ roomId, personId: person.id }), words.isLetBack)}
      >
        {words.letBack}
      </Button>
    </li>
  );
}
