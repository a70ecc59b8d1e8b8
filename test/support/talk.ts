/** Two people who talk in a room, in real browsers. */
import { hearsSound } from './sound.ts';
import type { Visitor } from './visitor.ts';

/** Signs both up; the second one opens a room, and both enter it and hear each other. */
export async function talkInARoom([aki, ben]: [Visitor, Visitor]): Promise<void> {
  await Promise.all([aki.signUp('aki'), ben.signUp('ben')]);
  await ben.visit('rooms');
  await ben.press(ben.words.rooms.create);
  await ben.fill(ben.words.rooms.titleField, 'Through thick and thin');
  await ben.press(ben.words.rooms.open);
  await ben.passDoor();
  await aki.visit('rooms');
  await aki.page
    .getByRole('link', { name: /Through thick and thin/ })
    .first()
    .click();
  await aki.press(aki.words.rooms.join);
  await aki.passDoor();
  await Promise.all([hearsSound(aki.page), hearsSound(ben.page)]);
}
