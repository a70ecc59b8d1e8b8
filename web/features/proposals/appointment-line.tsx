/** The proposal or appointment of a match, shown in its conversation, with a button to enter the room when it is time. */
import type { Conversation, ProfileSummary, Proposal } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, CalendarPlus, ChevronDown, DoorOpen } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useRoomEntry } from '../../app/room-entry.ts';
import { clockTime, shortDate, timeRange } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import type { WordsOf } from '../../i18n/words.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { type AppointmentPartner, theirAppointmentTime } from './appointment-times.ts';
import { ProposalDialog } from './proposal-dialog.tsx';
import { useAnswer, useCalendarFile, useProposal } from './proposal-queries.ts';
import { proposalWords } from './words.ts';
import './appointment-line.css';

/** Whether the line is unfolded. `null` until the person decides: then it is, if it waits for them and there is room. */
export interface Unfolding {
  isUnfolded: boolean | null;
  setUnfolded: (isUnfolded: boolean | null) => void;
}

interface OfConversationProps extends Unfolding {
  info: Conversation;
}

/** In the head of a conversation: proposes a time, or says in one line what is proposed or agreed, and unfolds the rest. */
export function AppointmentChip({ info, ...unfolding }: OfConversationProps) {
  const match = openMatch(info);
  return match && <Chip {...match} {...unfolding} />;
}

/** Below the head, while it is unfolded: the proposal or appointment, and the buttons for it. */
export function AppointmentLine({ info, ...unfolding }: OfConversationProps) {
  const match = openMatch(info);
  return match && <Line {...match} {...unfolding} />;
}

interface OfMatchProps {
  matchId: string;
  person: ProfileSummary;
}

function openMatch({ kind, state, subjectId, person }: Conversation): OfMatchProps | null {
  if (kind !== 'match' || state !== 'open' || subjectId === null || person === null) return null;
  return { matchId: subjectId, person };
}

function Chip({ matchId, person, isUnfolded, setUnfolded }: OfMatchProps & Unfolding) {
  const words = useWords(proposalWords);
  const { language } = useLanguage();
  const { profile } = useMyself();
  const { data: proposal } = useProposal(matchId);
  const partner = usePartner(person);
  const [isChoosing, setChoosing] = useState(false);
  // What is new is shown again, also after it was folded.
  const version = proposal && `${proposal.id} ${proposal.revision} ${proposal.state} ${proposal.roomId}`;
  const reset = useRef(setUnfolded);
  reset.current = setUnfolded;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another proposal, or another state of it, unfolds.
  useEffect(() => reset.current(null), [version]);
  // Undefined while it is loading. If it cannot be read, the conversation shows the error.
  if (proposal === undefined) return null;
  if (proposal === null) {
    return (
      <>
        <button type="button" className="appointment-chip" onClick={() => setChoosing(true)}>
          <CalendarClock size={14} aria-hidden />
          <span className="one-line">{words.propose}</span>
        </button>
        <ProposalDialog
          matchId={matchId}
          partner={partner}
          before={null}
          isOpen={isChoosing}
          onClose={() => setChoosing(false)}
        />
      </>
    );
  }
  const isMine = proposal.proposerId === profile.id;
  const isOpen = isUnfolded ?? unfoldsItself(proposal, isMine);
  return (
    <button
      type="button"
      className="appointment-chip"
      aria-expanded={isOpen}
      data-waits={waitsForMe(proposal, isMine) || undefined}
      onClick={() => setUnfolded(!isOpen)}
    >
      <CalendarClock size={14} aria-hidden />
      <span className="one-line">
        {words.chip[chipState(proposal, isMine)]} {shortDate(proposal.startsAt, language)}{' '}
        {clockTime(proposal.startsAt, language)}
      </span>
      <ChevronDown className="appointment-chip-arrow" size={14} aria-hidden />
    </button>
  );
}

/** An answer, or a room that is open now. */
function waitsForMe({ state, roomId }: Proposal, isMine: boolean): boolean {
  return state === 'accepted' ? roomId !== null : !isMine;
}

/** On a low screen, the messages need the room. */
function unfoldsItself(proposal: Proposal, isMine: boolean): boolean {
  return waitsForMe(proposal, isMine) && matchMedia('(min-height: 700px)').matches;
}

function chipState({ state, roomId }: Proposal, isMine: boolean): 'open' | 'agreed' | 'waiting' | 'asked' {
  if (state === 'accepted') return roomId ? 'open' : 'agreed';
  return isMine ? 'waiting' : 'asked';
}

function Line({ matchId, person, isUnfolded }: OfMatchProps & Unfolding) {
  const words = useWords(proposalWords);
  const { profile } = useMyself();
  const { data: proposal } = useProposal(matchId);
  const partner = usePartner(person);
  const [isChoosing, setChoosing] = useState(false);
  if (!proposal || !(isUnfolded ?? unfoldsItself(proposal, proposal.proposerId === profile.id))) return null;
  return (
    <section className="appointment-line" aria-label={words.label}>
      <ProposalState proposal={proposal} partner={partner} onChange={() => setChoosing(true)} />
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
  const { common } = useWords();
  const words = useWords(proposalWords);
  const answer = useAnswer(proposal.matchId);
  const saveFile = useCalendarFile();
  const { enter } = useRoomEntry();
  const [isAsking, setAsking] = useState(false);
  const { roomId } = proposal;
  if (roomId) {
    return (
      <Button kind="main" onClick={() => enter(roomId)}>
        <DoorOpen size={18} aria-hidden />
        {words.enterRoom}
      </Button>
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
        cancel={common.back}
        // A toast has already shown the error.
        onConfirm={() => answer.mutateAsync({ how: 'cancel', proposal }).catch(() => undefined)}
      />
    </>
  );
}
