/**
 * When the reader was on Home before. Kept on this device: the server keeps no record of when somebody was here. On another
 * device, "last time" is the last time there.
 */
import { useEffect, useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { readStored, writeStored } from '../../app/stored.ts';

/** Someone who was away for a shorter time has not missed much. */
const AWAY_MS = 6 * 3_600_000;

interface Visit {
  key: string;
  /** When the reader was here before; null if that was a short time ago, or never. */
  since: string | null;
  isDismissed: boolean;
}

/** Lasts as long as the page, so that it is the same when the reader comes back from another screen. */
let visit: Visit | null = null;

/** Begins a visit if the reader was away for long enough, or is another person. */
function arrive(key: string, nowMs = Date.now()): Visit {
  const last = readStored(key);
  const wasAway = last !== null && nowMs - Date.parse(last) >= AWAY_MS;
  if (wasAway || visit?.key !== key) visit = { key, since: wasAway ? last : null, isDismissed: false };
  return visit;
}

export interface LastTime {
  since: string | null;
  isDismissed: boolean;
  dismiss: () => void;
}

export function useLastTime(): LastTime {
  const key = `meshi.home.${useMyself().profile.id}`;
  const [{ since, isDismissed }, setVisit] = useState(() => arrive(key));
  useEffect(() => {
    // The time away counts from when the reader leaves Home, or hides or closes the tab.
    const leave = () => writeStored(key, new Date().toISOString());
    const check = () => (document.visibilityState === 'visible' ? setVisit(arrive(key)) : leave());
    document.addEventListener('visibilitychange', check);
    return () => {
      document.removeEventListener('visibilitychange', check);
      leave();
    };
  }, [key]);
  const dismiss = () => {
    visit = { key, since, isDismissed: true };
    setVisit(visit);
  };
  return { since, isDismissed, dismiss };
}
