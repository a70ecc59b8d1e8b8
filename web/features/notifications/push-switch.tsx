/** Push on this device: what the state is, and a button. */
import { useEffect, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { type PushState, readPushState, turnPushOff, turnPushOn } from './push-device.ts';

export function PushSwitch({ pushKey }: { pushKey: string }) {
  const { notifications: words } = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  const [state, setState] = useState<PushState | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    readPushState().then(setState, () => setState('missing'));
  }, []);
  if (state === null) return null;
  const said = { on: words.pushIsOn, off: words.pushHint, denied: words.pushDenied, missing: words.pushMissing };
  const turn = async () => {
    setBusy(true);
    try {
      setState(await (state === 'on' ? turnPushOff(meshi) : turnPushOn(meshi, pushKey)));
    } catch (error) {
      tell.problem(text(error));
    }
    setBusy(false);
  };
  return (
    <div>
      <p role="status">{said[state]}</p>
      {(state === 'on' || state === 'off') && (
        <Button isBusy={isBusy} onClick={() => void turn()}>
          {state === 'on' ? words.pushOff : words.pushOn}
        </Button>
      )}
    </div>
  );
}
