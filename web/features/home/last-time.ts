/** When the reader was on Home before, while Home is shown. */
import { useEffect, useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { arrive, dismiss, leave, type Visit, visitKey } from './visit.ts';

export interface LastTime extends Pick<Visit, 'since' | 'isDismissed'> {
  dismiss: () => void;
}

export function useLastTime(): LastTime {
  const key = visitKey(useMyself().profile.id);
  const [visit, setVisit] = useState(() => arrive(key));
  useEffect(() => {
    // The time away counts from when the reader leaves Home, or hides or closes the tab.
    const end = () => leave(key);
    const check = () => (document.visibilityState === 'visible' ? setVisit(arrive(key)) : end());
    document.addEventListener('visibilitychange', check);
    return () => {
      document.removeEventListener('visibilitychange', check);
      end();
    };
  }, [key]);
  const { since, isDismissed } = visit;
  return { since, isDismissed, dismiss: () => setVisit(dismiss(visit)) };
}
