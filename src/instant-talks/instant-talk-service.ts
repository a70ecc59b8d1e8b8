/**
 * Instant talks: people who are free this minute wait and are paired immediately, each pair in a room of its own. Whenever
 * a person comes, the process that serves them pairs all waiting people. If several processes pair the same person, the
 * unique index of instant talks decides.
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
  limits: Pick<Limits, 'instantTalkGoneMs' | 'instantTalkEmptyMs' | 'instantTalkBriefMs'>;
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

  /** Whether the actor is waiting or in an instant talk, and when people usually wait. */
  async get(actor: Actor): Promise<InstantTalkStatus> {
    const { instantTalkStore, clock } = this.#parts;
    const running = await instantTalkStore.findRunning(actor);
    const wait = running ? null : await instantTalkStore.findWait(actor);
    return {
      state: running ? 'talking' : wait ? 'waiting' : 'idle',
      tag: wait?.tag ?? null,
      since: wait?.createdAt.toISOString() ?? null,
      instantTalk: running && (await this.#viewOf(running, actor.personId)),
      usualTimes: usualTimes(await instantTalkStore.hourCounts(actor.tenantId), clock.date()).map((at) =>
        at.toISOString(),
      ),
    };
  }

  /**
   * Starts to wait, and pairs all waiting people who can be paired. Changes nothing if the actor is in an instant talk.
   * A repeated call while waiting keeps the place in the order and can change the tag.
   */
  async wait(actor: Actor, { tag }: { tag: string | null }): Promise<InstantTalkStatus> {
    const { instantTalkStore, profiles } = this.#parts;
    const { tenantId, personId } = actor;
    if (!(await instantTalkStore.findRunning(actor))) {
      const languages = (await profiles.findOwn(actor))?.languages ?? [];
      const createdAt = this.#parts.clock.date();
      const isNew = await instantTalkStore.addWait({ tenantId, personId, tag, languages, createdAt });
      if (isNew) await instantTalkStore.countHour(tenantId, createdAt);
      await this.#scheduleGone(actor);
      await this.#pairAll(tenantId);
    }
    return this.get(actor);
  }

  /**
   * Stops waiting and ends the person's running instant talk. If it has only just begun, the other person goes on waiting in the
   * same place: nobody can take people out of the queue by coming and leaving. Idempotent.
   */
  async leave(person: Person): Promise<void> {
    const { instantTalkStore } = this.#parts;
    // Remove the wait first: a process that pairs this person re-checks the wait after it has written the instant talk.
    await instantTalkStore.takeWait(person);
    const running = await instantTalkStore.findRunning(person);
    if (running) await this.#end(running, person.personId);
  }

  /**
   * Stores whether the actor wants to stay in touch after an instant talk, or does not want to meet this way again. Nobody
   * else can see the answer. If both want to stay in touch, they are matched, and `conversationId` is set.
   * @throws NotFoundError if the actor did not take part in the instant talk
   */
  async answer(
    actor: Actor,
    instantTalkId: string,
    answer: InstantTalkAnswer,
  ): Promise<{ conversationId: string | null }> {
    const { instantTalkStore, matches } = this.#parts;
    const { tenantId, personId } = actor;
    const found = await instantTalkStore.findById(tenantId, instantTalkId);
    const mine = found?.personIds.includes(personId) ? found : null;
    const instantTalk = mine && (await instantTalkStore.answer(mine, personId, answer));
    if (!instantTalk) throw new NotFoundError('This instant talk does not exist, or you did not take part in it.');
    if (answer === 'not_again' && instantTalk.isRunning) await this.#end(instantTalk, personId);
    if (!instantTalk.personIds.every((id) => instantTalk.stayIds.includes(id))) return { conversationId: null };
    const personIds: [string, string] = [personId, otherOf(instantTalk, personId)];
    const { match } = await matches.pair({ tenantId, personIds, topicId: null });
    return { conversationId: match.conversationId };
  }

  /** The id of the person's running instant talk, which is a circle of two people. */
  async idsOf(person: Person): Promise<string[]> {
    const running = await this.#parts.instantTalkStore.findRunning(person);
    return running ? [running._id] : [];
  }

  /** Both people of a running instant talk; empty if it has ended. */
  async members(tenantId: string, instantTalkId: string): Promise<readonly string[]> {
    const instantTalk = await this.#parts.instantTalkStore.findById(tenantId, instantTalkId);
    return instantTalk?.isRunning ? instantTalk.personIds : [];
  }

  /** Opens the room and announces the instant talk to both people. */
  async #start(instantTalk: InstantTalkDoc): Promise<void> {
    const { jobs, events, clock, limits } = this.#parts;
    const { _id: instantTalkId, tenantId, personIds } = instantTalk;
    events.announce('circlesChanged', { tenantId, circle: circleName('instant_talk', instantTalkId), personIds });
    const dueAt = new Date(clock.now() + limits.instantTalkEmptyMs);
    await jobs.schedule(emptyJob, {
      key: `${emptyJob.name}:${instantTalkId}`,
      tenantId,
      dueAt,
      data: { instantTalkId },
    });
    const sides = personIds.map(async (personId) => ({
      personId,
      instantTalk: await this.#viewOf(instantTalk, personId),
    }));
    events.announce('instantTalkPaired', await Promise.all(sides));
  }

  /** Ends an instant talk. If one of the two ended it right after the start, the other waits again in the same place. */
  async #end(instantTalk: InstantTalkDoc, leaverId: string | null = null): Promise<void> {
    const { instantTalkStore, circleRooms, events, clock, limits } = this.#parts;
    // Instant talks of an older version have no `waits`.
    const { _id: instantTalkId, tenantId, personIds, waits = [], createdAt } = instantTalk;
    const circle = circleName('instant_talk', instantTalkId);
    const hasEnded = await instantTalkStore.end(instantTalk, clock.date());
    await circleRooms.close(tenantId, circle);
    if (!hasEnded) return;
    const wait = leaverId === null ? undefined : waits.find(({ personId }) => personId !== leaverId);
    const isBrief = clock.now() - createdAt.getTime() < limits.instantTalkBriefMs;
    // Before the event: it makes the client of the other person read its state.
    if (wait && isBrief) await this.#waitAgain(wait);
    events.announce('circlesChanged', { tenantId, circle, personIds });
    events.announce('instantTalkEnded', { personIds, instantTalkId });
    if (wait && isBrief) await this.#pairAll(tenantId);
  }

  async #waitAgain(wait: InstantTalkDoc['waits'][number]): Promise<void> {
    await this.#parts.instantTalkStore.restoreWait(wait);
    await this.#scheduleGone(wait);
  }

  async #pairAll(tenantId: string): Promise<void> {
    for (const instantTalk of await this.#parts.instantTalkPairing.run(tenantId)) await this.#start(instantTalk);
  }

  /** The instant talk as one of the two sees it. Opens the room if a crash after pairing left it without one. */
  async #viewOf(instantTalk: InstantTalkDoc, readerId: string): Promise<InstantTalk> {
    const { profiles, instantTalkStore } = this.#parts;
    const { _id: id, tenantId, tag, createdAt } = instantTalk;
    const otherId = otherOf(instantTalk, readerId);
    const roomId = instantTalk.roomId ?? (await this.#openRoom(instantTalk));
    if (!instantTalk.roomId) await instantTalkStore.setRoom(instantTalk, roomId);
    const person = (await profiles.summaries(tenantId, [otherId])).get(otherId);
    // `summaries` returns a summary for every id, also for deleted accounts.
    if (!person) throw new Error('A person of an instant talk has no profile summary');
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

  /** Stops the waiting of people who stay offline for `instantTalkGoneMs`, so that a short loss of connection is harmless. */
  async wentOffline(offline: readonly string[]): Promise<void> {
    if (offline.length === 0) return;
    const { instantTalkStore, log } = this.#parts;
    try {
      const waiting = await instantTalkStore.findWaiting(offline);
      await Promise.all(waiting.map((person) => this.#scheduleGone(person)));
    } catch (error) {
      log.warn({ err: error }, 'could not stop the waiting of people who went offline; it will expire');
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

  /** Ends an instant talk whose room is empty; otherwise checks again later. */
  async #endIfEmpty(tenantId: string, instantTalkId: string): Promise<void> {
    const { instantTalkStore, circleRooms, jobs, clock, limits } = this.#parts;
    const instantTalk = await instantTalkStore.findById(tenantId, instantTalkId);
    if (!instantTalk?.isRunning) return;
    const isClosed = await circleRooms.closeIfEmpty(tenantId, circleName('instant_talk', instantTalkId));
    if (isClosed) return this.#end(instantTalk);
    const dueAt = new Date(clock.now() + limits.instantTalkEmptyMs);
    await jobs.schedule(emptyJob, {
      key: `${emptyJob.name}:${instantTalkId}`,
      tenantId,
      dueAt,
      data: { instantTalkId },
    });
  }

  /** Ends the running instant talk of two people after one has blocked the other. */
  async endBetween({ tenantId, personIds: [personId, otherId] }: DomainEvents['blocksChanged']): Promise<void> {
    const { instantTalkStore, log } = this.#parts;
    try {
      const running = await instantTalkStore.findRunning({ tenantId, personId });
      // A block is no way around the rule of `leave`.
      if (running?.personIds.includes(otherId)) await this.#end(running, personId);
    } catch (error) {
      log.error({ err: error }, 'could not end the instant talk of two people with a block');
    }
  }
}

function otherOf({ personIds }: InstantTalkDoc, personId: string): string {
  return personIds.find((id) => id !== personId) ?? personId;
}
