import type { RouteGroup } from '../src/protocol/index.ts';

/** The groups of routes that have a hand-written class; `createResources` leaves them out. */
export const handMadeResources = ['conversations', 'rooms'] as const satisfies RouteGroup[];
