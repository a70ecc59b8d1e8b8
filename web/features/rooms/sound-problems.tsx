/** What stands between the reader and the sound, with the button that mends it. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { useVoiceRoom } from './voice-context.tsx';
import { useAttempt } from './voice-controls.tsx';

export function SoundProblems({ session, snapshot }: { session: VoiceSession; snapshot: VoiceSnapshot }) {
  const words = useWords();
  const voice = useVoiceRoom();
  const attempt = useAttempt();
  const problem = snapshot.microphoneProblem;
  return (
    <div className="sound-problems">
      <p role="status" className="sound-state">
        {snapshot.state === 'connecting' && words.rooms.connecting}
        {snapshot.state === 'recovering' && words.rooms.reconnecting}
      </p>
      {snapshot.needsGesture && (
        <div className="sound-problem" role="alert">
          <p>{words.rooms.needsGesture}</p>
          <Button kind="main" onClick={() => attempt(() => session.resumePlayback())}>
            {words.rooms.startSound}
          </Button>
        </div>
      )}
      {problem !== null && (
        <div className="sound-problem" role="alert">
          <div className="grow">
            <strong>{problem === 'denied' ? words.rooms.micDenied : words.rooms.micMissing}</strong>
            <p className="small">{problem === 'denied' ? words.rooms.micDeniedHint : words.rooms.micMissingHint}</p>
          </div>
          <Button onClick={() => void voice.join(snapshot.room.id)}>{words.rooms.micRetry}</Button>
        </div>
      )}
    </div>
  );
}
