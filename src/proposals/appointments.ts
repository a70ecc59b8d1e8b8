/**
 * The reminder, start and end of appointments, and the end of unanswered proposals. Each is a job that checks that its
 * revision is still the current one. Jobs are idempotent, and harmless if they run late.
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
import { cutText } from '../protocol/text.ts';
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

  /** Cancels the appointment of a match that has ended. */
  async circlesChanged(event: DomainEvents['circlesChanged']): Promise<void> {
    try {
      await this.#cancelIfMatchEnded(event);
    } catch (error) {
      // The appointment's jobs check the match too, and cancel the appointment later.
      this.#parts.log.warn({ reason: String(error) }, 'could not cancel the appointment of an ended match yet');
    }
  }

  /** Schedules the end of a proposal, in case nobody answers it before the proposed time. */
  async scheduleLapse({ _id, tenantId, revision, startsAt: dueAt }: ProposalDoc): Promise<void> {
    const data = { proposalId: _id, revision };
    await this.#parts.jobs.schedule(lapseJob, { key: `${lapseJob.name}:${_id}:${revision}`, tenantId, dueAt, data });
  }

  /** Schedules the reminder, start and end of an appointment. */
  async scheduleAppointment({ _id, tenantId, revision, startsAt, endsAt }: ProposalDoc): Promise<void> {
    const { jobs, limits } = this.#parts;
    const data = { proposalId: _id, revision };
    const schedule = (kind: typeof remindJob, dueAt: number) =>
      jobs.schedule(kind, { key: `${kind.name}:${_id}:${revision}`, tenantId, dueAt: new Date(dueAt), data });
    await schedule(remindJob, startsAt.getTime() - limits.appointmentReminderMs);
    await schedule(startJob, startsAt.getTime());
    await schedule(endJob, endsAt.getTime() + limits.appointmentGraceMs);
  }

  /** Closes the room of an appointment that was changed or cancelled. If people are inside, the end job closes it later. */
  async closeRoomIfEmpty({ tenantId, matchId, roomId }: ProposalDoc): Promise<void> {
    if (roomId) await this.#parts.circleRooms.closeIfEmpty(tenantId, circleName('match', matchId));
  }

  /** Cancels a proposal or appointment whose match has ended, and closes the room. */
  async cancel(proposal: ProposalDoc): Promise<void> {
    const { proposalStore, circleRooms } = this.#parts;
    const { tenantId, matchId } = proposal;
    let current: ProposalDoc | null = proposal;
    // Retry if it was answered at the same moment.
    while (current && isOpen(current)) {
      const ended = await proposalStore.end(current, 'cancelled');
      if (ended) this.#announce(ended);
      current = ended ?? (await proposalStore.find(tenantId, proposal._id));
    }
    await circleRooms.close(tenantId, circleName('match', matchId));
  }

  async #cancelIfMatchEnded({ tenantId, circle }: DomainEvents['circlesChanged']): Promise<void> {
    const { matches, proposalStore } = this.#parts;
    const matchId = idInCircle('match', circle);
    if (!matchId || (await matches.members(tenantId, matchId)).length > 0) return;
    const open = await proposalStore.findOpen(tenantId, matchId);
    if (open) await this.cancel(open);
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
    const appointment = await this.#findAppointment(job);
    if (!appointment || appointment.startsAt.getTime() <= this.#parts.clock.now()) return;
    const { _id, tenantId, matchId, personIds, conversationId, revision, startsAt } = appointment;
    for (const personId of personIds) {
      const otherId = personIds.find((id) => id !== personId) ?? personId;
      await this.#parts.notifications.notify({
        tenantId,
        personIds: [personId],
        key: `appointment_reminder:${matchId}`,
        occasion: `${_id}:${revision}`,
        byId: null,
        kind: 'appointment_reminder',
        data: { personId: otherId, conversationId, startsAt: startsAt.toISOString() },
      });
    }
  }

  async #start(job: AppointmentJob): Promise<void> {
    const appointment = await this.#findAppointment(job);
    // If the job runs after the end of the appointment, no room is needed.
    if (!appointment || appointment.endsAt.getTime() <= this.#parts.clock.now()) return;
    const { circleRooms, proposalStore } = this.#parts;
    const { tenantId, matchId, proposerId } = appointment;
    const topic = await this.#parts.matches.topicOf(tenantId, matchId);
    const room = await circleRooms.open({
      tenantId,
      circle: circleName('match', matchId),
      ownerId: proposerId,
      title: topic?.title ?? (await this.#names(appointment)),
      tags: topic?.tags ?? [],
      language: topic?.language ?? 'ja',
    });
    const started = await proposalStore.setRoom(appointment, room.id);
    if (started) this.#announce(started);
    // The appointment was cancelled in the meantime.
    else await circleRooms.closeIfEmpty(tenantId, circleName('match', matchId));
  }

  /** Ends an appointment after its time is over and its room is empty. */
  async #end(job: AppointmentJob): Promise<void> {
    const { proposalStore, circleRooms, jobs, clock, limits } = this.#parts;
    const { proposalId, revision } = job.data;
    const proposal = await proposalStore.find(job.tenantId, proposalId);
    if (!proposal || (await this.#hasAnotherInProgress(proposal, revision))) return;
    const { tenantId, matchId } = proposal;
    if (await circleRooms.closeIfEmpty(tenantId, circleName('match', matchId))) {
      const appointment = await this.#findAppointment(job);
      const ended = appointment && (await proposalStore.end(appointment, 'over'));
      if (ended) this.#announce(ended);
      return;
    }
    await jobs.schedule(endJob, { ...job, dueAt: new Date(clock.now() + limits.appointmentGraceMs) });
  }

  /** Whether the two have another appointment that has started by now: the room then belongs to that one. */
  async #hasAnotherInProgress({ _id, tenantId, matchId }: ProposalDoc, revision: number): Promise<boolean> {
    const open = await this.#parts.proposalStore.findOpen(tenantId, matchId);
    if (!open || (open._id === _id && open.revision === revision)) return false;
    return open.state === 'accepted' && open.roomId !== null;
  }

  /** The appointment of the job, or null if that revision is no longer accepted. Cancels it if the match has ended. */
  async #findAppointment(job: AppointmentJob): Promise<ProposalDoc | null> {
    const { proposalId, revision } = job.data;
    const found = await this.#parts.proposalStore.find(job.tenantId, proposalId);
    if (found?.state !== 'accepted' || found.revision !== revision) return null;
    if ((await this.#parts.matches.members(found.tenantId, found.matchId)).length > 0) return found;
    await this.cancel(found);
    return null;
  }

  async #names({ tenantId, personIds }: ProposalDoc): Promise<string> {
    const people = await this.#parts.profiles.summaries(tenantId, personIds);
    const names = personIds.flatMap((id) => people.get(id)?.displayName ?? []);
    return cutText(names.join(' × '), wireLimits.titleChars);
  }

  #announce(proposal: ProposalDoc): void {
    const { personIds } = proposal;
    this.#parts.events.announce('proposalChanged', { personIds, proposal: toProposal(proposal) });
  }
}
