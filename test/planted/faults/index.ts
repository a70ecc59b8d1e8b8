/** All planted faults. */
import { type Area, type Fault, faultsOf } from '../fault.ts';
import { communities } from './communities.ts';
import { matching } from './matching.ts';
import { meals } from './meals.ts';
import { setUp } from './set-up.ts';
import { voice } from './voice.ts';
import { web } from './web.ts';

export const faults: readonly (Fault & { area: Area })[] = [
  ...faultsOf('matching', matching),
  ...faultsOf('meals', meals),
  ...faultsOf('communities', communities),
  ...faultsOf('voice', voice),
  ...faultsOf('web', web),
  ...faultsOf('set-up', setUp),
];
