/**
 * What can be reported, read exactly as the reporter reads it: a person can only report what they can see. Each becomes a copy
 * with its text, who wrote it, and since when it exists.
 */
import type { ConversationService } from '../conversations/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { MealService } from '../meals/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ReportKind } from '../protocol/reports.ts';
import type { Room } from '../protocol/rooms.ts';
import type { TopicService } from '../topics/index.ts';

/** A copy of a reported thing. */
export interface ReportedThing {
  authorId: string;
  text: string;
  writtenAt: Date;
  /** Set for a message in a channel. */
  channelMessage: { communityId: string; conversationId: string; seq: number } | null;
}

export interface ReportedThingsOptions {
  profiles: Pick<ProfileService, 'get'>;
  topics: Pick<TopicService, 'get'>;
  meals: Pick<MealService, 'get'>;
  rooms: { get(actor: Actor, roomId: string): Promise<Room> };
  conversations: Pick<ConversationService, 'readMessage'>;
}

export class ReportedThings {
  readonly #parts: ReportedThingsOptions;

  constructor(parts: ReportedThingsOptions) {
    this.#parts = parts;
  }

  /** @throws NotFoundError if the actor cannot see it */
  read(actor: Actor, kind: ReportKind, id: string): Promise<ReportedThing> {
    switch (kind) {
      case 'person':
        return this.#person(actor, id);
      case 'topic':
        return this.#topic(actor, id);
      case 'meal':
        return this.#meal(actor, id);
      case 'room':
        return this.#room(actor, id);
      case 'message':
        return this.#message(actor, id);
    }
  }

  async #person(actor: Actor, id: string): Promise<ReportedThing> {
    const { displayName, handle, bio, canTeach, wantsToLearn, tags, links, createdAt } = await this.#parts.profiles.get(
      actor,
      id,
    );
    const text = paragraphs([`${displayName} @${handle}`, bio, ...canTeach, ...wantsToLearn, hashed(tags), ...links]);
    return { authorId: id, text, writtenAt: new Date(createdAt), channelMessage: null };
  }

  async #topic(actor: Actor, id: string): Promise<ReportedThing> {
    const { owner, title, body, link, tags, createdAt } = await this.#parts.topics.get(actor, id);
    const text = paragraphs([title, body, link, hashed(tags)]);
    return { authorId: owner.id, text, writtenAt: new Date(createdAt), channelMessage: null };
  }

  /** Without the venue: an address is private, and the title and description say enough. */
  async #meal(actor: Actor, id: string): Promise<ReportedThing> {
    const { host, title, description, tags, costNote, bringNote, createdAt } = await this.#parts.meals.get(actor, id);
    const text = paragraphs([title, description, costNote, bringNote, hashed(tags)]);
    return { authorId: host.id, text, writtenAt: new Date(createdAt), channelMessage: null };
  }

  async #room(actor: Actor, id: string): Promise<ReportedThing> {
    const { owner, title, tags, createdAt } = await this.#parts.rooms.get(actor, id);
    return {
      authorId: owner.id,
      text: paragraphs([title, hashed(tags)]),
      writtenAt: new Date(createdAt),
      channelMessage: null,
    };
  }

  async #message(actor: Actor, id: string): Promise<ReportedThing> {
    const { message, kind, subjectId } = await this.#parts.conversations.readMessage(actor, id);
    const { conversationId, seq, senderId, text, createdAt } = message;
    const channelMessage =
      kind === 'channel' && subjectId !== null ? { communityId: subjectId, conversationId, seq } : null;
    return { authorId: senderId, text, writtenAt: new Date(createdAt), channelMessage };
  }
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

function hashed(tags: readonly string[]): string {
  return tags.map((tag) => `#${tag}`).join(' ');
}
