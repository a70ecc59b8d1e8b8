/** Notifications about meals. They do not contain the venue, because its address may be hidden. */
import { z } from 'zod';
import { idSchema, timeSchema } from '../common.ts';
import { kind } from './kind.ts';

const mealData = z.object({ mealId: idSchema, title: z.string(), startsAt: timeSchema });
const path = ({ mealId }: { mealId: string }) => `/meals/${mealId}`;

export const mealKinds = {
  /** A meal that I attend starts in a day, or in an hour. */
  meal_reminder: kind({
    group: 'meals',
    data: mealData.extend({ hours: z.union([z.literal(24), z.literal(1)]) }),
    isTimely: true,
    path,
    words: {
      ja: ({ title, startsAt, hours }, { time }) => ({
        title: hours === 1 ? 'あと1時間で食事会です' : '食事会が近づいています',
        body: `${title} ${time(startsAt)}`,
      }),
      en: ({ title, startsAt, hours }, { time }) => ({
        title: hours === 1 ? 'Your meal starts in an hour' : 'Your meal is coming up',
        body: `${title}, ${time(startsAt)}`,
      }),
    },
  }),
  /** A seat became free, and is held for me until `holdUntil`. */
  meal_offered: kind({
    group: 'meals',
    data: mealData.extend({ holdUntil: timeSchema }),
    isTimely: true,
    path,
    words: {
      ja: ({ title, holdUntil }, { time }) => ({
        title: '席が空きました',
        body: `${title}。${time(holdUntil)}まで席を確保しています`,
      }),
      en: ({ title, holdUntil }, { time }) => ({
        title: 'A seat is free for you',
        body: `${title}. It is held until ${time(holdUntil)}`,
      }),
    },
  }),
  /** Someone asks for a seat at a meal of mine. */
  meal_asked: kind({
    group: 'meals',
    data: mealData.extend({ personId: idSchema }),
    ignoresBlocks: true,
    path,
    words: {
      ja: ({ title }, { name }) => ({ title: `${name}さんが参加を希望しています`, body: title }),
      en: ({ title }, { name }) => ({ title: `${name} asks for a seat`, body: title }),
    },
  }),
  /** The host accepted my request for a seat. */
  meal_accepted: kind({
    group: 'meals',
    data: mealData,
    path,
    words: {
      ja: ({ title, startsAt }, { time }) => ({ title: '食事会に参加できます', body: `${title} ${time(startsAt)}` }),
      en: ({ title, startsAt }, { time }) => ({ title: 'You have a seat', body: `${title}, ${time(startsAt)}` }),
    },
  }),
  /** The time or venue of a meal changed. */
  meal_changed: kind({
    group: 'meals',
    data: mealData,
    path,
    words: {
      ja: ({ title, startsAt }, { time }) => ({
        title: '食事会の日時または場所が変わりました',
        body: `${title} ${time(startsAt)}`,
      }),
      en: ({ title, startsAt }, { time }) => ({
        title: 'The time or venue of a meal changed',
        body: `${title}, ${time(startsAt)}`,
      }),
    },
  }),
  meal_cancelled: kind({
    group: 'meals',
    data: mealData.extend({ reason: z.string() }),
    path,
    words: {
      ja: ({ title, startsAt, reason }, { time }) => ({
        title: '食事会が中止になりました',
        body: [`${title} ${time(startsAt)}`, reason].filter(Boolean).join('\n'),
      }),
      en: ({ title, startsAt, reason }, { time }) => ({
        title: 'A meal was cancelled',
        body: [`${title}, ${time(startsAt)}`, reason].filter(Boolean).join('\n'),
      }),
    },
  }),
  /** A message from a host to all guests. */
  meal_message: kind({
    group: 'meals',
    data: mealData.extend({ personId: idSchema, text: z.string() }),
    ignoresBlocks: true,
    path,
    words: {
      ja: ({ title, text }, { name }) => ({ title: `${name}さんから: ${title}`, body: text }),
      en: ({ title, text }, { name }) => ({ title: `${name}: ${title}`, body: text }),
    },
  }),
  /** The next meal of a series was created. Sent to people who attended the last one. */
  meal_next: kind({
    group: 'meals',
    data: mealData,
    path,
    words: {
      ja: ({ title, startsAt }, { time }) => ({
        title: '次回の食事会が決まりました',
        body: `${title} ${time(startsAt)}`,
      }),
      en: ({ title, startsAt }, { time }) => ({ title: 'The next meal is set', body: `${title}, ${time(startsAt)}` }),
    },
  }),
};
