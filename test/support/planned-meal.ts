/** A planned meal for tests of the pure rules: online, without guests. */
import { newMeal } from '../../src/meals/meal-edit.ts';
import type { MealDoc } from '../../src/meals/meal-model.ts';

interface PlannedMeal {
  capacity: number;
  needsApproval: boolean;
  startMs: number;
  endMs: number;
}

export function plannedMeal({ capacity, needsApproval, startMs, endMs }: PlannedMeal): MealDoc {
  return newMeal({
    _id: 'meal',
    tenantId: 'public',
    hostId: 'host',
    circle: null,
    timeZone: 'UTC',
    startsAt: new Date(startMs),
    endsAt: new Date(endMs),
    now: new Date(0),
    seriesId: null,
    seriesIndex: 0,
    every: null,
    details: {
      title: 'x',
      description: '',
      tags: [],
      language: 'ja',
      mode: 'online',
      venue: null,
      capacity,
      needsApproval,
      isPublic: false,
      costNote: '',
      bringNote: '',
    },
  });
}
