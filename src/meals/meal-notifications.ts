/** Notifications of meals. Each has a key: sent again after a crash, it reaches only the people who did not get it. */
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

  /** Everything that the meal as it stands gives reason to tell: offers, requests, a change, a cancellation. */
  async notifyAll(meal: MealDoc): Promise<void> {
    if (meal.state === 'cancelled') return this.#notifyCancelled(meal);
    await Promise.all([
      ...meal.seats.filter(({ state }) => state === 'offered').map((seat) => this.#notifyOffered(meal, seat)),
      ...meal.seats.filter(({ state }) => state === 'asked').map((seat) => this.#notifyAsked(meal, seat)),
      this.#notifyMoved(meal),
    ]);
  }

  /** That the host said yes. */
  async notifyAccepted(meal: MealDoc, seat: Seat): Promise<void> {
    const key = `meal-accepted:${meal._id}:${seat.since.getTime()}`;
    await this.#notify(meal, { kind: 'meal_accepted', personIds: [seat.personId], key });
  }

  async notifyReminder(meal: MealDoc, hours: 1 | 24): Promise<void> {
    // The start is part of the key: a meal that was moved is reminded of anew.
    const key = `meal-reminder:${meal._id}:${meal.startsAt.getTime()}:${hours}`;
    const data = { ...newsOf(meal), hours };
    const { tenantId, goingIds: personIds } = meal;
    await this.#notifications.notify({ tenantId, personIds, kind: 'meal_reminder', key, data });
  }

  /** A word of a host to all who go, wait or have an offer. */
  async notifyMessage(meal: MealDoc, { byId, text, key }: { byId: string; text: string; key: string }): Promise<void> {
    const seats = meal.seats.filter(({ state }) => state === 'going' || state === 'offered' || state === 'waiting');
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: seats.map(({ personId }) => personId).filter((id) => id !== byId),
      kind: 'meal_message',
      key: `meal-message:${meal._id}:${key}`,
      data: { ...newsOf(meal), personId: byId, text },
    });
  }

  /** That there is a next one, to those who went to the last. Nobody asked for it: it counts against the day's few. */
  async notifyNext(meal: MealDoc, personIds: readonly string[]): Promise<void> {
    const { tenantId, _id } = meal;
    const key = `meal-next:${_id}`;
    const data = newsOf(meal);
    await this.#notifications.notify({ tenantId, personIds, kind: 'meal_next', key, data, isSuggestion: true });
  }

  async #notifyOffered(meal: MealDoc, { personId, holdUntil }: Seat): Promise<void> {
    if (!holdUntil) return;
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: [personId],
      kind: 'meal_offered',
      key: `meal-offered:${meal._id}:${holdUntil.getTime()}`,
      data: { ...newsOf(meal), holdUntil: holdUntil.toISOString() },
    });
  }

  async #notifyAsked(meal: MealDoc, { personId, since }: Seat): Promise<void> {
    const hosts = meal.seats.filter(({ isCoHost }) => isCoHost).map((seat) => seat.personId);
    await this.#notifications.notify({
      tenantId: meal.tenantId,
      personIds: [meal.hostId, ...hosts],
      kind: 'meal_asked',
      key: `meal-asked:${meal._id}:${personId}:${since.getTime()}`,
      data: { ...newsOf(meal), personId },
    });
  }

  /** Those who answered before it moved: whoever came later knows only the new time. */
  async #notifyMoved(meal: MealDoc): Promise<void> {
    const { movedAt, calendarRevision } = meal;
    if (!movedAt) return;
    const told = meal.seats.filter(({ personId, since }) => personId !== meal.hostId && since < movedAt);
    const personIds = involvedIn(told);
    await this.#notify(meal, { kind: 'meal_changed', personIds, key: `meal-changed:${meal._id}:${calendarRevision}` });
  }

  async #notifyCancelled(meal: MealDoc): Promise<void> {
    const personIds = involvedIn(meal.seats).filter((id) => id !== meal.hostId);
    const data = { ...newsOf(meal), reason: meal.cancelReason };
    const key = `meal-cancelled:${meal._id}`;
    await this.#notifications.notify({ tenantId: meal.tenantId, personIds, kind: 'meal_cancelled', key, data });
  }

  async #notify(
    meal: MealDoc,
    news: { kind: 'meal_accepted' | 'meal_changed'; personIds: readonly string[]; key: string },
  ): Promise<void> {
    await this.#notifications.notify({ tenantId: meal.tenantId, ...news, data: newsOf(meal) });
  }
}

function newsOf({ _id: mealId, title, startsAt }: MealDoc) {
  return { mealId, title, startsAt: startsAt.toISOString() };
}
