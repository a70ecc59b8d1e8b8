/** Problems that keep the reader from hearing or being heard, each with a button that fixes it. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { useAttempt } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { roomWords } from './words.ts';

export function SoundProblems({ session, snapshot }: { session: VoiceSession; snapshot: VoiceSnapshot }) {
  const words = useWords(roomWords);
  const attempt = useAttempt();
  const problem = snapshot.microphoneProblem;
  return (
    <div className="sound-problems">
      <p role="status" className="sound-state">
        {snapshot.state === 'connecting' && words.connecting}
        {snapshot.state === 'recovering' && words.reconnecting}
        {snapshot.state === 'live' &&
          snapshot.me?.maySpeak === false &&
          (snapshot.hasHandUp ? words.moderation.handIsUp : words.moderation.listenOnly)}
      </p>
      {snapshot.needsGesture && (
        <div className="sound-problem" role="alert">
          <p>{words.needsGesture}</p>
          <Button kind="main" onClick={() => void attempt(() => session.resumePlayback())}>
            {words.startSound}
          </Button>
        </div>
      )}
      {problem !== null && (
        <div className="sound-problem" role="alert">
          <div className="grow">
            <strong>{words.micProblems[problem].title}</strong>
            <p className="small">{words.micProblems[problem].hint}</p>
          </div>
          {problem !== 'unsupported' && (
            <Button onClick={() => void attempt(() => session.unmute())}>{words.micRetry}</Button>
          )}
        </div>
      )}
    </div>
  );
}
