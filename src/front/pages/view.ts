/** What every visitor's page is made from. */

import type { Language } from '../../protocol/common.ts';
import { type DateReader, timeRange, zoneName } from '../../protocol/date-words.ts';
import type { PublicMeal, PublicPerson, PublicRoom } from '../../protocol/front.ts';
import { html, type Markup } from './markup.ts';
import type { FrontLanguage, FrontWords } from './words.ts';

/** Who reads the page, and where. */
export interface Reader {
  language: FrontLanguage;
  words: FrontWords;
  /** The current time in milliseconds. */
  now: number;
}

/** What search engines and social networks show of a page. */
export interface PageFacts {
  title: string;
  description: string;
  /** The path of the page, or of the one that stands for it. */
  path: string;
  /** The path of the preview picture; null without one. */
  picture: string | null;
  /** Whether search engines may list it. */
  isListed: boolean;
}

export interface View {
  status: 200 | 404;
  facts: PageFacts;
  body: Markup;
}

/** The name of the language of a thing, such as "Japanese". */
export function languageName(code: Language, { language }: Reader): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
}

export function tags(all: readonly string[]): Markup | null {
  if (all.length === 0) return null;
  return html`<ul class="front-tags">${all.map((tag) => html`<li dir="auto">#${tag}</li>`)}</ul>`;
}

/** The picture and the name of a person, with a link to the public profile; without a name, what stands for it. */
export function personLine(person: PublicPerson | null, { words }: Reader): Markup {
  if (!person) return html`<span class="front-person-line quiet">${words.unnamed}</span>`;
  const face = person.avatarUrl
    ? html`<img src="${person.avatarUrl}" alt="" width="32" height="32" loading="lazy" decoding="async">`
    : html`<span class="front-initial" aria-hidden="true">${[...person.displayName][0] ?? ''}</span>`;
  return html`<a class="front-person-line" href="/people/${person.id}">${face}<span dir="auto">${words.san(person.displayName)}</span></a>`;
}

/** "3 people inside", or the names of those who show them. */
export function peopleIn({ people, peopleCount }: PublicRoom, { words }: Reader): string {
  if (peopleCount === 0) return words.nobody;
  if (people.length === 0) return words.talking(peopleCount);
  const names = people.map(({ displayName }) => displayName).join(words.nameJoin);
  return words.alsoOthers(names, peopleCount - people.length);
}

export function mealTime(meal: PublicMeal, { language, now }: Reader): string {
  const reader: DateReader = { language, timeZone: meal.timeZone, offsetMinutes: meal.utcOffsetMinutes, now };
  return `${timeRange(meal, reader)} ${zoneName(meal.startsAt, reader)}`;
}

/** The area, or that it is online. */
export function mealPlace({ area, mode }: PublicMeal, { words }: Reader): string {
  return [area, mode === 'in_person' ? null : words.modes.online].filter((part) => part !== null).join(' · ');
}

export function mealState({ state, endsAt, capacity, seatsTaken }: PublicMeal, { words, now }: Reader): string {
  if (state === 'cancelled') return words.cancelled;
  return Date.parse(endsAt) <= now ? words.over : words.seats(Math.max(0, capacity - seatsTaken));
}
