/** A microphone that is being tried: its level, and why it cannot be used. It closes with the component. */
import { type MicrophoneTest, type MicrophoneTestSnapshot, testMicrophone } from '@meshi/client';
import { useLive } from '@meshi/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';

export interface MicrophoneTestState {
  /** Null before the first `start()` and after `stop()`. */
  snapshot: MicrophoneTestSnapshot | null;
  /** Asks for the microphone, unless it is open already. */
  start(): void;
  stop(): void;
}

export function useMicrophoneTest(microphoneId: string | null): MicrophoneTestState {
  const [test, setTest] = useState<MicrophoneTest | null>(null);
  const current = useRef<MicrophoneTest | null>(null);
  const use = useCallback((next: MicrophoneTest | null) => {
    current.current?.close();
    current.current = next;
    setTest(next);
  }, []);
  const start = useCallback(() => {
    // One that could not be opened is tried again.
    if (current.current && current.current.snapshot.problem === null) return;
    use(testMicrophone({ microphoneId }));
  }, [microphoneId, use]);
  const stop = useCallback(() => use(null), [use]);

  const chosen = useRef(microphoneId);
  useEffect(() => {
    if (chosen.current === microphoneId) return;
    chosen.current = microphoneId;
    void current.current?.choose(microphoneId);
  }, [microphoneId]);
  useEffect(() => () => current.current?.close(), []);

  return { snapshot: useLive(test), start, stop };
}
