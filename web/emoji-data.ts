/**
 * The module `virtual:emoji-ja` (and `en`): all emoji with their names in this language, and words of both languages to search by. Made
 * in the build, because the data of `emojibase-data` are ten times as large.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EmojiData } from 'frimousse';
import type { Plugin } from 'vite';

interface SourceEmoji {
  hexcode: string;
  emoji: string;
  label: string;
  version: number;
  /** Missing for the parts of flags. */
  group?: number;
  tags?: string[];
}

interface SourceMessages {
  groups: { key: string; order: number }[];
  skinTones: { key: string; message: string }[];
}

const MODULE = 'virtual:emoji-';

/** By key. The Japanese ones of the package read like those of a machine. */
const CATEGORIES: Readonly<Record<string, { ja: string; en: string }>> = {
  'smileys-emotion': { ja: '顔と気持ち', en: 'Smileys and emotion' },
  'people-body': { ja: '人と体', en: 'People and body' },
  'animals-nature': { ja: '動物と自然', en: 'Animals and nature' },
  'food-drink': { ja: '食べ物と飲み物', en: 'Food and drink' },
  'travel-places': { ja: '旅行と場所', en: 'Travel and places' },
  activities: { ja: '遊びとスポーツ', en: 'Activities' },
  objects: { ja: 'もの', en: 'Objects' },
  symbols: { ja: '記号', en: 'Symbols' },
  flags: { ja: '旗', en: 'Flags' },
};

export function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    resolveId: (id) => (id.startsWith(MODULE) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${MODULE}`)) return null;
      const data = JSON.stringify(JSON.stringify(emojiOf(id.endsWith('ja') ? 'ja' : 'en')));
      return `export default JSON.parse(${data});`;
    },
  };
}

/** The emoji of the picker. */
export function emojiOf(language: 'ja' | 'en'): EmojiData {
  const { groups, skinTones } = read<SourceMessages>(language, 'messages');
  const others = read<SourceEmoji[]>(language === 'ja' ? 'en' : 'ja', 'data');
  const wordsOfOther = new Map(others.map(({ hexcode, label, tags = [] }) => [hexcode, [label, ...tags]]));
  const shown = groups.filter(({ key }) => CATEGORIES[key]);
  const flags = shown.find(({ key }) => key === 'flags')?.order;
  return {
    locale: language,
    categories: shown.map(({ key, order }) => ({ index: order, label: CATEGORIES[key]?.[language] ?? key })),
    skinTones: Object.fromEntries(skinTones.map(({ key, message }) => [key, message])) as EmojiData['skinTones'],
    emojis: read<SourceEmoji[]>(language, 'data').flatMap(({ hexcode, emoji, group, label, tags = [], version }) => {
      const text = qualified(emoji);
      if (text === null || !shown.some(({ order }) => order === group)) return [];
      const words = [...tags, ...(wordsOfOther.get(hexcode) ?? [])];
      const flag = group === flags && { countryFlag: true as const };
      return [{ emoji: text, category: group ?? 0, label, version, tags: words, ...flag }];
    }),
  };
}

function read<Data>(language: string, file: string): Data {
  return JSON.parse(
    readFileSync(fileURLToPath(import.meta.resolve(`emojibase-data/${language}/${file}.json`)), 'utf8'),
  );
}

/**
 * In the form that Unicode recommends, which the server asks for: the data have more variation selectors. Null if this version of Node
 * does not know the emoji.
 */
function qualified(emoji: string): string | null {
  return [emoji, emoji.replace(/\uFE0F$/, '')].find((form) => /^\p{RGI_Emoji}$/v.test(form)) ?? null;
}
