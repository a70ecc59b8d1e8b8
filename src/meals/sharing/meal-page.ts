/**
 * The page of a public meal for crawlers: the web app's page with the text of the meal in it. In a browser, the app then takes
 * over. Meals that are not public have no page.
 */
import type { SharedPage, SharedPages } from '../../http/shared-pages.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { timeRange, zoneName } from '../../protocol/date-words.ts';
import type { PublicMeal } from '../../protocol/meals.ts';
import { cutText } from '../../protocol/text.ts';
import type { MealService } from '../meal-service.ts';
import { escapeMarkup } from './markup.ts';
import type { MealPictures } from './meal-picture.ts';

export interface MealPageOptions {
  meals: Pick<MealService, 'getPublic'>;
  pictures: MealPictures;
  publicUrl: () => string;
}

const DESCRIPTION_CHARS = 200;

/** Serves the pages and preview pictures of public meals. */
export function mealPages({ meals, pictures, publicUrl }: MealPageOptions): SharedPages {
  const find = async (mealId: string) => {
    try {
      return await meals.getPublic(mealId);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  };
  return {
    path: '/meals',
    async page(mealId) {
      const meal = await find(mealId);
      return meal && pageOf(meal, `${publicUrl()}/meals/${meal.id}`);
    },
    async picture(mealId) {
      const meal = await find(mealId);
      return meal && pictures.make({ title: meal.title, lines: linesOf(meal) });
    },
  };
}

function pageOf(meal: PublicMeal, url: string): SharedPage {
  const lines = linesOf(meal);
  const about = [lines.join(' · '), meal.description].filter(Boolean).join(' — ');
  const properties = {
    'og:type': 'website',
    'og:site_name': 'Meshi 飯',
    'og:title': meal.title,
    'og:description': cutText(about, DESCRIPTION_CHARS),
    'og:url': url,
    'og:image': `${url}/picture.png`,
    'og:image:type': 'image/png',
    'og:image:width': '1200',
    'og:image:height': '630',
    'og:image:alt': meal.title,
  };
  const tags = Object.entries(properties).map(
    ([name, content]) => `<meta property="${name}" content="${escapeMarkup(content)}" />`,
  );
  return {
    language: meal.language,
    head: [
      `<title>${escapeMarkup(meal.title)} · Meshi 飯</title>`,
      `<link rel="canonical" href="${escapeMarkup(url)}" />`,
      '<meta name="twitter:card" content="summary_large_image" />',
      ...tags,
    ].join('\n    '),
    body: [
      `<article dir="auto"><h1 dir="auto">${escapeMarkup(meal.title)}</h1>`,
      ...lines.map((line) => `<p dir="auto">${escapeMarkup(line)}</p>`),
      `<p dir="auto">${escapeMarkup(meal.description)}</p></article>`,
    ].join(''),
  };
}

/** Time, venue and host, one line each. Of the venue only the area. */
function linesOf(meal: PublicMeal): string[] {
  const { startsAt, language, timeZone, area, mode, hostName, state } = meal;
  const isJapanese = language === 'ja';
  const reader = { language, timeZone, offsetMinutes: meal.utcOffsetMinutes };
  const time = `${timeRange(meal, reader)} ${zoneName(startsAt, reader)}`;
  const online = isJapanese ? 'オンライン' : 'Online';
  const where = [area, mode === 'in_person' ? null : online].filter((part) => part !== null).join(' · ');
  const cancelled = isJapanese ? '中止になりました' : 'Cancelled';
  const host = isJapanese ? `主催 ${hostName}` : `Hosted by ${hostName}`;
  return [state === 'cancelled' ? `${cancelled} · ${time}` : time, where, host];
}
