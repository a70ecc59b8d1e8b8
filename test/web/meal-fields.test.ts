/** The fields of a meal's form: defaults of a new meal, and the conversion from and to a meal. */
import type { Meal } from '@meshi/client';
import { expect } from 'chai';
import { blankMeal, mealFieldsOf, toMeal } from '../../web/features/meals/meal-fields.ts';

const DAY_MS = 24 * 3_600_000;

const meal = {
  title: 'Curry',
  description: '',
  tags: ['curry'],
  language: 'en',
  mode: 'in_person',
  timeZone: 'Asia/Tokyo',
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: '2026-12-01T12:00:00.000Z',
  capacity: 4,
  needsApproval: true,
  isPublic: true,
  venue: { area: 'Shibuya', address: '1-2-3', isAddressHidden: false },
  costNote: '',
  bringNote: '',
  every: 'week',
} as unknown as Meal;

describe('the fields of a meal', () => {
  it('are for a new meal in a week in the evening, not public, with a hidden address', () => {
    const fields = blankMeal('ja', 'Asia/Tokyo');

    const { startsAt, endsAt } = toMeal(fields, null);
    const inDays = (Date.parse(startsAt) - Date.now()) / DAY_MS;
    expect(inDays).to.be.within(6, 8);
    expect(Date.parse(endsAt) - Date.parse(startsAt)).to.equal(2 * 3_600_000);
    expect(fields).to.include({ isPublic: false, isAddressHidden: true, every: 'once', scope: 'one' });
    expect(fields.startsAt).to.match(/T19:00$/);
  });

  it('are those of a meal that is edited, and describe the same meal again', () => {
    const fields = mealFieldsOf(meal);

    expect(fields).to.include({ startsAt: '2026-12-01T19:00', endsAt: '2026-12-01T21:00', scope: 'one' });
    expect(toMeal(fields, 'c1')).to.deep.equal({ ...meal, communityId: 'c1' });
  });

  it('hide the address of a meal that has none yet, and send none for an online meal', () => {
    const online = mealFieldsOf({ ...meal, mode: 'online', venue: null, every: null });

    expect(online).to.include({ isAddressHidden: true, every: 'once' });
    expect(toMeal({ ...online, address: 'typed before' }, null)).to.include({ venue: null, every: null });
  });

  it('are refused by the server if a time is invalid', () => {
    expect(toMeal({ ...mealFieldsOf(meal), startsAt: '' }, null)).to.include({ startsAt: '' });
  });
});
