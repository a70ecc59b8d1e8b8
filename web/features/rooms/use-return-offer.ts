/** Keeps the way back while the reader is in a room, and offers it after a reload or a crash. */
import type { VoiceSession } from '@meshi/client';
import { useCallback, useEffect, useState } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { forgetReturn, keepReturn, type ReturnOffer, readReturn } from './return-offer.ts';

/** A crash leaves no time to write, so what is kept is at most this old. */
const KEEP_MS = 5_000;

/** Why a session ended although the person wanted to stay: the way back is still offered. */
const UNWANTED_ENDS = ['failed', 'media_restarted', 'moved'];

export function useReturnOffer(session: VoiceSession | null): { offer: ReturnOffer | null; dismiss: () => void } {
  const personId = useMyself().profile.id;
  const titleOf = useRoomTitle();
  const [offer, setOffer] = useState(() => readReturn(personId));

  useEffect(() => {
    if (!session) return;
    setOffer(null);
    const keep = () => {
      if (session.state !== 'closed') keepReturn(personId, titleOf(session.room), session.snapshot);
    };
    keep();
    const timer = setInterval(keep, KEEP_MS);
    addEventListener('pagehide', keep);
    const stops = [
      session.on('changed', keep),
      session.on('closed', ({ reason }) => {
        if (UNWANTED_ENDS.includes(reason)) setOffer(readReturn(personId));
        else forgetReturn();
      }),
      () => removeEventListener('pagehide', keep),
      () => clearInterval(timer),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, personId, titleOf]);

  useEffect(() => {
    if (!offer) return;
    const timer = setTimeout(() => setOffer(null), offer.endsAt - Date.now());
    return () => clearTimeout(timer);
  }, [offer]);

  const dismiss = useCallback(() => {
    forgetReturn();
    setOffer(null);
  }, []);
  return { offer, dismiss };
}
