/** Private notes: one per author and person. Only the author can read a note or know that it exists. */

import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Note } from '../protocol/notes.ts';
import type { NoteDoc } from './note-model.ts';

export interface NoteServiceOptions {
  notes: Model<NoteDoc>;
  profiles: Pick<ProfileService, 'get'>;
  clock: Clock;
}

export class NoteService {
  readonly #parts: NoteServiceOptions;

  constructor(parts: NoteServiceOptions) {
    this.#parts = parts;
  }

  /** The actor's note about a person; empty text if there is none. @throws NotFoundError if the actor cannot see the person */
  async get(actor: Actor, aboutId: string): Promise<Note> {
    await this.#parts.profiles.get(actor, aboutId);
    const key = { tenantId: actor.tenantId, authorId: actor.personId, aboutId };
    const found = await this.#parts.notes.findOne(key).lean<NoteDoc>();
    return { text: found?.text ?? '', updatedAt: found?.updatedAt.toISOString() ?? null };
  }

  /** Replaces the note; an empty text deletes it. @throws NotFoundError if the actor cannot see the person */
  async set(actor: Actor, aboutId: string, text: string): Promise<Note> {
    const { notes, profiles, clock } = this.#parts;
    await profiles.get(actor, aboutId);
    const key = { tenantId: actor.tenantId, authorId: actor.personId, aboutId };
    if (text === '') {
      await notes.deleteOne(key);
      return { text, updatedAt: null };
    }
    const updatedAt = clock.date();
    const change = { $set: { text, updatedAt }, $setOnInsert: { _id: newId() } };
    await upsertOnce(() => notes.updateOne(key, change, { upsert: true }));
    return { text, updatedAt: updatedAt.toISOString() };
  }
}
