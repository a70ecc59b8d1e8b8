/** The question how to enter a room, which a browser asks at the first entry and then remembers. */
import type { Locator, Page } from 'playwright-core';
import type { ja } from './words.ts';

export type Way = keyof typeof ja.rooms.door.ways;

export function doorOf(page: Page, words: typeof ja): Locator {
  return page.getByRole('dialog', { name: words.rooms.door.title });
}

/** Answers the question of the door, and resolves when the person is in the room. */
export async function passDoor(page: Page, words: typeof ja, way: Way = 'talk'): Promise<void> {
  const door = doorOf(page, words);
  await door.getByRole('radio', { name: words.rooms.door.ways[way].label }).check();
  await door.getByRole('button', { name: words.rooms.join, exact: true }).click();
  await page.getByRole('toolbar', { name: words.rooms.controls }).waitFor();
}
