/**
 * The warm moment when two people match: a dialog for the one who pressed, a toast for the other, who may be in the
 * middle of something. Interest in one's topics is told by a toast too.
 */
import type { Match } from '@meshi/client';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTell } from '../../ui/toasts.tsx';
import './match-moments.css';

/** Runs a press that may make a match, and celebrates the match that it answers with. */
type Press = <Result>(press: () => Promise<Result>, matchOf: (result: Result) => Match | null) => Promise<Result>;

const PressContext = createContext<Press | null>(null);

export function usePress(): Press {
  const press = useContext(PressContext);
  if (!press) throw new Error('usePress needs MatchMoments above it');
  return press;
}

export function MatchMoments({ children }: { children: ReactNode }) {
  const [match, setMatch] = useState<Match | null>(null);
  // While a press of mine is under way its answer tells of the match; the announcement of the same match stays quiet.
  const pressing = useRef(0);
  useAnnouncements(pressing);

  const press = useMemo<Press>(
    () => async (send, matchOf) => {
      pressing.current += 1;
      try {
        const result = await send();
        const made = matchOf(result);
        if (made) setMatch(made);
        return result;
      } finally {
        pressing.current -= 1;
      }
    },
    [],
  );

  return (
    <PressContext value={press}>
      {children}
      <MatchDialog match={match} onClose={() => setMatch(null)} />
    </PressContext>
  );
}

function useAnnouncements(pressing: { current: number }): void {
  const meshi = useMeshi();
  const words = useWords();
  const tell = useTell();
  const navigate = useNavigate();
  useEffect(() => {
    const stops = [
      meshi.on('match:created', (match) => {
        if (pressing.current > 0) return;
        tell.moment({
          title: words.match.title,
          text: words.match.text(match.person.displayName),
          action: words.topics.openConversation,
          isMatch: true,
          onAction: () => navigate(`/conversations/${match.conversationId}`),
        });
      }),
      meshi.on('interest:shown', (interest) => {
        if (interest.matchId) return;
        tell.moment({
          text: words.match.newInterest(interest.person.displayName, interest.topicTitle),
          action: words.match.see,
          onAction: () => navigate(`/topics/mine/${interest.topicId}`),
        });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, words, tell, navigate, pressing]);
}

function MatchDialog({ match, onClose }: { match: Match | null; onClose: () => void }) {
  const words = useWords();
  const navigate = useNavigate();
  const { profile } = useMyself();
  const open = useRef<HTMLButtonElement>(null);
  // The last match stays drawn while the dialog fades out.
  const last = useRef(match);
  if (match) last.current = match;
  const shown = last.current;
  return (
    <Dialog isOpen={match !== null} onClose={onClose} title={words.match.title} isSmall initialFocus={open}>
      {shown && (
        <div className="match">
          <div className="match-pair">
            <Avatar person={profile} size={80} />
            <Avatar person={shown.person} size={80} />
          </div>
          <p>{words.match.text(shown.person.displayName)}</p>
          {shown.topic && <p className="match-topic">{shown.topic.title}</p>}
          <Button
            ref={open}
            kind="main"
            isWide
            onClick={() => {
              onClose();
              navigate(`/conversations/${shown.conversationId}`);
            }}
          >
            {words.match.open}
          </Button>
          <Button kind="plain" isWide onClick={onClose}>
            {words.match.later}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
