/** The pictures that tests have left in `test-results`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const RESULTS = join(import.meta.dirname, '../../test-results');
const SIZES = ['phone', 'desktop', 'small', 'tablet', 'zoomed', 'contrast'];
const LOOK = new RegExp(`-(${SIZES.join('|')}|narrow|usual)(-(?:ja|en))?(-(?:light|dark))?$`);

export interface Picture {
  /** Unique: the folder and the name. */
  id: string;
  folder: string;
  screen: string;
  /** Size, language and theme, as far as the test names them. */
  look: string;
  /** The path of the file without its ending. */
  path: string;
}

/** By folder and screen. */
export async function readPictures(): Promise<Picture[]> {
  const entries = await readdir(RESULTS, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.png') && entry.parentPath !== RESULTS)
    .map(({ parentPath, name }) => pictureOf(parentPath.slice(RESULTS.length + 1), name.slice(0, -'.png'.length)))
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

function pictureOf(folder: string, name: string): Picture {
  const look = LOOK.exec(name)?.[0] ?? '';
  return {
    id: `${folder}/${name}`,
    folder,
    screen: name.slice(0, name.length - look.length),
    look: look.slice(1),
    path: join(RESULTS, folder, name),
  };
}
