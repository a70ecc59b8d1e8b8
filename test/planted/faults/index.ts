/** All planted faults. */
import { type Area, type Fault, faultsOf } from '../fault.ts';
import { matching } from './matching.ts';

export const faults: readonly (Fault & { area: Area })[] = [...faultsOf('matching', matching)];
