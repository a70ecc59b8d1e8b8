/** Drawings of visitors' pages. Colours are the custom properties of the page, so they follow the theme. */
import { html, type Markup } from './markup.ts';

/** The bowl of the logo. */
export function bowl(size: number): Markup {
  return html`<svg class="front-bowl" width="${size}" height="${size}" viewBox="0 0 64 64" fill="none" aria-hidden="true"><path d="M23 11c-4 4 4 6 0 11M32 8c-4 5 4 8 0 14M41 11c-4 4 4 6 0 11" stroke="currentColor" stroke-width="3.5" stroke-linecap="round"/><path d="M8 30h48c0 12-6.500 19.500-15 22.500V56H23v-3.500C14.500 49.500 8 42 8 30z" fill="currentColor"/></svg>`;
}

/** A round table with four bowls, around which four people sit and talk. `label` describes it. */
export function table(label: string): Markup {
  const seats = [
    { x: 240, y: 74, tone: 'a' },
    { x: 422, y: 180, tone: 'b' },
    { x: 240, y: 306, tone: 'c' },
    { x: 58, y: 180, tone: 'd' },
  ];
  const bowls = [
    { x: 240, y: 138 },
    { x: 324, y: 186 },
    { x: 240, y: 232 },
    { x: 156, y: 186 },
  ];
  return html`<svg class="front-table" viewBox="0 0 480 380" role="img" aria-label="${label}">
<ellipse class="front-table-shade" cx="240" cy="204" rx="172" ry="116"/>
<ellipse class="front-table-top" cx="240" cy="190" rx="172" ry="116"/>
<ellipse class="front-table-grain" cx="240" cy="190" rx="132" ry="86"/>
<ellipse class="front-table-grain" cx="240" cy="190" rx="84" ry="52"/>
${bowls.map(({ x, y }) => html`<g transform="translate(${x} ${y})"><path class="front-steam" d="M-9 -22c-4 -5 4 -8 0 -13M0 -24c-4 -6 4 -9 0 -15M9 -22c-4 -5 4 -8 0 -13"/><path class="front-dish" d="M-24 -12h48c0 13 -8 20 -16 22v4h-16v-4c-8 -2 -16 -9 -16 -22z"/><ellipse class="front-rice" cx="0" cy="-12" rx="24" ry="6"/></g>`)}
${seats.map(({ x, y, tone }) => html`<g transform="translate(${x} ${y})"><circle class="front-person front-person-${tone}" r="34"/><circle class="front-eye" cx="-9" cy="-4" r="3"/><circle class="front-eye" cx="9" cy="-4" r="3"/><path class="front-smile" d="M-8 8c4 6 12 6 16 0"/></g>`)}
<g transform="translate(304 34)"><path class="front-bubble" d="M-26 -20h68a10 10 0 0 1 10 10v18a10 10 0 0 1 -10 10h-48l-16 14v-14h-4a10 10 0 0 1 -10 -10v-18a10 10 0 0 1 10 -10z"/><path class="front-line" d="M-20 -6h56M-20 6h36"/></g>
<g transform="translate(118 104)"><path class="front-bubble" d="M-58 -18h58a10 10 0 0 1 10 10v14a10 10 0 0 1 -10 10h-20l-16 14v-14h-22a10 10 0 0 1 -10 -10v-14a10 10 0 0 1 10 -10z"/><path class="front-line" d="M-52 -5h46M-52 6h28"/></g>
</svg>`;
}
