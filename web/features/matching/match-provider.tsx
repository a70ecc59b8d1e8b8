/**
 * Celebrates a match with a dialog on both sides. A person who did not press and is busy gets a toast: a dialog would take the
 * keyboard. The conversation stays unread until it is opened. Also shows a toast about interest in my topics.
 */
import type { Match } from '@meshi/client';
import { type ReactNode, type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { isHere } from '../../app/is-here.ts';
import { INTEREST_SENT, type MatchPress, MatchPressContext } from '../../app/match-press.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { loadWords, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { matchWords } from './words.ts';
import './match-dialog.css';

export function MatchProvider({ children }: { children: ReactNode }) {
  const [match, setMatch] = useState<Match | null>(null);
  // Set before the dialog is on the page, so that a second match at the same moment does not replace the first.
  const isCelebrating = useRef(false);
  const celebrate = useCallback((made: Match | null) => {
    isCelebrating.current = made !== null;
    setMatch(made);
  }, []);
  const toast = useToast();
  const tellMatch = useTellMatch(celebrate, isCelebrating);
  // A running press may report the same match as an event. So events wait for the end of the press.
  const pressing = useRef(0);
  const waiting = useRef<Match[]>([]);
  // Matches of this person's presses whose event has not come. A match that ended may be made again under the same ID.
  const pressed = useRef(new Set<string>());
  const tell = useCallback(
    (match: Match) => {
      if (!pressed.current.delete(match.id)) tellMatch(match);
    },
    [tellMatch],
  );
  useToasts((match) => (pressing.current > 0 ? void waiting.current.push(match) : tell(match)));
  // The dialog still shows the last match while it fades out.
  const last = useRef(match);
  if (match) last.current = match;

  const press = useMemo<MatchPress>(
    () => async (send, matchOf) => {
      pressing.current += 1;
      try {
        const result = await send();
        const made = matchOf(result);
        if (made) {
          pressed.current.add(made.id);
          // The dialog says the same, and a toast would cover it.
          toast.close(interestToast(made.person.id));
          toast.close(matchToast(made.person.id));
          celebrate(made);
        }
        return result;
      } finally {
        pressing.current -= 1;
        if (pressing.current === 0) {
          waiting.current.forEach(tell);
          waiting.current = [];
        }
      }
    },
    [toast, tell, celebrate],
  );

  return (
    <MatchPressContext value={press}>
      {children}
      <Suspense>
        {last.current && <MatchDialog match={last.current} isOpen={match !== null} onClose={() => celebrate(null)} />}
      </Suspense>
    </MatchPressContext>
  );
}

const TYPING = 'input, textarea, select, [contenteditable="true"]';
/** What is above the page. A toast has the role of a dialog, too. */
const ABOVE = ':is([role="dialog"], [role="alertdialog"]):not(.toast), [role="menu"], [role="listbox"]';

/** Whether a dialog may open by itself: the reader is looking, and is neither typing nor in something that is above the page. */
function isFree(): boolean {
  return isHere() && !document.activeElement?.matches(TYPING) && !document.querySelector(ABOVE);
}

/** One toast about each person: the newest of their interests, and the match. */
const interestToast = (personId: string) => `interest:${personId}`;
const matchToast = (personId: string) => `match:${personId}`;

/** Tells of a match that the other person has made. */
function useTellMatch(celebrate: (match: Match) => void, isCelebrating: RefObject<boolean>): (match: Match) => void {
  const toast = useToast();
  return useCallback(
    async (match) => {
      const words = await loadWords(matchWords);
      // After loading the words: until then, the toast about the interest may still be on its way.
      toast.close(interestToast(match.person.id));
      toast.close(INTEREST_SENT);
      if (!isCelebrating.current && isFree()) return celebrate(match);
      toast.action({
        about: matchToast(match.person.id),
        title: words.title,
        text: words.text(match.person.displayName),
        action: words.openLater,
        isMatch: true,
        to: `/conversations/${match.conversationId}`,
        isLasting: true,
        isAnnounced: true,
      });
    },
    [toast, celebrate, isCelebrating],
  );
}

function useToasts(onMatch: (match: Match) => void): void {
  const meshi = useMeshi();
  const toast = useToast();
  const latest = useRef(onMatch);
  latest.current = onMatch;
  useEffect(() => {
    const stops = [
      meshi.on('match:created', (match) => latest.current(match)),
      meshi.on('interest:withdrawn', ({ personId }) => toast.close(interestToast(personId))),
      meshi.on('interest:created', async (interest) => {
        if (interest.matchId) return;
        const words = await loadWords(matchWords);
        toast.action({
          about: interestToast(interest.person.id),
          text: words.newInterest(interest.person.displayName, interest.topicTitle),
          action: words.see,
          to: `/topics/mine/${interest.topicId}`,
          isAnnounced: true,
        });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, toast]);
}

interface MatchDialogProps {
  match: Match;
  isOpen: boolean;
  onClose: () => void;
}

function MatchDialog({ match, isOpen, onClose }: MatchDialogProps) {
  const words = useWords(matchWords);
  const navigate = useNavigate();
  const { profile } = useMyself();
  const open = useRef<HTMLButtonElement>(null);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.title} isSmall initialFocus={open}>
      <div className="match">
        <div className="match-pair">
          <Avatar person={profile} size={80} />
          <Avatar person={match.person} size={80} />
        </div>
        <p>{words.text(match.person.displayName)}</p>
        {match.topic && <p className="match-topic">{match.topic.title}</p>}
        <Button
          ref={open}
          kind="main"
          isWide
          onClick={() => {
            onClose();
            navigate(`/conversations/${match.conversationId}`);
          }}
        >
          {words.open}
        </Button>
        <Button kind="plain" isWide onClick={onClose}>
          {words.later}
        </Button>
      </div>
    </Dialog>
  );
}
