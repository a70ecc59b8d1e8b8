/**
 * Fills an empty database with people, topics, interest, matches, conversations, communities, meals and rounds, so that a
 * visitor sees a Meshi in use. Runs all steps through the services, in order of time, on a clock that is set for each step.
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
/** The most topics in which each person without an account is interested. */
const MAX_INTERESTS = 5;
const MESSAGE_EVERY_MS = 17 * MINUTE_MS;

export interface FillDemoOptions {
  services: Services;
  /** The clock that the services use. */
  clock: DemoClock;
  /** The current time, at which the demo ends. */
  nowMs: number;
  log: Log;
}

/** A person as whom a visitor can sign in. */
export interface DemoCredential {
  displayName: string;
  email: string;
  password: string;
}

export interface FilledDemo {
  credentials: DemoCredential[];
  /** All people by handle. */
  actors: ReadonlyMap<string, Actor>;
}

/** An action and the time at which it happened in the demo. */
interface Step {
  atMs: number;
  run: () => Promise<unknown>;
}

/** Fills the database of the services, which must be empty. Takes a few seconds. */
export async function fillDemo({ services, clock, nowMs, log }: FillDemoOptions): Promise<FilledDemo> {
  const startedAt = performance.now();
  const demo = new Demo(services, nowMs);
  const steps = [
    ...demo.signUps(),
    ...demo.topics(),
    ...demo.interests(),
    ...demo.waitingInterests(),
    ...conversations.flatMap((conversation) => demo.conversation(conversation)),
    ...communitySteps({ services, nowMs, actor: (handle) => demo.actor(handle) }),
    ...mealSteps({ services, nowMs, actor: (handle) => demo.actor(handle) }),
    ...roundSteps({ services, nowMs, actor: (handle) => demo.actor(handle) }),
  ];
  // Run the steps one after the other, because each one depends on earlier ones.
  for (const { atMs, run } of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    clock.moveTo(atMs);
    await run();
  }
  clock.moveTo(nowMs);
  // Compute neighbouring tags now, so that they are among the reasons from the first visit on.
  await services.tagNeighbours.refresh(PUBLIC_TENANT);
  const counts = {
    people: people.length,
    topics: topics.length,
    conversations: conversations.length,
    communities: communities.length,
  };
  log.info({ ...counts, tookMs: Math.round(performance.now() - startedAt) }, 'demo created');
  return { credentials: demo.credentials, actors: demo.actors };
}

/** The steps of the demo, and the ids of what they have created. */
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
    return topics.map((topic) => ({ atMs: this.#createdAt(topic.title), run: () => this.#createTopic(topic) }));
  }

  /** The interest of people without an account in topics of each other. `demo-conversations.ts` defines all other interest. */
  interests(): Step[] {
    return people.filter(hasNoAccount).flatMap((person) =>
      topics
        .filter(
          (topic) =>
            topic.owner !== person.handle && hasNoAccount({ handle: topic.owner }) && isRelevant(person, topic),
        )
        .slice(-MAX_INTERESTS)
        .map((topic, index) => this.#interestStep(person.handle, topic.title, (index + 2) * HOUR_MS)),
    );
  }

  waitingInterests(): Step[] {
    return waitingInterests.map(([handle, title], index) =>
      this.#interestStep(handle, title, (index + 1) * 7 * MINUTE_MS),
    );
  }

  conversation(conversation: DemoConversation): Step[] {
    const { topic, guest, hoursAgo, messages } = conversation;
    const startMs = this.#nowMs - hoursAgo * HOUR_MS;
    return [
      { atMs: startMs - HOUR_MS, run: () => this.#createInterest(guest, topic) },
      { atMs: startMs, run: () => this.#match(conversation) },
      ...messages.map(([handle, text], index) => ({
        atMs: startMs + (index + 1) * MESSAGE_EVERY_MS,
        run: () => this.#sendMessage(conversation, handle, text),
      })),
      { atMs: startMs + (messages.length + 1) * MESSAGE_EVERY_MS, run: () => this.#markRead(conversation) },
    ];
  }

  async #signUp(person: DemoPerson, index: number): Promise<void> {
    const { profiles } = this.#services;
    const actor = hasNoAccount(person) ? await this.#createProfile(person) : await this.#createAccount(person);
    this.actors.set(person.handle, actor);
    await profiles.update(actor, {
      freeHours: freeEvenings(index),
      ...person.profile,
      showsTopicsToVisitors: true,
      showsNameToVisitors: index % 3 !== 2,
    });
    // Every third person has no picture.
    if (index % 3 !== 2) await profiles.setAvatar(actor, demoPicture(person.handle));
  }

  /** Creates a person without an account, as whom nobody can sign in. */
  async #createProfile({ handle, displayName, language, timeZone }: DemoPerson): Promise<Actor> {
    const [tenantId, personId] = [PUBLIC_TENANT, newId()];
    await this.#services.profiles.create({ tenantId, personId, handle, displayName, language, timeZone });
    return { tenantId, personId, sessionId: newId() };
  }

  async #createAccount({ handle, displayName, language, timeZone }: DemoPerson): Promise<Actor> {
    const { signUps, sessions } = this.#services;
    const email = `${handle.replace('_', '-')}@meshi.example`;
    const password = randomBytes(12).toString('base64url');
    const profile = { handle, displayName, language, timeZone };
    const { account, sessionId } = await signUps.signUp({
      email,
      password,
      ...profile,
      refreshIn: 'body',
      userAgent: 'demo',
      network: '',
    });
    const actor = { tenantId: PUBLIC_TENANT, personId: account.id, sessionId };
    // Nobody uses the session of the sign-up.
    await sessions.endAll(actor);
    this.credentials.push({ displayName, email, password });
    return actor;
  }

  async #createTopic({ owner, ...topic }: DemoTopic): Promise<void> {
    const { id } = await this.#services.topics.create(
      this.actor(owner),
      createTopicSchema.parse({ isPublic: true, ...topic }),
    );
    this.#topicIds.set(topic.title, id);
  }

  /** Interest some time after the topic was created, and before the current time. */
  #interestStep(handle: string, title: string, afterMs: number): Step {
    const atMs = Math.min(this.#createdAt(title) + afterMs, this.#nowMs - MINUTE_MS);
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

  async #sendMessage(conversation: DemoConversation, handle: string, text: string): Promise<void> {
    const conversationId = this.#conversationId(conversation);
    await this.#services.conversations.send(this.actor(handle), { conversationId, clientMessageId: newId(), text });
  }

  /** Marks everything as read for the person who wrote last, and all but the last `unread` messages for the other person. */
  async #markRead(conversation: DemoConversation): Promise<void> {
    const { messages, unread, guest, topic } = conversation;
    const lastWriter = messages.at(-1)?.[0];
    for (const handle of [guest, ownerOf(topic)]) {
      const seq = handle === lastWriter ? messages.length : messages.length - unread;
      await this.#services.conversations.read(this.actor(handle), this.#conversationId(conversation), seq);
    }
  }

  #createdAt(title: string): number {
    const index = topics.findIndex((topic) => topic.title === title);
    const age = 1 - index / (topics.length - 1);
    return this.#nowMs - LAST_TOPIC_MS - age * (FIRST_TOPIC_MS - LAST_TOPIC_MS);
  }

  /** Returns a person of the demo who has signed up. @throws Error if there is none with this handle */
  actor(handle: string): Actor {
    return required(this.actors.get(handle), handle);
  }

  #topicId(title: string): string {
    return required(this.#topicIds.get(title), title);
  }

  #conversationId(conversation: DemoConversation): string {
    return required(this.#conversationIds.get(conversation), conversation.topic);
  }
}

function ownerOf(title: string): string {
  return required(
    topics.find((topic) => topic.title === title),
    title,
  ).owner;
}

function hasNoAccount({ handle }: { handle: string }): boolean {
  return !signInHandles.some((one) => one === handle);
}

function isRelevant({ profile }: DemoPerson, { tags, title }: DemoTopic): boolean {
  const learning = profile.wantsToLearn ?? [];
  return (tags ?? []).some((tag) => profile.tags?.includes(tag)) || learning.some((skill) => title.includes(skill));
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`The demo data refers to "${name}", which does not exist`);
  return value;
}
