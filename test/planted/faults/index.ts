/** All planted faults. */
import { type Area, type Fault, faultsOf } from '../fault.ts';
import { communities } from './communities.ts';
import { matching } from './matching.ts';
import { meals } from './meals.ts';
import { voice } from './voice.ts';

export const faults: readonly (Fault & { area: Area })[] = [
  ...faultsOf('matching', matching),
  ...faultsOf('meals', meals),
  ...faultsOf('communities', communities),
  ...faultsOf('voice', voice),
];
