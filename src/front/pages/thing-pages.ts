/** The public page of one thing: what visitors see of it, what an account adds, and the way in, which leads back to it. */
import type { PublicCommunity, PublicMeal, PublicProfile, PublicRoom, PublicTopic } from '../../protocol/front.ts';
import { cutText } from '../../protocol/text.ts';
import { topicCard } from './cards.ts';
import { html, type Markup } from './markup.ts';
import {
  languageName,
  mealPlace,
  mealState,
  mealTime,
  type PageFacts,
  peopleIn,
  personLine,
  type Reader,
  tags,
  type View,
} from './view.ts';

const DESCRIPTION_CHARS = 200;

type Act = keyof Reader['words']['act'];

export function topicPage(topic: PublicTopic, reader: Reader): View {
  const { words } = reader;
  const level = words.levels[topic.level];
  const article = html`<p class="slip-facts"><span class="stamp stamp-${topic.kind}">${words.kinds[topic.kind]}</span><span>${languageName(topic.language, reader)}</span>${level !== '' && html`<span>${level}</span>`}</p>
<h1 dir="auto" lang="${topic.language}">${topic.title}</h1>
<p class="front-by">${personLine(topic.owner, reader)}</p>
${text(topic.body)}
${topic.link !== '' && html`<p class="front-link">${words.link}: <a href="${topic.link}" rel="nofollow ugc noopener noreferrer" dir="ltr">${topic.link}</a></p>`}
${tags(topic.tags)}`;
  const facts = factsOf(`/topics/${topic.id}`, topic.title, [topic.body, hashed(topic.tags)]);
  return { status: 200, facts, body: withWayIn(article, { act: 'topic', from: facts.path }, reader) };
}

export function roomPage(room: PublicRoom, reader: Reader): View {
  const { words } = reader;
  const people = peopleIn(room, reader);
  const article = html`<p class="slip-facts"><span>${words.room}</span><span>${languageName(room.language, reader)}</span></p>
<h1 dir="auto" lang="${room.language}">${room.title}</h1>
<p class="${room.peopleCount > 0 ? 'front-live' : 'quiet'}" dir="auto">${people}</p>
${tags(room.tags)}`;
  const facts = factsOf(`/rooms/${room.id}`, room.title, [people, hashed(room.tags)]);
  // A room ends soon, and its address with it.
  return {
    status: 200,
    facts: { ...facts, isListed: false },
    body: withWayIn(article, { act: 'room', from: facts.path }, reader),
  };
}

export function mealPage(meal: PublicMeal, reader: Reader): View {
  const { words } = reader;
  const state = mealState(meal, reader);
  const [time, place] = [mealTime(meal, reader), mealPlace(meal, reader)];
  const host = meal.host && words.hostedBy(meal.host.displayName);
  const article = html`<p class="slip-facts"><span>${words.meal}</span><span>${words.modes[meal.mode]}</span><span>${languageName(meal.language, reader)}</span></p>
<h1 dir="auto" lang="${meal.language}">${meal.title}</h1>
<dl class="front-facts">
<div><dt>${words.when}</dt><dd><time datetime="${meal.startsAt}">${time}</time></dd></div>
<div><dt>${words.where}</dt><dd dir="auto">${place}</dd></div>
<div><dt>${words.host}</dt><dd>${personLine(meal.host, reader)}</dd></div>
</dl>
<p><b>${state}</b></p>
${text(meal.description)}
${tags(meal.tags)}`;
  const isCancelled = meal.state === 'cancelled';
  const about = [isCancelled ? `${words.cancelled} · ${time}` : time, place, host].filter(Boolean).join(' · ');
  const facts = factsOf(`/meals/${meal.id}`, meal.title, [about, meal.description]);
  return { status: 200, facts, body: withWayIn(article, { act: 'meal', from: facts.path }, reader) };
}

export function communityPage(community: PublicCommunity, reader: Reader): View {
  const facts = factsOf(`/communities/${community.id}`, community.name, [
    community.description,
    hashed(community.tags),
  ]);
  const body = withWayIn(communityArticle(community, reader), { act: 'community', from: facts.path }, reader);
  return { status: 200, facts, body };
}

export function communityArticle(community: PublicCommunity, reader: Reader): Markup {
  const { words } = reader;
  const { pictureUrl } = community;
  return html`<p class="slip-facts"><span>${words.community}</span><span>${words.members(community.memberCount)}</span><span>${languageName(community.language, reader)}</span></p>
<div class="front-name">${pictureUrl !== null && html`<img src="${pictureUrl}" alt="" width="64" height="64">`}<h1 dir="auto" lang="${community.language}">${community.name}</h1></div>
<p class="quiet">${words.joining[community.joining]}</p>
${text(community.description)}
${tags(community.tags)}`;
}

export function profilePage(profile: PublicProfile, reader: Reader): View {
  const { words } = reader;
  const { avatarUrl, displayName, handle, topics } = profile;
  const article = html`<div class="front-name">${avatarUrl !== null && html`<img class="front-face" src="${avatarUrl}" alt="" width="64" height="64">`}<div><h1 dir="auto">${words.san(displayName)}</h1><p class="quiet">@${handle}</p></div></div>
<h2 class="front-part-title">${words.topicsOf}</h2>
${topics.length > 0 ? html`<ul class="front-cards">${topics.map((topic) => topicCard(topic, reader))}</ul>` : html`<p class="quiet">${words.noTopics}</p>`}`;
  const titles = topics.map(({ title }) => title).join(' · ');
  const facts = factsOf(`/people/${profile.id}`, words.san(displayName), [`@${handle}`, titles]);
  return { status: 200, facts, body: withWayIn(article, { act: 'person', from: facts.path }, reader) };
}

/** The page of an invitation link. A script shows the community: only the browser knows the token, see `web/front`. */
export function invitationPage(reader: Reader): View {
  const { words } = reader;
  const article = html`<div data-invitation data-private="${words.invitationPrivate}" data-expired="${words.invitationExpired}" data-expired-hint="${words.invitationExpiredHint}">
<p class="slip-facts"><span>${words.community}</span></p>
<h1 data-invitation-title dir="auto">${words.invitationTitle}</h1>
<p class="preline" data-invitation-text dir="auto"></p>
</div>`;
  const facts = factsOf('/invitation', words.invitationTitle, [words.lead]);
  return {
    status: 200,
    facts: { ...facts, isListed: false },
    body: withWayIn(article, { act: 'invitation', from: facts.path }, reader),
  };
}

/** The same page for what does not exist and for what is hidden. People who have an account may be able to open it. */
export function missingPage(from: string, reader: Reader): View {
  const { words } = reader;
  const article = html`<h1>${words.missingTitle}</h1>
<p>${words.missingHint}</p>
<p><a href="/">${words.toFront}</a></p>`;
  const facts = { ...factsOf('/', words.missingTitle, [words.missingHint]), picture: null, isListed: false };
  return { status: 404, facts, body: withWayIn(article, { act: 'missing', from }, reader) };
}

/** What an account adds, and one button that leads through the sign-up, or the sign-in, back to `from`. */
function withWayIn(article: Markup, { act, from }: { act: Act; from: string }, { words }: Reader): Markup {
  const query = `?from=${encodeURIComponent(from)}`;
  const isForMembers = act === 'missing';
  const [first, second] = isForMembers ? ['/sign-in', '/sign-up'] : ['/sign-up', '/sign-in'];
  return html`<div class="front-thing">
<article class="front-article">${article}</article>
<aside class="front-in" aria-labelledby="account">
<h2 id="account">${words.accountAdds}</h2>
<ul>${words.adds[act].map((line) => html`<li>${line}</li>`)}</ul>
<p><a class="button button-main button-wide" data-return href="${first}${query}">${words.act[act]}</a></p>
<p class="quiet">${isForMembers ? words.noAccount : words.haveAccount} <a data-return href="${second}${query}">${isForMembers ? words.signUp : words.signIn}</a></p>
</aside>
</div>`;
}

function text(body: string): Markup | null {
  return body === '' ? null : html`<p class="preline front-text" dir="auto">${body}</p>`;
}

function factsOf(path: string, title: string, about: readonly string[]): PageFacts {
  const description = about
    .filter((part) => part !== '')
    .join(' — ')
    .replaceAll(/\s+/g, ' ');
  return {
    title,
    description: cutText(description, DESCRIPTION_CHARS),
    path,
    picture: path === '/invitation' ? '/picture.png' : `${path}/picture.png`,
    isListed: true,
  };
}

function hashed(all: readonly string[]): string {
  return all.map((tag) => `#${tag}`).join(' ');
}
