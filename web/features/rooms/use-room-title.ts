/** The title of a room. The room of an instant talk is named after the other person, in the reader's language. */
import type { Room } from '@meshi/client';
import { useCallback } from 'react';
import { useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { roomWords } from './words.ts';

export function useRoomTitle(): (room: Room) => string {
  const words = useWords(roomWords);
  const myId = useMyself().profile.id;
  return useCallback(
    ({ title, circle, between }: Room) => {
      const other = circle?.kind === 'instant_talk' && between?.find(({ id }) => id !== myId);
      return other ? words.withPerson(other.displayName) : title;
    },
    [words, myId],
  );
}
