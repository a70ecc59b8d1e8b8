/** All planted faults. */
import { type Area, type Fault, faultsOf } from '../fault.ts';
import { accounts } from './accounts.ts';
import { audit } from './audit.ts';
import { blocks } from './blocks.ts';
import { communities } from './communities.ts';
import { conversations } from './conversations.ts';
import { durability } from './durability.ts';
import { erasure } from './erasure.ts';
import { exports } from './exports.ts';
import { factorPolicy } from './factor-policy.ts';
import { factorResets } from './factor-resets.ts';
import { front } from './front.ts';
import { groups } from './groups.ts';
import { home } from './home.ts';
import { installedApp } from './installed-app.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { limits } from './limits.ts';
import { mails } from './mails.ts';
import { matching } from './matching.ts';
import { meals } from './meals.ts';
import { notifications } from './notifications.ts';
import { openSignOn } from './open-sign-on.ts';
import { operators } from './operators.ts';
import { organisations } from './organisations.ts';
import { processes } from './processes.ts';
import { reports } from './reports.ts';
import { rights } from './rights.ts';
import { screens } from './screens.ts';
import { sdk } from './sdk.ts';
import { search } from './search.ts';
import { secondFactors } from './second-factors.ts';
import { securityLog } from './security-log.ts';
import { setUp } from './set-up.ts';
import { settings } from './settings.ts';
import { signOn } from './sign-on.ts';
import { tenants } from './tenants.ts';
import { text } from './text.ts';
import { unread } from './unread.ts';
import { voice } from './voice.ts';
import { web } from './web.ts';

export const faults: readonly (Fault & { area: Area })[] = [
  ...faultsOf('accounts', accounts),
  ...faultsOf('accounts', secondFactors),
  ...faultsOf('accounts', signOn),
  ...faultsOf('accounts', openSignOn),
  ...faultsOf('rights', factorPolicy),
  ...faultsOf('rights', factorResets),
  ...faultsOf('accounts', text),
  ...faultsOf('accounts', erasure),
  ...faultsOf('accounts', exports),
  ...faultsOf('accounts', securityLog),
  ...faultsOf('rights', mails),
  ...faultsOf('tenants', tenants),
  ...faultsOf('rights', rights),
  ...faultsOf('rights', audit),
  ...faultsOf('rights', reports),
  ...faultsOf('rights', operators),
  ...faultsOf('rights', organisations),
  ...faultsOf('rights', keys),
  ...faultsOf('rights', groups),
  ...faultsOf('rights', front),
  ...faultsOf('limits', limits),
  ...faultsOf('blocks', blocks),
  ...faultsOf('matching', matching),
  ...faultsOf('matching', home),
  ...faultsOf('search', search),
  ...faultsOf('meals', meals),
  ...faultsOf('communities', communities),
  ...faultsOf('sdk', sdk),
  ...faultsOf('voice', voice),
  ...faultsOf('web', web),
  ...faultsOf('web', installedApp),
  ...faultsOf('web', screens),
  ...faultsOf('set-up', setUp),
  ...faultsOf('set-up', settings),
  ...faultsOf('conversations', conversations),
  ...faultsOf('conversations', unread),
  ...faultsOf('durability', durability),
  ...faultsOf('processes', processes),
  ...faultsOf('jobs', jobs),
  ...faultsOf('notifications', notifications),
];
