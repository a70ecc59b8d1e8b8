/**
 * On every screen: tells a reader who waits that someone was found, and keeps the talk that has ended for its question. A
 * reader whose talk ends while its room is on the screen is taken to the question.
 */
import type { InstantTalk } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { roomToast, useRoomEntry } from '../../app/room-entry.ts';
import { loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { useEndedTalk, useInstantTalk } from './use-instant-talk.ts';
import { instantTalkWords } from './words.ts';

export function InstantTalkToasts() {
  useKeptTalk();
  const meshi = useMeshi();
  const toast = useToast();
  const { enter } = useRoomEntry();
  useEffect(
    () =>
      meshi.on('instant-talk:paired', async ({ person, roomId }) => {
        // The list of rooms shows the panel of the talk.
        if (window.location.pathname === '/rooms') return;
        const words = await loadWords(instantTalkWords);
        toast.action({
          about: roomToast(roomId),
          title: words.title,
          text: words.paired(person.displayName),
          action: words.enter,
          onAction: () => enter(roomId),
        });
      }),
    [meshi, toast, enter],
  );
  return null;
}

function useKeptTalk(): void {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const running = useRef<InstantTalk | null>(null);
  const { now } = useInstantTalk();
  useEndedTalk();
  if (now?.instantTalk) running.current = now.instantTalk;
  useEffect(() => {
    const stops = [
      meshi.on('instant-talk:paired', (talk) => {
        running.current = talk;
        // The question about the talk before is out of date.
        queries.setQueryData(keys.endedInstantTalk, null);
      }),
      meshi.on('instant-talk:ended', ({ instantTalkId }) => {
        const talk = running.current;
        if (talk?.id !== instantTalkId) return;
        running.current = null;
        toast.close(roomToast(talk.roomId));
        queries.setQueryData(keys.endedInstantTalk, talk);
        if (window.location.pathname === `/rooms/${talk.roomId}`) navigate('/rooms');
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, queries, navigate, toast]);
}
