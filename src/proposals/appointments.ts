/**
 * The reminder, start and end of appointments. Each is a job that checks that this revision still holds; it is idempotent,
 * and harmless when it runs late.
 */

import { z } from 'zod';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { circleName, idInCircle } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { DomainEvents, Events } from '../kernel/events.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import type { MatchService } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { isOpen, toProposal } from './proposal-rules.ts';
import type { ProposalStore } from './proposal-store.ts';

export interface AppointmentsOptions {
  proposalStore: ProposalStore;
  matches: Pick<MatchService, 'members' | 'topicOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  circleRooms: CircleRooms;
  notifications: Pick<NotificationService, 'notify'>;
  jobs: Jobs;
  events: Events;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'appointmentReminderMs' | 'appointmentGraceMs'>;
}

const ofRevision = z.object({ proposalId: z.string(), revision: z.number() });
const lapseJob = defineJob('proposals.lapse', ofRevision);
const remindJob = defineJob('proposals.remind', ofRevision);
const startJob = defineJob('proposals.start', ofRevision);
const endJob = defineJob('proposals.end', ofRevision);
type AppointmentJob = JobOf<typeof lapseJob>;

export class Appointments {
  readonly #parts: AppointmentsOptions;

  constructor(parts: AppointmentsOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [
      lapseJob.handledBy((job) => this.#lapse(job)),
      remindJob.handledBy((job) => this.#remind(job)),
      startJob.handledBy((job) => this.#start(job)),
      endJob.handledBy((job) => this.#end(job)),
    ];
  }

  /** Calls the appointment of an ended match off. */
  async circlesChanged(event: DomainEvents['circlesChanged']): Promise<void> {
    try {
      await this.#matchChanged(event);
    } catch (error) {
      // The appointment's jobs notice the same and call it off then.
      this.#parts.log.warn({ reason: String(error) }, 'an appointment of an ended match could not be called off yet');
    }
  }

  /** Schedules the end of a proposal that nobody answers. */
  async expect({ _id, tenantId, revision, startsAt: dueAt }: ProposalDoc): Promise<void> {
    const data = { proposalId: _id, revision };
    await this.#parts.jobs.schedule(lapseJob, { key: `${lapseJob.name}:${_id}:${revision}`, tenantId, dueAt, data });
  }

  /** Schedules reminder, start and end; each job checks that this revision still holds. */
  async plan({ _id, tenantId, revision, startsAt, endsAt }: ProposalDoc): Promise<void> {
    const { jobs, limits } = this.#parts;
    const data = { proposalId: _id, revision };
    const schedule = (kind: typeof remindJob, dueAt: number) =>
      jobs.schedule(kind, { key: `${kind.name}:${_id}:${revision}`, tenantId, dueAt: new Date(dueAt), data });
    await schedule(remindJob, startsAt.getTime() - limits.appointmentReminderMs);
    await schedule(startJob, startsAt.getTime());
    await schedule(endJob, endsAt.getTime() + limits.appointmentGraceMs);
  }

  /** Closes the room of an appointment that was changed or called off. With someone inside, the job of its end closes it. */
  async leaveRoom({ tenantId, matchId, roomId }: ProposalDoc): Promise<void> {
    if (roomId) await this.#parts.circleRooms.closeIfEmpty(tenantId, circleName('match', matchId));
  }

  /** Ends it because the two are no match any more, whatever it is at. */
  async callOff(proposal: ProposalDoc): Promise<void> {
    const { proposalStore, circleRooms } = this.#parts;
    const { tenantId, matchId } = proposal;
    let current: ProposalDoc | null = proposal;
    // Again where it was answered at the same moment.
    while (current && isOpen(current)) {
      const ended = await proposalStore.end(current, 'cancelled');
      if (ended) this.#announce(ended);
      current = ended ?? (await proposalStore.find(tenantId, proposal._id));
    }
    await circleRooms.close(tenantId, circleName('match', matchId));
  }

  async #matchChanged({ tenantId, circle }: DomainEvents['circlesChanged']): Promise<void> {
    const { matches, proposalStore } = this.#parts;
    const matchId = idInCircle('match', circle);
    if (!matchId || (await matches.members(tenantId, matchId)).length > 0) return;
    const open = await proposalStore.findOpen(tenantId, matchId);
    if (open) await this.callOff(open);
  }

  async #lapse(job: AppointmentJob): Promise<void> {
    const { proposalId, revision } = job.data;
    const { proposalStore } = this.#parts;
    const found = await proposalStore.find(job.tenantId, proposalId);
    if (found?.state !== 'proposed' || found.revision !== revision) return;
    const ended = await proposalStore.end(found, 'over');
    if (ended) this.#announce(ended);
  }

  async #remind(job: AppointmentJob): Promise<void> {
    const agreed = await this.#findAgreed(job);
    if (!agreed || agreed.startsAt.getTime() <= this.#parts.clock.now()) return;
    const { _id, tenantId, personIds, conversationId, revision, startsAt } = agreed;
    for (const personId of personIds) {
      const otherId = personIds.find((id) => id !== personId) ?? personId;
      await this.#parts.notifications.notify({
        tenantId,
        personIds: [personId],
        key: `appointment:${_id}:${revision}`,
        kind: 'appointment_reminder',
        data: { personId: otherId, conversationId, startsAt: startsAt.toISOString() },
      });
    }
  }

  async #start(job: AppointmentJob): Promise<void> {
    const agreed = await this.#findAgreed(job);
    // So late that it is over: no room needs to open any more.
    if (!agreed || agreed.endsAt.getTime() <= this.#parts.clock.now()) return;
    const { circleRooms, proposalStore } = this.#parts;
    const { tenantId, matchId, proposerId } = agreed;
    const topic = await this.#parts.matches.topicOf(tenantId, matchId);
    const room = await circleRooms.open({
      tenantId,
      circle: circleName('match', matchId),
      ownerId: proposerId,
      title: topic?.title ?? (await this.#names(agreed)),
      tags: topic?.tags ?? [],
      language: topic?.language ?? 'ja',
    });
    const started = await proposalStore.setRoom(agreed, room.id);
    if (started) this.#announce(started);
    // Called off meanwhile.
    else await circleRooms.closeIfEmpty(tenantId, circleName('match', matchId));
  }

  /** Past its end: over, once nobody is inside any more. */
  async #end(job: AppointmentJob): Promise<void> {
    const { proposalStore, circleRooms, jobs, clock, limits } = this.#parts;
    const { proposalId, revision } = job.data;
    const proposal = await proposalStore.find(job.tenantId, proposalId);
    if (!proposal || (await this.#isAnotherOn(proposal, revision))) return;
    const { tenantId, matchId } = proposal;
    if (await circleRooms.closeIfEmpty(tenantId, circleName('match', matchId))) {
      const agreed = await this.#findAgreed(job);
      const ended = agreed && (await proposalStore.end(agreed, 'over'));
      if (ended) this.#announce(ended);
      return;
    }
    await jobs.schedule(endJob, { ...job, dueAt: new Date(clock.now() + limits.appointmentGraceMs) });
  }

  /** Whether the two have agreed on something else that is on by now: the room is its own then. */
  async #isAnotherOn({ _id, tenantId, matchId }: ProposalDoc, revision: number): Promise<boolean> {
    const open = await this.#parts.proposalStore.findOpen(tenantId, matchId);
    if (!open || (open._id === _id && open.revision === revision)) return false;
    return open.state === 'accepted' && open.roomId !== null;
  }

  /** What the job is about, where it is still agreed on. That of a match which has ended is called off. */
  async #findAgreed(job: AppointmentJob): Promise<ProposalDoc | null> {
    const { proposalId, revision } = job.data;
    const found = await this.#parts.proposalStore.find(job.tenantId, proposalId);
    if (found?.state !== 'accepted' || found.revision !== revision) return null;
    if ((await this.#parts.matches.members(found.tenantId, found.matchId)).length > 0) return found;
    await this.callOff(found);
    return null;
  }

  async #names({ tenantId, personIds }: ProposalDoc): Promise<string> {
    const people = await this.#parts.profiles.summaries(tenantId, personIds);
    const names = personIds.flatMap((id) => people.get(id)?.displayName ?? []);
    return names.join(' × ').slice(0, wireLimits.titleChars);
  }

  #announce(proposal: ProposalDoc): void {
    const { personIds } = proposal;
    this.#parts.events.announce('proposalChanged', { personIds, proposal: toProposal(proposal) });
  }
}
