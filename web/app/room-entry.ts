/** Entering a voice room from any screen: a button of a meal, an appointment, an instant talk or a community. */
import { createContext, useContext } from 'react';

export interface RoomEntry {
  /**
   * Shows the room and enters it as the person has chosen before. Asks how to enter the first time, and asks before it leaves
   * another room, or a screen with something unsaved. Does nothing but show the room if the person is inside.
   */
  enter(roomId: string): void;
  /** The room that the person is in, or null. */
  insideId: string | null;
}

/** The `about` of toasts that lead into a room: they close when the person is inside. */
export function roomToast(roomId: string): string {
  return `room:${roomId}`;
}

export const RoomEntryContext = createContext<RoomEntry | null>(null);

export function useRoomEntry(): RoomEntry {
  const entry = useContext(RoomEntryContext);
  if (!entry) throw new Error('useRoomEntry needs a VoiceProvider above it');
  return entry;
}
