/** The title of a room. The room of an instant talk is named after the other person, in the reader's language. */
import type { Room } from '@meshi/client';
import { useCallback } from 'react';
import { useWords } from '../i18n/language.ts';
import { useMyself } from './meshi-context.tsx';

type Titled = Pick<Room, 'title' | 'circle' | 'between'>;

export function useRoomTitle(): (room: Titled) => string {
  const { room: words } = useWords();
  const myId = useMyself().profile.id;
  return useCallback(
    ({ title, circle, between }: Titled) => {
      const other = circle?.kind === 'instant_talk' && between?.find(({ id }) => id !== myId);
      return other ? words.withPerson(other.displayName) : title;
    },
    [words, myId],
  );
}
