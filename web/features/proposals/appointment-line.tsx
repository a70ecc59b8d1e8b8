/** The proposal or appointment within the conversation, and the way into its room when it is time. */
import type { Conversation, ProfileSummary, Proposal } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, CalendarPlus, DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { type AppointmentPartner, appointmentTime, theirAppointmentTime } from './appointment-times.ts';
import { ProposalDialog } from './proposal-dialog.tsx';
import { useAnswer, useCalendarFile, useProposal } from './proposal-queries.ts';
import './appointment-line.css';

export function AppointmentLine({ info }: { info: Conversation }) {
  const { kind, state, subjectId, person } = info;
  if (kind !== 'match' || state !== 'open' || subjectId === null || person === null) return null;
  return <OfMatch matchId={subjectId} person={person} />;
}

function OfMatch({ matchId, person }: { matchId: string; person: ProfileSummary }) {
  const { words } = useLanguage();
  const { data: proposal } = useProposal(matchId);
  const partner = usePartner(person);
  const [isChoosing, setChoosing] = useState(false);
  // Not known yet; where it cannot be read, the conversation says so itself.
  if (proposal === undefined) return null;
  return (
    <section className="appointment-line" aria-label={words.proposals.label}>
      {proposal ? (
        <Standing proposal={proposal} partner={partner} onChange={() => setChoosing(true)} />
      ) : (
        <Button kind="plain" onClick={() => setChoosing(true)}>
          <CalendarClock size={18} aria-hidden />
          {words.proposals.propose}
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

interface StandingProps {
  proposal: Proposal;
  partner: AppointmentPartner;
  onChange: () => void;
}

function Standing({ proposal, partner, onChange }: StandingProps) {
  const { words, language } = useLanguage();
  const { profile } = useMyself();
  const isMine = proposal.proposerId === profile.id;
  const theirs = theirAppointmentTime(proposal, language, partner.timeZone);
  return (
    <>
      <div className="appointment-line-text" role="status">
        <span className="appointment-line-state">{stateText(proposal, partner.name, isMine, words)}</span>
        <time dateTime={proposal.startsAt}>{appointmentTime(proposal, language)}</time>
        {theirs && <span className="quiet small">{words.proposals.theirTime(partner.name, theirs)}</span>}
      </div>
      {proposal.state === 'accepted' ? (
        <Agreed proposal={proposal} partner={partner} onChange={onChange} />
      ) : (
        <Proposed proposal={proposal} isMine={isMine} onChange={onChange} />
      )}
    </>
  );
}

function stateText({ state, roomId }: Proposal, name: string, isMine: boolean, words: Words): string {
  if (state === 'accepted') return roomId ? words.proposals.isOpen : words.proposals.agreed;
  return isMine ? words.proposals.waiting(name) : words.proposals.asked(name);
}

type Words = ReturnType<typeof useLanguage>['words'];

function Proposed({ proposal, isMine, onChange }: { proposal: Proposal; isMine: boolean; onChange: () => void }) {
  const { words } = useLanguage();
  const answer = useAnswer(proposal.matchId);
  const isBusy = answer.isPending;
  return (
    <div className="row">
      {!isMine && (
        <Button kind="main" isBusy={isBusy} onClick={() => answer.mutate({ how: 'accept', proposal })}>
          {words.proposals.accept}
        </Button>
      )}
      <Button onClick={onChange}>{words.proposals.another}</Button>
      <Button kind="plain" isBusy={isBusy} onClick={() => answer.mutate({ how: 'cancel', proposal })}>
        {isMine ? words.proposals.takeBack : words.proposals.decline}
      </Button>
    </div>
  );
}

function Agreed({ proposal, partner, onChange }: StandingProps) {
  const { words } = useLanguage();
  const answer = useAnswer(proposal.matchId);
  const saveFile = useCalendarFile();
  const [isAsking, setAsking] = useState(false);
  if (proposal.roomId) {
    return (
      <ButtonLink kind="main" to={`/rooms/${proposal.roomId}`}>
        <DoorOpen size={18} aria-hidden />
        {words.proposals.enterRoom}
      </ButtonLink>
    );
  }
  return (
    <>
      <p className="quiet small">{words.proposals.opens}</p>
      <div className="row">
        <Button onClick={() => void saveFile(proposal)}>
          <CalendarPlus size={18} aria-hidden />
          {words.proposals.calendar}
        </Button>
        <Button kind="plain" onClick={onChange}>
          {words.proposals.another}
        </Button>
        <Button kind="plain" onClick={() => setAsking(true)}>
          {words.proposals.callOff}
        </Button>
      </div>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.proposals.callOffTitle}
        text={words.proposals.callOffHint(partner.name)}
        action={words.proposals.callOff}
        // What goes wrong is told by a toast.
        onConfirm={() => answer.mutateAsync({ how: 'cancel', proposal }).catch(() => undefined)}
      />
    </>
  );
}
