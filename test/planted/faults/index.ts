/** All planted faults. */
import { type Area, type Fault, faultsOf } from '../fault.ts';
import { accounts } from './accounts.ts';
import { blocks } from './blocks.ts';
import { communities } from './communities.ts';
import { conversations } from './conversations.ts';
import { durability } from './durability.ts';
import { jobs } from './jobs.ts';
import { limits } from './limits.ts';
import { matching } from './matching.ts';
import { meals } from './meals.ts';
import { notifications } from './notifications.ts';
import { rights } from './rights.ts';
import { sdk } from './sdk.ts';
import { setUp } from './set-up.ts';
import { tenants } from './tenants.ts';
import { voice } from './voice.ts';
import { web } from './web.ts';

export const faults: readonly (Fault & { area: Area })[] = [
  ...faultsOf('accounts', accounts),
  ...faultsOf('tenants', tenants),
  ...faultsOf('rights', rights),
  ...faultsOf('limits', limits),
  ...faultsOf('blocks', blocks),
  ...faultsOf('matching', matching),
  ...faultsOf('meals', meals),
  ...faultsOf('communities', communities),
  ...faultsOf('sdk', sdk),
  ...faultsOf('voice', voice),
  ...faultsOf('web', web),
  ...faultsOf('set-up', setUp),
  ...faultsOf('conversations', conversations),
  ...faultsOf('durability', durability),
  ...faultsOf('jobs', jobs),
  ...faultsOf('notifications', notifications),
];
