/** Follow-up of a change of a meal: domain events, notifications, jobs and the conversation. Every step is idempotent. */
import type { ConversationService } from '../../conversations/index.ts';
import { type Circles, circleName } from '../../kernel/circles.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import type { Jobs } from '../../kernel/jobs.ts';
import type { Log } from '../../kernel/log.ts';
import type { BlockList } from '../../people-lists/index.ts';
import { followUpJob, type MealJobs } from '../meal-jobs.ts';
import type { MealDoc } from '../meal-model.ts';
import type { MealNotifications } from '../meal-notifications.ts';
import { changeView, conversationIdOf } from '../meal-views.ts';
import type { MealWrite } from './meal-changes.ts';
import { hostIdsOf, seatOf } from './meal-seats.ts';

export interface MealFollowUpOptions {
  notifications: MealNotifications;
  mealJobs: MealJobs;
  jobs: Pick<Jobs, 'schedule'>;
  conversations: Pick<ConversationService, 'ensureCircleConversation' | 'joined' | 'close'>;
  circles: Pick<Circles, 'members'>;
  blockList: Pick<BlockList, 'blockedWith'>;
  events: Events;
  clock: Clock;
  log: Log;
}

/** If the process crashes between a write and its follow-up, a job repeats the follow-up after this time. */
const CATCH_UP_MS = 30_000;

export class MealFollowUp {
  readonly #parts: MealFollowUpOptions;

  constructor(parts: MealFollowUpOptions) {
    this.#parts = parts;
  }

  /** Before a meal is stored for the first time. If storing fails, its jobs find no meal and do nothing. */
  async beforeFirst(meal: MealDoc): Promise<void> {
    await this.#scheduleCatchUp(meal);
    await this.#parts.mealJobs.schedule(meal);
  }

  async afterFirst(meal: MealDoc): Promise<void> {
    await this.#ensureConversation(meal);
    await this.#logFailure(async () => {
      await this.#announce(meal, [meal.hostId]);
      await this.#parts.mealJobs.scheduleHold(meal);
    });
  }

  async beforeWrite({ before, after }: MealWrite): Promise<void> {
    if (needsFollowUp(before, after)) await this.#scheduleCatchUp(after);
    if (after.state === 'open' && before.calendarRevision !== after.calendarRevision) {
      await this.#parts.mealJobs.schedule(after);
    }
  }

  async afterWrite({ before, after }: MealWrite): Promise<void> {
    const joinedIds = after.goingIds.filter((id) => !before.goingIds.includes(id));
    await this.#parts.conversations.joined(after.tenantId, circleName('meal', after._id), joinedIds);
    const changedIds = [
      ...difference(before.goingIds, after.goingIds),
      ...difference(hostIdsOf(before), hostIdsOf(after)),
    ];
    await this.#logFailure(() => this.#announce(after, [...new Set(changedIds)]));
    if (after.state !== before.state || after.title !== before.title) await this.#ensureConversation(after);
    if (needsFollowUp(before, after)) {
      await this.#logFailure(async () => {
        await this.#parts.notifications.notifyAll(after);
        await this.#notifyAccepted(before, after);
        await this.#parts.mealJobs.scheduleHold(after);
      });
    }
  }

  /** Repeats what a crash may have interrupted. Called by the follow-up job. */
  async catchUp(meal: MealDoc): Promise<void> {
    await this.#ensureConversation(meal);
    await this.#parts.notifications.notifyAll(meal);
    await this.#parts.mealJobs.scheduleHold(meal);
  }

  async #scheduleCatchUp({ _id, tenantId }: MealDoc): Promise<void> {
    const dueAt = new Date(this.#parts.clock.now() + CATCH_UP_MS);
    const key = `${followUpJob.name}:${_id}`;
    await this.#parts.jobs.schedule(followUpJob, { key, tenantId, dueAt, data: { mealId: _id } });
  }

  async #ensureConversation({ _id, tenantId, title, state }: MealDoc): Promise<void> {
    const conversationId = conversationIdOf(_id);
    const { conversations } = this.#parts;
    if (state === 'cancelled') return conversations.close(tenantId, conversationId);
    const circle = circleName('meal', _id);
    await conversations.ensureCircleConversation({
      tenantId,
      conversationId,
      circle,
      title,
      kind: 'meal',
      subjectId: _id,
    });
  }

  async #announce(meal: MealDoc, changedIds: readonly string[]): Promise<void> {
    const { events, circles, blockList } = this.#parts;
    const { _id, tenantId, hostId, circle } = meal;
    if (changedIds.length > 0) {
      events.announce('circlesChanged', { tenantId, circle: circleName('meal', _id), personIds: changedIds });
    }
    const personIds = [...new Set([...meal.seats.map(({ personId }) => personId), ...changedIds])];
    // People who watch the meal may have left its circle, or may be in a block with its host by now.
    const [inCircle, blocked] = await Promise.all([
      circle ? circles.members(tenantId, circle) : null,
      blockList.blockedWith({ tenantId, personId: hostId }),
    ]);
    events.announce('mealChanged', {
      tenantId,
      change: changeView(meal),
      personIds,
      // The host sees the meal even after leaving its circle.
      visibleToIds: inCircle && [...inCircle, hostId],
      hiddenFromIds: [...blocked],
    });
  }

  async #notifyAccepted(before: MealDoc, after: MealDoc): Promise<void> {
    for (const seat of after.seats) {
      const previous = seatOf(before, seat.personId)?.state;
      const wasUndecided = previous === 'asked' || previous === 'refused';
      const isAccepted = wasUndecided && (seat.state === 'going' || seat.state === 'waiting');
      // One after the other: there are few, because a host accepts people one by one.
      if (isAccepted) await this.#parts.notifications.notifyAccepted(after, seat);
    }
  }

  /**
   * Logs a failure instead of throwing it: the change is stored, so it must not look refused. The job repeats notifications.
   */
  async #logFailure(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'the follow-up of a meal change failed; a job repeats its notifications');
    });
  }
}

/** Whether someone must be notified, or an offer must be scheduled to expire. */
function needsFollowUp(before: MealDoc, after: MealDoc): boolean {
  if (before.calendarRevision !== after.calendarRevision) return true;
  return after.seats.some((seat) => {
    const previous = seatOf(before, seat.personId)?.state;
    if (previous === seat.state) return false;
    return seat.state === 'offered' || seat.state === 'asked' || previous === 'asked' || previous === 'refused';
  });
}

function difference(before: readonly string[], after: readonly string[]): string[] {
  const [beforeIds, afterIds] = [new Set(before), new Set(after)];
  return [...before.filter((id) => !afterIds.has(id)), ...after.filter((id) => !beforeIds.has(id))];
}
