/** A line that is shown while the server cannot be reached, or if it is newer than this app. */
import { useConnection } from '@meshi/client/react';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { useMeshi } from './meshi-context.tsx';

// Shorter interruptions are not shown.
const QUIET_MS = 1_000;

export function ConnectionLine() {
  const words = useWords();
  const meshi = useMeshi();
  const { state, error } = useConnection(meshi);
  // A member without a second factor is told on the screen itself.
  const isShutOut = error?.reason === 'second_factor_needed';
  // At the start of the app, too: its files come from this browser.
  const isUnreached = state === 'connecting' && error?.reason === 'network';
  const isAway = !isShutOut && (state === 'reconnecting' || state === 'offline' || isUnreached);
  const isLate = useStays(isAway, QUIET_MS);
  return (
    <div role="status">
      {state === 'incompatible' && (
        <div className="line-banner">
          {words.connection.tooOld}
          <Button onClick={() => location.reload()}>{words.connection.reload}</Button>
        </div>
      )}
      {isAway && isLate && (
        <div className="line-banner">
          {state === 'offline' ? words.connection.offline : words.connection.connecting}
          <button type="button" className="link-button" onClick={() => meshi.connection.retryNow()}>
            {words.common.retry}
          </button>
        </div>
      )}
    </div>
  );
}

/** True once `isOn` has been true for `ms`. */
function useStays(isOn: boolean, ms: number): boolean {
  const [stays, setStays] = useState(false);
  useEffect(() => {
    if (!isOn) return setStays(false);
    const timer = setTimeout(() => setStays(true), ms);
    return () => clearTimeout(timer);
  }, [isOn, ms]);
  return stays;
}
