/** Turns push notifications on and off for this device. */
import { useEffect, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { type PushState, readPushState, turnPushOff, turnPushOn } from './push-device.ts';
import { notificationWords } from './words.ts';

export function PushSwitch({ pushKey }: { pushKey: string }) {
  const words = useWords(notificationWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const [state, setState] = useState<PushState | null>(null);
  useEffect(() => {
    readPushState().then(setState, () => setState('missing'));
  }, []);
  if (state === null) return null;
  const texts = { on: words.pushIsOn, off: words.pushHint, denied: words.pushDenied, missing: words.pushMissing };
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
