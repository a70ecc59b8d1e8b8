/** Notifications of meals. Each has a key: when it is sent again after a crash, only people who did not get it receive it. */
import type { Clock } from '../kernel/clock.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { MealDoc, Seat } from './meal-model.ts';
import { hostIdsOf, involvedIn } from './seats/meal-seats.ts';

export interface MealNotificationsOptions {
  notifications: Pick<NotificationService, 'notify'>;
  clock: Clock;
}

/** A change that was told so long ago is not told again, also if the notification was removed meanwhile. */
const TOLD_MS = DAY_MS;

export class MealNotifications {
  readonly #notifications: MealNotificationsOptions['notifications'];
  readonly #clock: Clock;

  constructor({ notifications, clock }: MealNotificationsOptions) {
    this.#notifications = notifications;
    this.#clock = clock;
  }

  /**
   * Sends every notification that the current state calls for: offers, requests for seats, a change, a cancellation.
   * Idempotent.
   */
  async notifyAll(meal: MealDoc): Promise<void> {
    if (meal.state === 'cancelled') return this.#notifyCancelled(meal);
    await Promise.all([
      ...meal.seats.filter(({ state }) => state === 'offered').map((seat) => this.#notifyOffered(meal, seat)),
      ...meal.seats.filter(({ state }) => state === 'asked').map((seat) => this.#notifyAsked(meal, seat)),
      this.#notifyMoved(meal),
    ]);
  }

  /** Notifies a person that a host accepted the request for a seat. */
  async notifyAccepted(meal: MealDoc, seat: Seat): Promise<void> {
    const occasion = String(seat.since.getTime());
    await this.#notify(meal, { kind: 'meal_accepted', personIds: [seat.personId], occasion, byId: meal.hostId });
  }

  /** Reminds the people who go that the meal starts in `hours`. */
  async notifyReminder(meal: MealDoc, hours: 1 | 24): Promise<void> {
    const key = `meal_reminder:${meal._id}:${hours}`;
    // A meal that was moved gets new reminders.
    const occasion = String(meal.startsAt.getTime());
    const data = { ...mealData(meal), hours };
    const { tenantId, goingIds: personIds } = meal;
    await this.#notifications.notify({ tenantId, personIds, kind: 'meal_reminder', key, occasion, byId: null, data });
  }

  /** Sends a host's message to everyone who goes, waits or has an offer, except the sender. */
  async notifyMessage(meal: MealDoc, { byId, text, key }: { byId: string; text: string; key: string }): Promise<void> {
    const seats = meal.seats.filter(({ state }) => state === 'going' || state === 'offered' || state === 'waiting');
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: seats.map(({ personId }) => personId).filter((id) => id !== byId),
      kind: 'meal_message',
      key: `meal_message:${meal._id}:${key}`,
      byId,
      data: { ...mealData(meal), personId: byId, text },
    });
  }

  /** Suggests the next meal of a series to the guests of the last one. Counts against the daily limit of suggestions. */
  async notifyNext(meal: MealDoc, personIds: readonly string[]): Promise<void> {
    const { tenantId, _id } = meal;
    const key = `meal_next:${_id}`;
    const data = mealData(meal);
    const suggestion = { kind: 'meal_next', key, byId: meal.hostId, data, isSuggestion: true } as const;
    await this.#notifications.notify({ tenantId, personIds, ...suggestion });
  }

  async #notifyOffered(meal: MealDoc, { personId, holdUntil }: Seat): Promise<void> {
    if (!holdUntil) return;
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: [personId],
      kind: 'meal_offered',
      key: `meal_offered:${meal._id}`,
      occasion: String(holdUntil.getTime()),
      byId: null,
      data: { ...mealData(meal), holdUntil: holdUntil.toISOString() },
    });
  }

  async #notifyAsked(meal: MealDoc, { personId, since }: Seat): Promise<void> {
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: hostIdsOf(meal),
      kind: 'meal_asked',
      key: `meal_asked:${meal._id}:${personId}`,
      occasion: String(since.getTime()),
      byId: personId,
      data: { ...mealData(meal), personId },
    });
  }

  /** Notifies people who answered before the meal was moved. People who answered later know only the new time. */
  async #notifyMoved(meal: MealDoc): Promise<void> {
    const { movedAt, calendarRevision } = meal;
    if (!movedAt || this.#clock.now() - movedAt.getTime() > TOLD_MS) return;
    const earlier = meal.seats.filter(({ personId, since }) => personId !== meal.hostId && since < movedAt);
    const personIds = involvedIn(earlier);
    const occasion = String(calendarRevision);
    await this.#notify(meal, { kind: 'meal_changed', personIds, occasion, byId: meal.hostId });
  }

  async #notifyCancelled(meal: MealDoc): Promise<void> {
    const personIds = involvedIn(meal.seats).filter((id) => id !== meal.hostId);
    const data = { ...mealData(meal), reason: meal.cancelReason };
    const { tenantId, hostId: byId } = meal;
    const key = `meal_cancelled:${meal._id}`;
    await this.#notifications.notify({ tenantId, personIds, kind: 'meal_cancelled', key, byId, data });
  }

  async #notify(
    meal: MealDoc,
    about: {
      kind: 'meal_accepted' | 'meal_changed';
      personIds: readonly string[];
      occasion: string;
      byId: string;
    },
  ): Promise<void> {
    const key = `${about.kind}:${meal._id}`;
    await this.#notifications.notify({ tenantId: meal.tenantId, key, ...about, data: mealData(meal) });
  }
}

function mealData({ _id: mealId, title, startsAt }: MealDoc) {
  return { mealId, title, startsAt: startsAt.toISOString() };
}
