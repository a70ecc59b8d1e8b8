/** Writes people and their open topics directly to the database: through the API, 50,000 topics would take an hour. */

import type { Connection } from 'mongoose';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { searchFieldsOf } from '../../src/kernel/search/text-search.ts';
import { type ProfileDoc, profileModel } from '../../src/profiles/profile-model.ts';
import { writtenFields } from '../../src/protocol/fields.ts';
import { topicFields } from '../../src/protocol/topics.ts';
import { seededRandom } from '../../src/rounds/plan/seeded-random.ts';
import { NO_EXPIRY, type TopicDoc, topicModel } from '../../src/topics/store/topic-model.ts';

export interface HomeWorldSize {
  people: number;
  topics: number;
}

const TAGS = 400;
const DAY_MS = 24 * 3_600_000;
const BATCH = 2_000;
const LANGUAGES = ['ja', 'ja', 'ja', 'en', 'en', 'zh', 'de'] as const;
const KINDS = ['teach', 'ask', 'discuss'] as const;
const ZONES = ['Asia/Tokyo', 'Asia/Tokyo', 'Europe/Berlin', 'America/New_York'] as const;

type Random = () => number;

/** Fills the database and returns the ids of the people. */
export async function fillHomeWorld(connection: Connection, { people, topics }: HomeWorldSize): Promise<string[]> {
  const random = seededRandom(3);
  const profiles = Array.from({ length: people }, (_, at) => profileOf(at, random));
  await insert(connection, profileModel.collection, profiles);
  const owners = profiles.map(({ _id }) => _id);
  for (let done = 0; done < topics; done += BATCH) {
    const count = Math.min(BATCH, topics - done);
    const batch = Array.from({ length: count }, (_, at) => topicOf(done + at, pick(owners, random), random));
    // In batches, so that not all of them are in memory at once.
    await insert(connection, topicModel.collection, batch);
  }
  return owners;
}

function profileOf(at: number, random: Random): ProfileDoc {
  const someTags = (count: number) => [...new Set(Array.from({ length: count }, () => tagOf(random)))];
  return {
    _id: newId(),
    tenantId: PUBLIC_TENANT,
    handle: `bench${at}`,
    displayName: `Bench ${at}`,
    bio: '',
    canTeach: someTags(3),
    wantsToLearn: someTags(3),
    tags: someTags(6),
    languages: [...new Set([pick(LANGUAGES, random), pick(LANGUAGES, random)])],
    timeZone: pick(ZONES, random),
    freeHours: Array.from({ length: 4 }, (_, day) => ({ weekday: day + 1, startMinute: 1_140, minutes: 180 })),
    links: [],
    avatarId: null,
    grams: [],
    searchText: '',
    createdAt: new Date(),
  };
}

function topicOf(at: number, ownerId: string, random: Random): TopicDoc {
  const tags = [...new Set([tagOf(random), tagOf(random), tagOf(random)])];
  const words = { title: `${tags[0]} の話 ${at}`, body: '', tags };
  // Spread over the last month, oldest first.
  const createdAt = new Date(Date.now() - random() * 30 * DAY_MS);
  return {
    ...writtenFields(topicFields, { ...words, language: pick(LANGUAGES, random), kind: pick(KINDS, random) }),
    _id: newId(),
    tenantId: PUBLIC_TENANT,
    ownerId,
    circle: null,
    isOpen: true,
    expiresAt: NO_EXPIRY,
    shownCount: Math.floor(random() * 20),
    revision: 0,
    createdAt,
    updatedAt: createdAt,
    ...searchFieldsOf(words),
  };
}

/** A few tags are common, most are rare, as with real people. */
function tagOf(random: Random): string {
  return `tag${Math.floor(random() ** 2 * TAGS)}`;
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from');
  return item;
}

async function insert(connection: Connection, name: string, documents: readonly { _id: string }[]): Promise<void> {
  // Through the driver: Mongoose would validate every document.
  await connection.collection<{ _id: string }>(name).insertMany([...documents], { ordered: false });
}
