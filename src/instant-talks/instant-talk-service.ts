/**
 * Instant talks: people who are free this minute wait, and are paired at once into a room of their own. Each process pairs
 * whoever waits whenever someone comes; the insert of a talk, under its unique index, is what decides between them.
 */

import { z } from 'zod';
import type { Actor } from '../kernel/actor.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { DomainEvents, Events } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { MatchService } from '../matching/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { InstantTalk, InstantTalkAnswer, InstantTalkStatus } from '../protocol/instant-talks.ts';
import type { InstantTalkDoc } from './instant-talk-model.ts';
import type { InstantTalkPairing } from './instant-talk-pairing.ts';
import type { InstantTalkStore } from './instant-talk-store.ts';
import { usualTimes } from './usual-times.ts';

const goneJob = defineJob('instant_talks.gone', z.object({ personId: z.string() }));
const emptyJob = defineJob('instant_talks.empty', z.object({ instantTalkId: z.string() }));

export interface InstantTalkServiceOptions {
  instantTalkStore: InstantTalkStore;
  instantTalkPairing: InstantTalkPairing;
  circleRooms: CircleRooms;
  hooks: Pick<Hooks, 'isOnline'>;
  matches: Pick<MatchService, 'pair'>;
  profiles: Pick<ProfileService, 'findOwn' | 'summaries'>;
  jobs: Jobs;
  events: Events;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'instantTalkGoneMs' | 'instantTalkEmptyMs'>;
}

export class InstantTalkService {
  readonly #parts: InstantTalkServiceOptions;

  constructor(parts: InstantTalkServiceOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [
      goneJob.handledBy(({ tenantId, data }) => this.#leaveIfGone({ tenantId, personId: data.personId })),
      emptyJob.handledBy(({ tenantId, data }) => this.#endIfEmpty(tenantId, data.instantTalkId)),
    ];
  }

  /** Whether I wait or talk, and when people are usually here. */
  async get(actor: Actor): Promise<InstantTalkStatus> {
    const { instantTalkStore, clock } = this.#parts;
    const running = await instantTalkStore.findRunning(actor);
    const wait = running ? null : await instantTalkStore.findWait(actor);
    return {
      state: running ? 'talking' : wait ? 'waiting' : 'idle',
      tag: wait?.tag ?? null,
      since: wait?.createdAt.toISOString() ?? null,
      instantTalk: running && (await this.#viewOf(running, actor.personId)),
      usualTimes: usualTimes(await instantTalkStore.hours(actor.tenantId), clock.date()).map((at) => at.toISOString()),
    };
  }

  /** Waits, and pairs whoever can be. Whoever talks already goes on talking. Asking again while waiting keeps the place. */
  async wait(actor: Actor, { tag }: { tag: string | null }): Promise<InstantTalkStatus> {
    const { instantTalkStore, instantTalkPairing, profiles } = this.#parts;
    const { tenantId, personId } = actor;
    if (!(await instantTalkStore.findRunning(actor))) {
      const languages = (await profiles.findOwn(actor))?.languages ?? [];
      const createdAt = this.#parts.clock.date();
      const isNew = await instantTalkStore.addWait({ tenantId, personId, tag, languages, createdAt });
      if (isNew) await instantTalkStore.countHour(tenantId, createdAt);
      await this.#scheduleGone(actor);
      for (const talk of await instantTalkPairing.run(tenantId)) await this.#start(talk);
    }
    return this.get(actor);
  }

  /** Waits no more, and ends the talk that runs. Doing it again changes nothing. */
  async leave(person: Person): Promise<void> {
    const { instantTalkStore } = this.#parts;
    // First the wait: whoever pairs looks whether it is still there after the talk was written.
    await instantTalkStore.takeWait(person);
    const running = await instantTalkStore.findRunning(person);
    if (running) await this.#end(running);
  }

  /**
   * Says of a talk of mine whether I want to stay in touch, or not to meet this way again. The other one learns of it only
   * where both want to stay in touch: then it is a match. @throws NotFoundError
   */
  async answer(
    actor: Actor,
    instantTalkId: string,
    answer: InstantTalkAnswer,
  ): Promise<{ conversationId: string | null }> {
    const { instantTalkStore, matches } = this.#parts;
    const { tenantId, personId } = actor;
    const found = await instantTalkStore.findById(tenantId, instantTalkId);
    const talk = found?.personIds.includes(personId) ? await instantTalkStore.answer(found, personId, answer) : null;
    if (!talk) throw new NotFoundError('You had no such instant talk. It may belong to other people.');
    if (answer === 'not_again' && talk.isRunning) await this.#end(talk);
    if (!talk.personIds.every((id) => talk.stayIds.includes(id))) return { conversationId: null };
    const personIds: [string, string] = [personId, otherOf(talk, personId)];
    const { match } = await matches.pair({ tenantId, personIds, topicId: null });
    return { conversationId: match.conversationId };
  }

  /** The person's running talk: it is a circle of two. */
  async idsOf(person: Person): Promise<string[]> {
    const running = await this.#parts.instantTalkStore.findRunning(person);
    return running ? [running._id] : [];
  }

  /** The two of a running talk; nobody where it has ended. */
  async members(tenantId: string, instantTalkId: string): Promise<readonly string[]> {
    const talk = await this.#parts.instantTalkStore.findById(tenantId, instantTalkId);
    return talk?.isRunning ? talk.personIds : [];
  }

  /** Ends what runs, and forgets whom someone who leaves has met. */
  async erasePerson(person: Person): Promise<void> {
    await this.leave(person);
    await this.#parts.instantTalkStore.removeOfPerson(person);
  }

  /** Opens the room and tells both. */
  async #start(talk: InstantTalkDoc): Promise<void> {
    const { jobs, events, clock, limits } = this.#parts;
    const { _id: instantTalkId, tenantId, personIds } = talk;
    events.announce('circlesChanged', { tenantId, circle: circleName('instant_talk', instantTalkId), personIds });
    const dueAt = new Date(clock.now() + limits.instantTalkEmptyMs);
    await jobs.schedule(emptyJob, {
      key: `${emptyJob.name}:${instantTalkId}`,
      tenantId,
      dueAt,
      data: { instantTalkId },
    });
    const views = personIds.map(async (personId) => ({ personId, instantTalk: await this.#viewOf(talk, personId) }));
    events.announce('instantTalkPaired', await Promise.all(views));
  }

  async #end(talk: InstantTalkDoc): Promise<void> {
    const { instantTalkStore, circleRooms, events } = this.#parts;
    const { _id: instantTalkId, tenantId, personIds } = talk;
    const circle = circleName('instant_talk', instantTalkId);
    const hasEnded = await instantTalkStore.end(talk, this.#parts.clock.date());
    await circleRooms.close(tenantId, circle);
    if (!hasEnded) return;
    events.announce('circlesChanged', { tenantId, circle, personIds });
    events.announce('instantTalkEnded', { personIds, instantTalkId });
  }

  /** The room is opened by whoever looks first, so that a crash between pairing and opening heals. */
  async #viewOf(talk: InstantTalkDoc, readerId: string): Promise<InstantTalk> {
    const { profiles, instantTalkStore } = this.#parts;
    const { _id: id, tenantId, tag, createdAt } = talk;
    const otherId = otherOf(talk, readerId);
    const roomId = talk.roomId ?? (await this.#openRoom(talk));
    if (!talk.roomId) await instantTalkStore.setRoom(talk, roomId);
    const person = (await profiles.summaries(tenantId, [otherId])).get(otherId);
    // A summary is given for every id.
    if (!person) throw new Error('A person of a talk has no summary');
    return { id, person, tag, roomId, startedAt: createdAt.toISOString() };
  }

  async #openRoom({ _id, tenantId, personIds, tag }: InstantTalkDoc): Promise<string> {
    const { circleRooms, profiles } = this.#parts;
    const [ownerId = '', otherId = ''] = personIds;
    const [owner, other] = await Promise.all([
      profiles.findOwn({ tenantId, personId: ownerId }),
      profiles.findOwn({ tenantId, personId: otherId }),
    ]);
    const language = owner?.languages.find((one) => other?.languages.includes(one)) ?? 'en';
    const title = tag ? `#${tag}` : language === 'ja' ? 'いま話す' : 'Talk now';
    const circle = circleName('instant_talk', _id);
    const tags = tag ? [tag] : [];
    return (await circleRooms.open({ tenantId, circle, ownerId, title, tags, language })).id;
  }

  /** Whoever has closed the tab waits no more, after a grace for a connection that comes back. */
  async wentOffline(offline: readonly string[]): Promise<void> {
    if (offline.length === 0) return;
    const { instantTalkStore, log } = this.#parts;
    try {
      const gone = await instantTalkStore.whoWaits(offline);
      await Promise.all(gone.map((person) => this.#scheduleGone(person)));
    } catch (error) {
      log.warn({ err: error }, 'those who went offline may wait for a talk a little longer');
    }
  }

  async #scheduleGone({ tenantId, personId }: Person): Promise<void> {
    const { jobs, clock, limits } = this.#parts;
    const dueAt = new Date(clock.now() + limits.instantTalkGoneMs);
    await jobs.schedule(goneJob, { key: `${goneJob.name}:${personId}`, tenantId, dueAt, data: { personId } });
  }

  async #leaveIfGone(person: Person): Promise<void> {
    if (this.#parts.hooks.isOnline(person.personId)) return;
    await this.#parts.instantTalkStore.takeWait(person);
  }

  /** A talk in whose room nobody is any more is over. */
  async #endIfEmpty(tenantId: string, instantTalkId: string): Promise<void> {
    const { instantTalkStore, circleRooms, jobs, clock, limits } = this.#parts;
    const talk = await instantTalkStore.findById(tenantId, instantTalkId);
    if (!talk?.isRunning) return;
    if (await circleRooms.closeIfEmpty(tenantId, circleName('instant_talk', instantTalkId))) return this.#end(talk);
    const dueAt = new Date(clock.now() + limits.instantTalkEmptyMs);
    await jobs.schedule(emptyJob, {
      key: `${emptyJob.name}:${instantTalkId}`,
      tenantId,
      dueAt,
      data: { instantTalkId },
    });
  }

  /** Ends what runs between two people of whom one blocked the other. */
  async endBetween({ tenantId, personIds: [personId, otherId] }: DomainEvents['blocksChanged']): Promise<void> {
    const { instantTalkStore, log } = this.#parts;
    try {
      const running = await instantTalkStore.findRunning({ tenantId, personId });
      if (running?.personIds.includes(otherId)) await this.#end(running);
    } catch (error) {
      log.error({ err: error }, 'a talk between people with a block could not be ended');
    }
  }
}

function otherOf({ personIds }: InstantTalkDoc, personId: string): string {
  return personIds.find((id) => id !== personId) ?? personId;
}
