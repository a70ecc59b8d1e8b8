/**
 * Offers push notifications once there is a match, above the conversations. The browser asks for its permission only after a
 * press, and the offer does not come back after either answer.
 */
import { useConversationList } from '@meshi/client/react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { readStored, writeStored } from '../../app/stored.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { settingsQuery } from './notification-queries.ts';
import { readPushState, turnPushOn } from './push-device.ts';
import { notificationWords } from './words.ts';
import './push-offer.css';

const ANSWERED = 'meshi.push-answered';

export function PushOffer() {
  const meshi = useMeshi();
  const { items } = useConversationList(meshi);
  const hasMatch = items.some(({ kind }) => kind === 'match');
  return hasMatch ? <Offer /> : null;
}

function Offer() {
  const words = useWords(notificationWords);
  const meshi = useMeshi();
  const accountId = useMyself().account.id;
  const { run, isBusy } = useAction();
  const { data } = useQuery(settingsQuery(meshi));
  const [isOpen, setOpen] = useState(false);
  const pushKey = data?.pushKey;
  useEffect(() => {
    if (!pushKey || readStored(ANSWERED) === accountId) return;
    let isGone = false;
    // A person who has answered the browser already knows where the switch is.
    readPushState(meshi).then(
      (state) => !isGone && setOpen(state === 'off' && Notification.permission === 'default'),
      // The settings say what is wrong.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [meshi, pushKey, accountId]);
  if (!isOpen || !pushKey) return null;
  const close = () => {
    writeStored(ANSWERED, accountId);
    setOpen(false);
  };
  return (
    <aside className="push-offer" aria-label={words.push}>
      <p>{words.offer}</p>
      <div className="push-offer-actions">
        <Button isBusy={isBusy} onClick={() => void run(() => turnPushOn(meshi, pushKey)).then((ok) => ok && close())}>
          {words.offerOn}
        </Button>
        <Button kind="plain" onClick={close}>
          {words.offerLater}
        </Button>
      </div>
    </aside>
  );
}
