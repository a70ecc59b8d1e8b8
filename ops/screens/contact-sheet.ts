/** One page with a small picture of every screen, grouped by screen, with a filter for looks. It needs no other file. */
import sharp from 'sharp';
import type { Picture } from './pictures.ts';

const HEIGHT = 320;
const QUALITY = 60;

export interface SheetEntry extends Picture {
  state: 'same' | 'changed' | 'new';
}

export async function contactSheet(entries: readonly SheetEntry[]): Promise<string> {
  const looks = [...new Set(entries.map(({ look }) => look))].toSorted();
  const groups = Map.groupBy(entries, ({ folder, screen }) => `${folder} / ${screen}`);
  const sections: string[] = [];
  for (const [title, ofScreen] of groups) {
    const figures = await Promise.all(ofScreen.map(figureOf));
    sections.push(`<section><h2>${escaped(title)}</h2><div class="row">${figures.join('')}</div></section>`);
  }
  const filters = ['', ...looks].map(
    (look) => `<option value="${escaped(look)}">${escaped(look || 'all looks')}</option>`,
  );
  return PAGE.replace('<!--filters-->', () => filters.join('')).replace('<!--sections-->', () => sections.join('\n'));
}

/** A press opens the whole picture, which lies beside the sheet. */
async function figureOf({ id, look, state, path }: SheetEntry): Promise<string> {
  const small = await sharp(`${path}.png`)
    .resize({ height: HEIGHT })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = small.info;
  const source = `data:image/webp;base64,${small.data.toString('base64')}`;
  return (
    `<figure data-look="${escaped(look)}" data-state="${state}"><a href="../${escaped(id)}.png">` +
    `<img loading="lazy" width="${width}" height="${height}" alt="${escaped(id)}" src="${source}"></a>` +
    `<figcaption>${escaped(look || id)}${state === 'same' ? '' : ` · ${state}`}</figcaption></figure>`
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Screens of Meshi</title>
<style>
  body { margin: 0; padding: 0 16px 40px; background: #e9e6e1; color: #222; font: 14px system-ui, sans-serif; }
  header { position: sticky; top: 0; display: flex; gap: 16px; align-items: center; padding: 12px 0; background: inherit; }
  h2 { margin: 24px 0 8px; font-size: 16px; }
  section { content-visibility: auto; contain-intrinsic-size: auto 400px; }
  .row { display: flex; flex-wrap: wrap; gap: 12px; }
  figure { margin: 0; }
  figcaption { max-width: 300px; font-size: 12px; }
  img { display: block; border: 1px solid #b9b4ab; }
  [data-state="changed"] img, [data-state="new"] img { outline: 3px solid #c22; }
</style>
<header>
  <label>Look <select id="look"><!--filters--></select></label>
  <label><input id="changed" type="checkbox"> only what has changed</label>
</header>
<main>
<!--sections-->
</main>
<script>
  const look = document.getElementById('look');
  const changed = document.getElementById('changed');
  function filter() {
    for (const section of document.querySelectorAll('section')) {
      let shown = 0;
      for (const figure of section.querySelectorAll('figure')) {
        const { look: own, state } = figure.dataset;
        figure.hidden = (look.value !== '' && own !== look.value) || (changed.checked && state === 'same');
        if (!figure.hidden) shown += 1;
      }
      section.hidden = shown === 0;
    }
  }
  look.onchange = changed.onchange = filter;
</script>
</html>
`;
