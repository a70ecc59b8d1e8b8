/**
 * Fills an empty Meshi with people, topics, interest, matches and conversations, so that a newcomer sees a living place.
 * All of it goes through the services, in the order in which it would have happened, on a clock that is set for each step.
 */

import { randomBytes } from 'node:crypto';
import { newId } from '../database/ids.ts';
import type { Services } from '../features.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Log } from '../kernel/log.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time.ts';
import { createTopicSchema } from '../protocol/topics.ts';
import type { DemoClock } from './demo-clock.ts';
import { communities } from './demo-communities.ts';
import { conversations, type DemoConversation, waitingInterests } from './demo-conversations.ts';
import { type DemoPerson, freeEvenings, people, signInHandles } from './demo-people.ts';
import { demoPicture } from './demo-picture.ts';
import { type DemoTopic, topics } from './demo-topics.ts';
import { communitySteps } from './fill-communities.ts';
import { mealSteps } from './fill-meals.ts';
import { roundSteps } from './fill-rounds.ts';

const FIRST_SIGN_UP_MS = 14 * DAY_MS;
const SIGN_UP_EVERY_MS = 4 * HOUR_MS;
const FIRST_TOPIC_MS = 9 * DAY_MS;
const LAST_TOPIC_MS = 20 * MINUTE_MS;
/** Topics that each of the others presses on at most. */
const PRESSES_EACH = 5;
const LINE_EVERY_MS = 17 * MINUTE_MS;

export interface FillDemoParts {
  services: Services;
  /** The clock that the services were made with. */
  clock: DemoClock;
  /** The present, at which the demo ends. */
  nowMs: number;
  log: Log;
}

/** Someone whom a visitor can be. */
export interface DemoCredential {
  displayName: string;
  email: string;
  password: string;
}

export interface FilledDemo {
  credentials: DemoCredential[];
  /** The people by their handles. */
  actors: ReadonlyMap<string, Actor>;
}

/** Something that happened at a moment. */
interface Step {
  atMs: number;
  run: () => Promise<unknown>;
}

/** Fills the database behind the services, which must be empty. Takes a few seconds. */
export async function fillDemo({ services, clock, nowMs, log }: FillDemoParts): Promise<FilledDemo> {
  const startedAt = performance.now();
  const demo = new Demo(services, nowMs);
  const steps = [
    ...demo.signUps(),
    ...demo.topics(),
    ...demo.presses(),
    ...demo.waitingInterests(),
    ...conversations.flatMap((conversation) => demo.conversation(conversation)),
    ...communitySteps({ services, nowMs, actor: (handle) => demo.actor(handle) }),
    ...mealSteps({ services, nowMs, actor: (handle) => demo.actor(handle) }),
    ...roundSteps({ services, nowMs, actor: (handle) => demo.actor(handle) }),
  ];
  // In order, because each step builds on those before it.
  for (const { atMs, run } of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    clock.moveTo(atMs);
    await run();
  }
  clock.moveTo(nowMs);
  // From the first visit on, cards tell of near tags.
  await services.tagNeighbours.refresh(PUBLIC_TENANT);
  const counts = {
    people: people.length,
    topics: topics.length,
    conversations: conversations.length,
    communities: communities.length,
  };
  log.info({ ...counts, tookMs: Math.round(performance.now() - startedAt) }, 'the demo is filled in');
  return { credentials: demo.credentials, actors: demo.actors };
}

/** The steps of the demo, and what they have made so far. */
class Demo {
  readonly credentials: DemoCredential[] = [];
  readonly actors = new Map<string, Actor>();
  readonly #services: Services;
  readonly #nowMs: number;
  readonly #topicIds = new Map<string, string>();
  readonly #conversationIds = new Map<DemoConversation, string>();

  constructor(services: Services, nowMs: number) {
    this.#services = services;
    this.#nowMs = nowMs;
  }

  signUps(): Step[] {
    return people.map((person, index) => ({
      atMs: this.#nowMs - FIRST_SIGN_UP_MS + index * SIGN_UP_EVERY_MS,
      run: () => this.#signUp(person, index),
    }));
  }

  topics(): Step[] {
    return topics.map((topic) => ({ atMs: this.#putUpAt(topic.title), run: () => this.#putUp(topic) }));
  }

  /** Most people press on a few topics near to them. Whom one can sign in as is left to `demo-conversations.ts`. */
  presses(): Step[] {
    return people.filter(isOnlySeen).flatMap((person) =>
      topics
        .filter(
          (topic) => topic.owner !== person.handle && isOnlySeen({ handle: topic.owner }) && isNear(person, topic),
        )
        .slice(-PRESSES_EACH)
        .map((topic, index) => this.#press(person.handle, topic.title, (index + 2) * HOUR_MS)),
    );
  }

  waitingInterests(): Step[] {
    return waitingInterests.map(([handle, title], index) => this.#press(handle, title, (index + 1) * 7 * MINUTE_MS));
  }

  conversation(conversation: DemoConversation): Step[] {
    const { topic, guest, hoursAgo, lines } = conversation;
    const startMs = this.#nowMs - hoursAgo * HOUR_MS;
    return [
      { atMs: startMs - HOUR_MS, run: () => this.#createInterest(guest, topic) },
      { atMs: startMs, run: () => this.#match(conversation) },
      ...lines.map(([handle, text], index) => ({
        atMs: startMs + (index + 1) * LINE_EVERY_MS,
        run: () => this.#say(conversation, handle, text),
      })),
      { atMs: startMs + (lines.length + 1) * LINE_EVERY_MS, run: () => this.#markRead(conversation) },
    ];
  }

  async #signUp(person: DemoPerson, index: number): Promise<void> {
    const { profiles } = this.#services;
    const actor = isOnlySeen(person) ? await this.#createSeen(person) : await this.#createAccount(person);
    this.actors.set(person.handle, actor);
    await profiles.update(actor, { freeHours: freeEvenings(index), ...person.profile });
    // Not everyone has a picture.
    if (index % 3 !== 2) await profiles.setAvatar(actor, demoPicture(person.handle));
  }

  /** Without an account, nobody can sign in as this person. */
  async #createSeen({ handle, displayName, language, timeZone }: DemoPerson): Promise<Actor> {
    const [tenantId, personId] = [PUBLIC_TENANT, newId()];
    await this.#services.profiles.create({ tenantId, personId, handle, displayName, language, timeZone });
    return { tenantId, personId, sessionId: newId() };
  }

  async #createAccount({ handle, displayName, language, timeZone }: DemoPerson): Promise<Actor> {
    const { accounts, sessions } = this.#services;
    const email = `${handle.replace('_', '-')}@meshi.example`;
    const password = randomBytes(12).toString('base64url');
    const profile = { handle, displayName, language, timeZone };
    const { account, sessionId } = await accounts.signUp({
      email,
      password,
      ...profile,
      refreshIn: 'body',
      userAgent: 'demo',
    });
    const actor = { tenantId: PUBLIC_TENANT, personId: account.id, sessionId };
    // The session of the sign-up is nobody's.
    await sessions.endAll(actor);
    this.credentials.push({ displayName, email, password });
    return actor;
  }

  async #putUp({ owner, ...topic }: DemoTopic): Promise<void> {
    const { id } = await this.#services.topics.create(this.actor(owner), createTopicSchema.parse(topic));
    this.#topicIds.set(topic.title, id);
  }

  /** A press some time after the topic was put up, and before now. */
  #press(handle: string, title: string, afterMs: number): Step {
    const atMs = Math.min(this.#putUpAt(title) + afterMs, this.#nowMs - MINUTE_MS);
    return { atMs, run: () => this.#createInterest(handle, title) };
  }

  async #createInterest(handle: string, title: string): Promise<void> {
    await this.#services.interests.create(this.actor(handle), this.#topicId(title));
  }

  async #match(conversation: DemoConversation): Promise<void> {
    const { topic, guest } = conversation;
    const personId = this.actor(guest).personId;
    const owner = this.actor(ownerOf(topic));
    const match = await this.#services.matches.matchWith(owner, { topicId: this.#topicId(topic), personId });
    this.#conversationIds.set(conversation, match.conversationId);
  }

  async #say(conversation: DemoConversation, handle: string, text: string): Promise<void> {
    const conversationId = this.#conversationId(conversation);
    await this.#services.conversations.send(this.actor(handle), { conversationId, clientMessageId: newId(), text });
  }

  /** Who wrote last has read everything; the other one has not come to the last lines yet. */
  async #markRead(conversation: DemoConversation): Promise<void> {
    const { lines, unread, guest, topic } = conversation;
    const lastWriter = lines.at(-1)?.[0];
    for (const handle of [guest, ownerOf(topic)]) {
      const seq = handle === lastWriter ? lines.length : lines.length - unread;
      await this.#services.conversations.read(this.actor(handle), this.#conversationId(conversation), seq);
    }
  }

  #putUpAt(title: string): number {
    const index = topics.findIndex((topic) => topic.title === title);
    const age = 1 - index / (topics.length - 1);
    return this.#nowMs - LAST_TOPIC_MS - age * (FIRST_TOPIC_MS - LAST_TOPIC_MS);
  }

  /** A person by the handle, once signed up. */
  actor(handle: string): Actor {
    return known(this.actors.get(handle), handle);
  }

  #topicId(title: string): string {
    return known(this.#topicIds.get(title), title);
  }

  #conversationId(conversation: DemoConversation): string {
    return known(this.#conversationIds.get(conversation), conversation.topic);
  }
}

function ownerOf(title: string): string {
  return known(
    topics.find((topic) => topic.title === title),
    title,
  ).owner;
}

function isOnlySeen({ handle }: { handle: string }): boolean {
  return !signInHandles.some((one) => one === handle);
}

function isNear({ profile }: DemoPerson, { tags, title }: DemoTopic): boolean {
  const learning = profile.wantsToLearn ?? [];
  return (tags ?? []).some((tag) => profile.tags?.includes(tag)) || learning.some((skill) => title.includes(skill));
}

function known<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`The demo does not know "${name}"`);
  return value;
}
