/** The preview picture of a visitor's page, as social networks show it beside a link: 1200 by 630 pixels, drawn from its text. */
import { LRUCache } from 'lru-cache';
import type { PictureMaker } from '../../pictures/index.ts';
import { escapeMarkup } from './markup.ts';

export interface PictureText {
  title: string;
  /** At most three, below the title. */
  lines: readonly string[];
}

const [WIDTH, HEIGHT, MARGIN] = [1200, 630, 90];
const TITLE_SIZE = 68;
const TITLE_LINES = 3;
/** How many full-width characters fit between the margins. */
const TITLE_EMS = Math.floor((WIDTH - 2 * MARGIN) / TITLE_SIZE);
const LINE_SIZE = 34;
const LINE_EMS = 26;
/** The fonts that are installed with Meshi, see `pictures/fonts.conf`. */
const FONT = "'BIZ UDPGothic','Noto Emoji',sans-serif";

export class CardPictures {
  readonly #maker: Pick<PictureMaker, 'drawing'>;
  readonly #cache: LRUCache<string, Promise<Buffer>>;

  constructor({ pictureMaker, max }: { pictureMaker: Pick<PictureMaker, 'drawing'>; max: number }) {
    this.#maker = pictureMaker;
    this.#cache = new LRUCache({ max });
  }

  /** A PNG, cached by its text. @throws UnavailableError if too many pictures are waiting */
  make(text: PictureText): Promise<Buffer> {
    const key = JSON.stringify(text);
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const picture = this.#maker.drawing(svgOf(text));
    this.#cache.set(key, picture);
    picture.catch(() => this.#cache.delete(key));
    return picture;
  }
}

function svgOf(text: PictureText): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#FBF7F0"/>`,
    `<rect width="24" height="${HEIGHT}" fill="#C9401F"/>`,
    `<g transform="translate(1010 430) scale(2.2)" fill="none" stroke="#C9401F" stroke-width="3.5" stroke-linecap="round">`,
    '<path d="M23 11c-4 4 4 6 0 11M32 8c-4 5 4 8 0 14M41 11c-4 4 4 6 0 11"/>',
    '<path d="M8 30h48c0 12-6.5 19.5-15 22.5V56H23v-3.5C14.5 49.500 8 42 8 30z" fill="#C9401F" stroke="none"/></g>',
    textOf(text),
    '</svg>',
  ].join('');
}

function textOf({ title, lines }: PictureText): string {
  const titleLines = wrapped(title);
  const titles = titleLines.map((line, at) =>
    textAt(line, { y: 170 + at * 88, size: TITLE_SIZE, ink: '#2A2522', isBold: true }),
  );
  const rest = lines.map((line, at) =>
    textAt(cutLine(line), { y: 430 + at * 54, size: LINE_SIZE, ink: '#6B625B', isBold: false }),
  );
  return [...titles, ...rest].join('');
}

function textAt(
  text: string,
  { y, size, ink, isBold }: { y: number; size: number; ink: string; isBold: boolean },
): string {
  const weight = isBold ? ' font-weight="700"' : '';
  return `<text x="${MARGIN}" y="${y}" font-family="${FONT}" font-size="${size}" fill="${ink}"${weight}>${escapeMarkup(text)}</text>`;
}

/** Breaks a title after spaces and after characters that are not Latin. An ellipsis marks a title with too many lines. */
function wrapped(title: string): string[] {
  const lines = [''];
  for (const word of title.split(/(?<=\s)|(?<=[^ -\u024f])/u)) {
    const last = lines.at(-1) ?? '';
    if (widthOf(last + word) <= TITLE_EMS || last === '') lines[lines.length - 1] = last + word;
    else lines.push(word);
  }
  const shown = lines.slice(0, TITLE_LINES).map((line) => cut(line.trim(), TITLE_EMS));
  return lines.length > TITLE_LINES ? [...shown.slice(0, -1), `${shown.at(-1)}…`] : shown;
}

/** A line that the bowl has no room beside ends with an ellipsis. */
function cutLine(line: string): string {
  if (widthOf(line) <= LINE_EMS) return line;
  return `${cut(line, LINE_EMS - 1)}…`;
}

function cut(line: string, ems: number): string {
  let text = line;
  while (widthOf(text) > ems) text = [...text].slice(0, -1).join('');
  return text;
}

/** The approximate width in full-width characters. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (/[ -\u024f]/u.test(char) ? 0.58 : 1), 0);
}
