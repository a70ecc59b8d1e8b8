/** The front page: what Meshi is, and tonight's table. */
import type { Language } from '../../protocol/common.ts';
import type { FrontTable } from '../../protocol/front.ts';
import { table as drawing } from './art.ts';
import { communityCard, mealCard, roomCard, sampleCard, topicCard } from './cards.ts';
import { html, type Markup } from './markup.ts';
import type { Reader, View } from './view.ts';

/** `isOpen`: whether this server shows anything to visitors. */
export function tablePage(
  table: FrontTable,
  { isOpen, from }: { isOpen: boolean; from: string },
  reader: Reader,
): View {
  const { words } = reader;
  const body = html`<div class="front-hero">
<div class="front-words">
<h1>${words.title}</h1>
<p class="front-lead">${words.lead}</p>
<p><a class="button button-main" href="/sign-up?from=${encodeURIComponent(from)}">${words.start}</a></p>
</div>
<div class="front-picture">${drawing(words.picture)}</div>
</div>
${isOpen ? tonight(table, reader) : html`<p class="front-closed">${words.closed}</p>`}
<section class="front-how" aria-labelledby="how">
<h2 id="how">${words.how}</h2>
<ol>${words.steps.map((step, at) => html`<li><span class="front-number" aria-hidden="true">${at + 1}</span><h3>${step.title}</h3><p class="quiet">${step.hint}</p></li>`)}</ol>
</section>`;
  const facts = { title: words.title, description: words.lead, path: '/', picture: '/picture.png', isListed: true };
  return { status: 200, facts, body };
}

function tonight({ rooms, topics, meals, communities }: FrontTable, reader: Reader): Markup {
  const { words } = reader;
  const parts = [
    part(
      'rooms',
      words.rooms,
      readableFirst(rooms, reader).map((room) => roomCard(room, reader)),
    ),
    part(
      'topics',
      words.topics,
      readableFirst(topics, reader).map((topic) => topicCard(topic, reader)),
    ),
    part(
      'meals',
      words.meals,
      readableFirst(meals, reader).map((meal) => mealCard(meal, reader)),
    ),
    part(
      'communities',
      words.communities,
      readableFirst(communities, reader).map((community) => communityCard(community, reader)),
    ),
  ].filter((one) => one !== null);
  const isEmpty = parts.length === 0;
  return html`<section class="front-tonight" aria-labelledby="tonight">
<h2 id="tonight">${isEmpty ? words.samples : words.tonight}</h2>
<p class="quiet">${isEmpty ? words.samplesHint : words.tonightHint}</p>
${isEmpty ? html`<ul class="front-cards">${words.sampleTopics.map((sample) => sampleCard(sample, reader))}</ul>` : parts}
</section>`;
}

/** Those in the language of the page come first. */
function readableFirst<Item extends { language: Language }>(items: readonly Item[], { language }: Reader): Item[] {
  const { true: readable = [], false: others = [] } = Object.groupBy(items, (item) => `${item.language === language}`);
  return [...readable, ...others];
}

function part(id: string, title: string, cards: readonly Markup[]): Markup | null {
  if (cards.length === 0) return null;
  return html`<section class="front-part" aria-labelledby="${id}"><h3 class="front-part-title" id="${id}">${title}</h3><ul class="front-cards">${cards}</ul></section>`;
}
