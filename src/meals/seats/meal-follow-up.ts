/** What follows a change of a meal: news to its people, its jobs, its circle and its conversation. All of it may be repeated. */
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
import type { Written } from './meal-changes.ts';
import { seatOf } from './meal-seats.ts';

export interface MealFollowUpOptions {
  notifications: MealNotifications;
  mealJobs: MealJobs;
  jobs: Pick<Jobs, 'schedule'>;
  conversations: Pick<ConversationService, 'ensureCircleConversation' | 'close'>;
  circles: Pick<Circles, 'members'>;
  blockList: Pick<BlockList, 'blockedWith'>;
  events: Events;
  clock: Clock;
  log: Log;
}

/** Should the process end between a write and what follows, it is made up for after this. */
const MAKE_UP_MS = 30_000;

export class MealFollowUp {
  readonly #parts: MealFollowUpOptions;

  constructor(parts: MealFollowUpOptions) {
    this.#parts = parts;
  }

  /** Before a meal is stored for the first time: its jobs find nothing should it never be. */
  async beforeFirst(meal: MealDoc): Promise<void> {
    await this.#scheduleMakeUp(meal);
    await this.#parts.mealJobs.schedule(meal);
  }

  async afterFirst(meal: MealDoc): Promise<void> {
    await this.#ensureConversation(meal);
    await this.#notify(async () => {
      await this.#announce(meal, [meal.hostId]);
      await this.#parts.mealJobs.scheduleHold(meal);
    });
  }

  async beforeWrite({ before, after }: Written): Promise<void> {
    if (isNews(before, after)) await this.#scheduleMakeUp(after);
    if (after.state === 'open' && before.calendarRevision !== after.calendarRevision) {
      await this.#parts.mealJobs.schedule(after);
    }
  }

  async afterWrite({ before, after }: Written): Promise<void> {
    await this.#notify(() => this.#announce(after, difference(before.goingIds, after.goingIds)));
    if (after.state !== before.state || after.title !== before.title) await this.#ensureConversation(after);
    if (isNews(before, after)) {
      await this.#notify(async () => {
        await this.#parts.notifications.notifyAll(after);
        await this.notifyAccepted(before, after);
        await this.#parts.mealJobs.scheduleHold(after);
      });
    }
  }

  /** For the job that makes up for what a crash has cut short. */
  async makeUp(meal: MealDoc): Promise<void> {
    await this.#ensureConversation(meal);
    await this.#parts.notifications.notifyAll(meal);
    await this.#parts.mealJobs.scheduleHold(meal);
  }

  async #scheduleMakeUp({ _id, tenantId }: MealDoc): Promise<void> {
    const dueAt = new Date(this.#parts.clock.now() + MAKE_UP_MS);
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
    // Whoever watches a meal may have left its circle, or be in a block with its host by now.
    const [inCircle, blocked] = await Promise.all([
      circle ? circles.members(tenantId, circle) : null,
      blockList.blockedWith({ tenantId, personId: hostId }),
    ]);
    events.announce('mealChanged', {
      change: changeView(meal),
      personIds,
      // The host sees the meal even outside of its circle.
      visibleToIds: inCircle && [...inCircle, hostId],
      hiddenFromIds: [...blocked],
    });
  }

  async notifyAccepted(before: MealDoc, after: MealDoc): Promise<void> {
    for (const seat of after.seats) {
      const was = seatOf(before, seat.personId)?.state;
      const isAccepted = (was === 'asked' || was === 'refused') && (seat.state === 'going' || seat.state === 'waiting');
      // Few at a time: a host presses for each.
      if (isAccepted) await this.#parts.notifications.notifyAccepted(after, seat);
    }
  }

  /** The seat is stored: that the news of it failed is no reason to refuse it. The job makes up for it. */
  async #notify(telling: () => Promise<void>): Promise<void> {
    await telling().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'what follows a change of a meal is made up for later');
    });
  }
}

/** Whether anyone is to be told, or an offer to be watched. */
function isNews(before: MealDoc, after: MealDoc): boolean {
  if (before.calendarRevision !== after.calendarRevision) return true;
  return after.seats.some((seat) => {
    const was = seatOf(before, seat.personId)?.state;
    return (
      was !== seat.state && (seat.state === 'offered' || seat.state === 'asked' || was === 'asked' || was === 'refused')
    );
  });
}

function difference(before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [...before.filter((id) => !now.has(id)), ...after.filter((id) => !old.has(id))];
}
