/** Turns push notifications on and off for this device. Shows what the server holds for it, and how to fix a problem. */
import { useCallback, useEffect, useState } from 'react';
import { onBack } from '../../app/is-here.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/states.tsx';
import { type PushState, readPushState, turnPushOff, turnPushOn } from './push-device.ts';
import { notificationWords } from './words.ts';

export function PushSwitch({ pushKey }: { pushKey: string }) {
  const words = useWords(notificationWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const [state, setState] = useState<PushState | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = useCallback(() => {
    readPushState(meshi).then((next) => {
      setState(next);
      setError(null);
    }, setError);
  }, [meshi]);
  useEffect(() => {
    read();
    // The person may come back from the settings of the browser.
    return onBack(read);
  }, [read]);
  if (state === null) return error ? <Problem error={error} onRetry={read} /> : null;
  const texts: Record<PushState, string> = {
    on: words.pushIsOn,
    off: words.pushHint,
    denied: words.pushDenied,
    missing: words.pushMissing,
    insecure: words.pushInsecure,
  };
  const turn = () =>
    run(async () => setState(await (state === 'on' ? turnPushOff(meshi) : turnPushOn(meshi, pushKey))));
  return (
    <div>
      <p role="status">{texts[state]}</p>
      {(state === 'on' || state === 'off') && (
        <Button isBusy={isBusy} onClick={() => void turn()}>
          {state === 'on' ? words.pushOff : words.pushOn}
        </Button>
      )}
    </div>
  );
}
