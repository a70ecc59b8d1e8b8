/** The guests of a meal: replies, the guest list, what hosts decide about guests, and messages to them. */

import { newId } from '../../database/ids.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Limits } from '../../kernel/config.ts';
import { ForbiddenError } from '../../kernel/errors.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ChangeMealGuest, Meal, MealAnswer, MealChanged, MealGuest } from '../../protocol/meals.ts';
import type { MealMessageLimit } from '../meal-message-limit.ts';
import type { MealDoc } from '../meal-model.ts';
import type { MealNotifications } from '../meal-notifications.ts';
import { type MealStore, noSuchMeal } from '../meal-store.ts';
import { changeView, type MealViews } from '../meal-views.ts';
import type { MealChanges } from './meal-changes.ts';
import { accepted, noSuchGuest, refused, replied, seatOf, withAttendance, withCoHost, without } from './meal-seats.ts';

export interface GuestServiceOptions {
  mealStore: MealStore;
  changes: MealChanges;
  notifications: MealNotifications;
  views: MealViews;
  blockList: BlockList;
  messageLimit: MealMessageLimit;
  limits: Limits;
}

export class GuestService {
  readonly #parts: GuestServiceOptions;

  constructor(parts: GuestServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Answers yes, no or maybe. A yes takes a seat, joins the waiting list if none is free, or asks a host if the meal needs
   * approval. Idempotent.
   * @throws NotFoundError, ForbiddenError `own_meal` `seat_refused`, ConflictError `meal_cancelled` `meal_ended` `meal_full`
   */
  async reply(actor: Actor, mealId: string, answer: MealAnswer): Promise<Meal> {
    const { mealStore, changes, views, limits } = this.#parts;
    await mealStore.getVisible(actor, mealId);
    const meal = await changes.change(actor.tenantId, mealId, (current, nowMs) =>
      replied(current, actor.personId, answer, { nowMs, limits }),
    );
    await this.#undoIfBlocked(actor, meal);
    return views.viewOf(actor, meal);
  }

  /** People who go; for hosts everyone who answered. @throws NotFoundError */
  async list(actor: Actor, mealId: string): Promise<MealGuest[]> {
    return this.#parts.views.guests(actor, await this.#parts.mealStore.getVisible(actor, mealId));
  }

  /**
   * As a host: accepts or refuses a guest, makes a guest co-host, records attendance. Idempotent.
   * @throws NotFoundError, ForbiddenError, ConflictError
   */
  async change(actor: Actor, mealId: string, personId: string, change: ChangeMealGuest): Promise<MealGuest> {
    const { changes, views } = this.#parts;
    const before = await this.#parts.mealStore.getHosted(actor, mealId);
    if (change.isCoHost !== undefined && before.hostId !== actor.personId) {
      throw new ForbiddenError('not_allowed', 'Only the host of this meal can choose co-hosts. Ask the host.');
    }
    if (!seatOf(before, personId)) throw noSuchGuest();
    const meal = await changes.change(actor.tenantId, mealId, (current, nowMs) =>
      this.#apply(current, personId, change, nowMs),
    );
    const guest = (await views.guests(actor, meal)).find(({ person }) => person.id === personId);
    if (!guest) throw noSuchGuest();
    return guest;
  }

  /**
   * As a host: sends a notification to everyone who goes, waits or has an offer.
   * @throws NotFoundError, ForbiddenError, LimitExceededError
   */
  async sendMessage(actor: Actor, mealId: string, text: string): Promise<void> {
    const meal = await this.#parts.mealStore.getHosted(actor, mealId);
    await this.#parts.messageLimit.take(actor, mealId);
    await this.#parts.notifications.notifyMessage(meal, { byId: actor.personId, text, key: newId() });
  }

  /** The current seats, for a connection that starts to watch the meal. @throws NotFoundError */
  async getSeats(actor: Actor, mealId: string): Promise<MealChanged> {
    return changeView(await this.#parts.mealStore.getVisible(actor, mealId));
  }

  #apply(meal: MealDoc, personId: string, change: ChangeMealGuest, nowMs: number): MealDoc {
    const context = { nowMs, limits: this.#parts.limits };
    const { isAccepted, isCoHost, attended } = change;
    let after = meal;
    if (isAccepted !== undefined) after = (isAccepted ? accepted : refused)(after, personId, context);
    if (isCoHost !== undefined) after = withCoHost(after, personId, isCoHost);
    if (attended !== undefined) after = withAttendance(after, personId, attended, nowMs);
    return after;
  }

  /** Re-check after writing: a block at the same moment removed only the seats that existed then. @throws NotFoundError */
  async #undoIfBlocked({ tenantId, personId }: Actor, meal: MealDoc): Promise<void> {
    const { blockList, changes, limits } = this.#parts;
    if (!(await blockList.isBlockedNow({ tenantId, personId }, meal.hostId))) return;
    await changes.change(tenantId, meal._id, (current, nowMs) => without(current, personId, { nowMs, limits }));
    throw noSuchMeal();
  }
}
