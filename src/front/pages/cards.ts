/** The cards of tonight's table. */
import type { PublicCommunity, PublicMeal, PublicRoom, PublicTopic } from '../../protocol/front.ts';
import { html, type Markup } from './markup.ts';
import { languageName, mealPlace, mealState, mealTime, peopleIn, personLine, type Reader, tags } from './view.ts';

export function topicCard(topic: PublicTopic, reader: Reader): Markup {
  const { kinds } = reader.words;
  return html`<li class="slip">
<p class="slip-facts"><span class="stamp stamp-${topic.kind}">${kinds[topic.kind]}</span><span>${languageName(topic.language, reader)}</span></p>
${title(`/topics/${topic.id}`, topic.title)}
${topic.body !== '' && html`<p class="slip-body" dir="auto">${topic.body}</p>`}
${tags(topic.tags)}
<p class="slip-foot">${personLine(topic.owner, reader)}</p>
</li>`;
}

export function sampleCard(sample: Reader['words']['sampleTopics'][number], { words }: Reader): Markup {
  return html`<li class="slip front-sample">
<p class="slip-facts"><span class="slip-state">${words.sample}</span><span>${words.kinds[sample.kind]}</span><span>#${sample.tag}</span></p>
<p class="slip-title"><b>${sample.title}</b></p>
</li>`;
}

export function roomCard(room: PublicRoom, reader: Reader): Markup {
  return html`<li class="slip front-room">
<p class="slip-facts"><span class="front-live">${reader.words.talking(room.peopleCount)}</span><span>${languageName(room.language, reader)}</span></p>
${title(`/rooms/${room.id}`, room.title)}
${tags(room.tags)}
${room.people.length > 0 && html`<p class="slip-foot" dir="auto">${peopleIn(room, reader)}</p>`}
</li>`;
}

export function mealCard(meal: PublicMeal, reader: Reader): Markup {
  return html`<li class="slip">
<p class="slip-facts"><time datetime="${meal.startsAt}">${mealTime(meal, reader)}</time></p>
${title(`/meals/${meal.id}`, meal.title)}
${tags(meal.tags)}
<p class="slip-foot"><span dir="auto">${mealPlace(meal, reader)}</span><span>${mealState(meal, reader)}</span></p>
</li>`;
}

export function communityCard(community: PublicCommunity, reader: Reader): Markup {
  return html`<li class="slip">
<p class="slip-facts"><span>${reader.words.members(community.memberCount)}</span><span>${languageName(community.language, reader)}</span></p>
${title(`/communities/${community.id}`, community.name)}
${community.description !== '' && html`<p class="slip-body" dir="auto">${community.description}</p>`}
${tags(community.tags)}
</li>`;
}

function title(path: string, text: string): Markup {
  return html`<h3 class="slip-title"><a href="${path}" dir="auto">${text}</a></h3>`;
}
