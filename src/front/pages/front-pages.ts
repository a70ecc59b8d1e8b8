/** The pages, preview pictures and site maps of visitors, by their paths. */
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { FrontService } from '../front-service.ts';
import type { CardPictures, PictureText } from './card-picture.ts';
import { frame, headOf } from './layout.ts';
import { robots, siteMap } from './site-map.ts';
import { tablePage } from './table-page.ts';
import {
  communityPage,
  invitationPage,
  mealPage,
  missingPage,
  profilePage,
  roomPage,
  topicPage,
} from './thing-pages.ts';
import type { Reader, View } from './view.ts';
import { type FrontLanguage, wordsIn } from './words.ts';

export interface FrontPagesOptions {
  front: FrontService;
  pictures: CardPictures;
  publicUrl: () => string;
  clock: Clock;
  limits: Pick<Limits, 'siteMapFileEntries'>;
}

/** A page as HTML: `head` belongs into the head, `body` into the body. */
export interface FrontPage {
  status: 200 | 404;
  language: FrontLanguage;
  head: string;
  body: string;
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const PICTURE_LINES = 3;
/** These lists of the app are parts of tonight's table. */
const LISTS = ['', 'topics', 'rooms', 'meals', 'communities'];

export class FrontPages {
  readonly #parts: FrontPagesOptions;

  constructor(parts: FrontPagesOptions) {
    this.#parts = parts;
  }

  /** The page of a path. Without a language, Japanese, or the language of what the page shows. */
  async page(path: string, language: FrontLanguage | null): Promise<FrontPage> {
    const { view, reader } = await this.#view(path, language);
    return {
      status: view.status,
      language: reader.language,
      head: headOf(view.facts, this.#parts.publicUrl(), reader.language).text,
      body: frame(view.body, path, reader).text,
    };
  }

  /** The preview picture of the page with this path; null if visitors see no such page. */
  async picture(path: string): Promise<Buffer | null> {
    const { view, reader } = await this.#view(path, null);
    if (view.status !== 200) return null;
    return this.#parts.pictures.make(pictureText(view, reader));
  }

  robots(): string {
    return robots(this.#parts.publicUrl(), this.#parts.front.isOn);
  }

  /** A file of the site map by its name, such as `sitemap.xml` or `topic-1.xml`; null if there is none. */
  async siteMap(name: string): Promise<string | null> {
    const { front, publicUrl, limits } = this.#parts;
    if (!front.isOn) return null;
    return siteMap(name, await front.ids(), { origin: publicUrl(), perFile: limits.siteMapFileEntries });
  }

  async #view(address: string, wanted: FrontLanguage | null): Promise<{ view: View; reader: Reader }> {
    const { front } = this.#parts;
    const path = address.replace(/(?<=.)\/$/, '');
    const [area = '', id = '', ...rest] = path.split('/').slice(1);
    if (path === '/invitation' && front.isOn) return this.#shown(invitationPage, wanted);
    if (id === '' && rest.length === 0 && LISTS.includes(area)) {
      const table = await front.table();
      return this.#shown((reader) => tablePage(table, { isOpen: front.isOn, from: path }, reader), wanted);
    }
    const make = ID.test(id) && rest.length <= (area === 'communities' ? 1 : 0) ? await this.#thing(area, id) : null;
    if (make) return this.#shown(make.view, wanted ?? make.language);
    return this.#shown((reader) => missingPage(path, reader), wanted);
  }

  async #thing(area: string, id: string): Promise<Shown | null> {
    const { front } = this.#parts;
    switch (area) {
      case 'topics':
        return shownOf(await front.topic(id), topicPage);
      case 'rooms':
        return shownOf(await front.room(id), roomPage);
      case 'meals':
        return shownOf(await front.meal(id), mealPage);
      case 'communities':
        return shownOf(await front.community(id), communityPage);
      case 'people':
        return shownOf(await front.profile(id), profilePage);
      default:
        return null;
    }
  }

  #shown(make: (reader: Reader) => View, language: FrontLanguage | null): { view: View; reader: Reader } {
    const chosen = language ?? 'ja';
    const reader = { language: chosen, words: wordsIn(chosen), now: this.#parts.clock.now() };
    return { view: make(reader), reader };
  }
}

interface Shown {
  view: (reader: Reader) => View;
  /** The language of the thing, as far as pages exist in it. */
  language: FrontLanguage | null;
}

function shownOf<Thing extends object>(
  thing: Thing | null,
  page: (thing: Thing, reader: Reader) => View,
): Shown | null {
  if (!thing) return null;
  const language = !('language' in thing) ? null : thing.language === 'ja' ? 'ja' : 'en';
  return { view: (reader) => page(thing, reader), language };
}

/** The title, and the description in lines. */
function pictureText({ facts: { title, description } }: View, { words }: Reader): PictureText {
  const lines = description.split(/ — | · /).slice(0, PICTURE_LINES);
  return { title, lines: [...lines, words.appName].slice(0, PICTURE_LINES) };
}
