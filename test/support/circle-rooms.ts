/** Puts a change into the moment in which a race over the room of a circle happens. */
import type { TestApp } from './app.ts';

/** Runs `meanwhile` after the server has decided to open the room of a circle, and before the room exists. Once. */
export function beforeNextCircleRoom({ features }: TestApp, meanwhile: () => Promise<unknown>): void {
  const { circleRooms } = features.rooms.service;
  const { open } = circleRooms;
  circleRooms.open = async (room) => {
    circleRooms.open = open;
    await meanwhile();
    return open(room);
  };
}
