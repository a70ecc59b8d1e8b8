/** Notifications of meals. Each has a key: when it is sent again after a crash, only people who did not get it receive it. */
import type { NotificationService } from '../notifications/index.ts';
import type { MealDoc, Seat } from './meal-model.ts';
import { involvedIn } from './seats/meal-seats.ts';

export interface MealNotificationsOptions {
  notifications: Pick<NotificationService, 'notify'>;
}

export class MealNotifications {
  readonly #notifications: MealNotificationsOptions['notifications'];

  constructor({ notifications }: MealNotificationsOptions) {
    this.#notifications = notifications;
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
    const key = `meal-accepted:${meal._id}:${seat.since.getTime()}`;
    await this.#notify(meal, { kind: 'meal_accepted', personIds: [seat.personId], key });
  }

  /** Reminds the people who go that the meal starts in `hours`. */
  async notifyReminder(meal: MealDoc, hours: 1 | 24): Promise<void> {
    // The start is part of the key, so that a meal that was moved gets new reminders.
    const key = `meal-reminder:${meal._id}:${meal.startsAt.getTime()}:${hours}`;
    const data = { ...mealData(meal), hours };
    const { tenantId, goingIds: personIds } = meal;
    await this.#notifications.notify({ tenantId, personIds, kind: 'meal_reminder', key, data });
  }

  /** Sends a host's message to everyone who goes, waits or has an offer, except the sender. */
  async notifyMessage(meal: MealDoc, { byId, text, key }: { byId: string; text: string; key: string }): Promise<void> {
    const seats = meal.seats.filter(({ state }) => state === 'going' || state === 'offered' || state === 'waiting');
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: seats.map(({ personId }) => personId).filter((id) => id !== byId),
      kind: 'meal_message',
      key: `meal-message:${meal._id}:${key}`,
      data: { ...mealData(meal), personId: byId, text },
    });
  }

  /** Suggests the next meal of a series to the guests of the last one. Counts against the daily limit of suggestions. */
  async notifyNext(meal: MealDoc, personIds: readonly string[]): Promise<void> {
    const { tenantId, _id } = meal;
    const key = `meal-next:${_id}`;
    const data = mealData(meal);
    await this.#notifications.notify({ tenantId, personIds, kind: 'meal_next', key, data, isSuggestion: true });
  }

  async #notifyOffered(meal: MealDoc, { personId, holdUntil }: Seat): Promise<void> {
    if (!holdUntil) return;
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: [personId],
      kind: 'meal_offered',
      key: `meal-offered:${meal._id}:${holdUntil.getTime()}`,
      data: { ...mealData(meal), holdUntil: holdUntil.toISOString() },
    });
  }

  async #notifyAsked(meal: MealDoc, { personId, since }: Seat): Promise<void> {
    const coHostIds = meal.seats.filter(({ isCoHost }) => isCoHost).map((seat) => seat.personId);
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: [meal.hostId, ...coHostIds],
      kind: 'meal_asked',
      key: `meal-asked:${meal._id}:${personId}:${since.getTime()}`,
      data: { ...mealData(meal), personId },
    });
  }

  /** Notifies people who answered before the meal was moved. People who answered later know only the new time. */
  async #notifyMoved(meal: MealDoc): Promise<void> {
    const { movedAt, calendarRevision } = meal;
    if (!movedAt) return;
    const earlier = meal.seats.filter(({ personId, since }) => personId !== meal.hostId && since < movedAt);
    const personIds = involvedIn(earlier);
    await this.#notify(meal, { kind: 'meal_changed', personIds, key: `meal-changed:${meal._id}:${calendarRevision}` });
  }

  async #notifyCancelled(meal: MealDoc): Promise<void> {
    const personIds = involvedIn(meal.seats).filter((id) => id !== meal.hostId);
    const data = { ...mealData(meal), reason: meal.cancelReason };
    const key = `meal-cancelled:${meal._id}`;
    await this.#notifications.notify({ tenantId: meal.tenantId, personIds, kind: 'meal_cancelled', key, data });
  }

  async #notify(
    meal: MealDoc,
    notification: { kind: 'meal_accepted' | 'meal_changed'; personIds: readonly string[]; key: string },
  ): Promise<void> {
    await this.#notifications.notify({ tenantId: meal.tenantId, ...notification, data: mealData(meal) });
  }
}

function mealData({ _id: mealId, title, startsAt }: MealDoc) {
  return { mealId, title, startsAt: startsAt.toISOString() };
}
