/** The proposal or appointment of a match, shown in its conversation, with a button to enter the room when it is time. */
import type { Conversation, ProfileSummary, Proposal } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, CalendarPlus, DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { timeRange } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { type AppointmentPartner, theirAppointmentTime } from './appointment-times.ts';
import { ProposalDialog } from './proposal-dialog.tsx';
import { useAnswer, useCalendarFile, useProposal } from './proposal-queries.ts';
import { proposalWords } from './words.ts';
import './appointment-line.css';

export function AppointmentLine({ info }: { info: Conversation }) {
  const { kind, state, subjectId, person } = info;
  if (kind !== 'match' || state !== 'open' || subjectId === null || person === null) return null;
  return <OfMatch matchId={subjectId} person={person} />;
}

function OfMatch({ matchId, person }: { matchId: string; person: ProfileSummary }) {
  const words = useWords(proposalWords);
  const { data: proposal } = useProposal(matchId);
  const partner = usePartner(person);
  const [isChoosing, setChoosing] = useState(false);
  // Undefined while it is loading. If it cannot be read, the conversation shows the error.
  if (proposal === undefined) return null;
  return (
    <section className="appointment-line" aria-label={words.label}>
      {proposal ? (
        <ProposalState proposal={proposal} partner={partner} onChange={() => setChoosing(true)} />
      ) : (
        <Button kind="plain" onClick={() => setChoosing(true)}>
          <CalendarClock size={18} aria-hidden />
          {words.propose}
        </Button>
      )}
      <ProposalDialog
        matchId={matchId}
        partner={partner}
        before={proposal}
        isOpen={isChoosing}
        onClose={() => setChoosing(false)}
      />
    </section>
  );
}

function usePartner({ id, displayName }: ProfileSummary): AppointmentPartner {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.profiles, id],
    queryFn: ({ signal }) => meshi.profiles.get({ personId: id }, { signal }),
  });
  return { id, name: displayName, timeZone: data?.timeZone };
}

interface ProposalStateProps {
  proposal: Proposal;
  partner: AppointmentPartner;
  onChange: () => void;
}

function ProposalState({ proposal, partner, onChange }: ProposalStateProps) {
  const words = useWords(proposalWords);
  const { language } = useLanguage();
  const { profile } = useMyself();
  const isMine = proposal.proposerId === profile.id;
  const theirs = theirAppointmentTime(proposal, language, partner.timeZone);
  return (
    <>
      <div className="appointment-line-text" role="status">
        <span className="appointment-line-state">{stateText(proposal, partner.name, isMine, words)}</span>
        <time dateTime={proposal.startsAt}>{timeRange(proposal, language)}</time>
        {theirs && <span className="quiet small">{words.theirTime(partner.name, theirs)}</span>}
      </div>
      {proposal.state === 'accepted' ? (
        <Accepted proposal={proposal} partner={partner} onChange={onChange} />
      ) : (
        <Proposed proposal={proposal} isMine={isMine} onChange={onChange} />
      )}
    </>
  );
}

function stateText(
  { state, roomId }: Proposal,
  name: string,
  isMine: boolean,
  words: WordsOf<typeof proposalWords>,
): string {
  if (state === 'accepted') return roomId ? words.isOpen : words.agreed;
  return isMine ? words.waiting(name) : words.asked(name);
}

function Proposed({ proposal, isMine, onChange }: { proposal: Proposal; isMine: boolean; onChange: () => void }) {
  const words = useWords(proposalWords);
  const answer = useAnswer(proposal.matchId);
  const isBusy = answer.isPending;
  return (
    <div className="row">
      {!isMine && (
        <Button kind="main" isBusy={isBusy} onClick={() => answer.mutate({ how: 'accept', proposal })}>
          {words.accept}
        </Button>
      )}
      <Button onClick={onChange}>{words.another}</Button>
      <Button kind="plain" isBusy={isBusy} onClick={() => answer.mutate({ how: 'cancel', proposal })}>
        {isMine ? words.withdraw : words.decline}
      </Button>
    </div>
  );
}

function Accepted({ proposal, partner, onChange }: ProposalStateProps) {
  const words = useWords(proposalWords);
  const answer = useAnswer(proposal.matchId);
  const saveFile = useCalendarFile();
  const [isAsking, setAsking] = useState(false);
  if (proposal.roomId) {
    return (
      <ButtonLink kind="main" to={`/rooms/${proposal.roomId}`}>
        <DoorOpen size={18} aria-hidden />
        {words.enterRoom}
      </ButtonLink>
    );
  }
  return (
    <>
      <p className="quiet small">{words.opens}</p>
      <div className="row">
        <Button onClick={() => void saveFile(proposal)}>
          <CalendarPlus size={18} aria-hidden />
          {words.calendar}
        </Button>
        <Button kind="plain" onClick={onChange}>
          {words.another}
        </Button>
        <Button kind="plain" onClick={() => setAsking(true)}>
          {words.cancel}
        </Button>
      </div>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.cancelTitle}
        text={words.cancelHint(partner.name)}
        action={words.cancel}
        // A toast has already shown the error.
        onConfirm={() => answer.mutateAsync({ how: 'cancel', proposal }).catch(() => undefined)}
      />
    </>
  );
}
