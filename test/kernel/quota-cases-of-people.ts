/** How quotas of people and organisations are used up. */

import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { entraUser, newDirectory, scimCaller } from '../support/directory.ts';
import { createTenant, newEntry, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { type Call, type Person, proveAddress, Refusal, signUp } from '../support/people.ts';
import {
  appOf,
  bothCalls,
  counter,
  countingAccepted,
  type Newcomer,
  newcomer,
  newcomers,
  nobody,
  type QuotaCases,
  type QuotaName,
  type QuotaWorld,
  smallQuotas,
} from './quota-world.ts';

export const quotaCasesOfPeople = {
  async sessionsPerPerson(world) {
    const { id } = await newcomer(world);
    const device = { userAgent: '', refreshIn: 'body' } as const;
    return {
      attempt: (at) => appOf(world, at).services.sessions.begin({ tenantId: PUBLIC_TENANT, personId: id }, device),
      count: counter(world, 'sessions', { personId: id, endedAt: null }),
      refusal: null,
    };
  },

  async newAddressMailsPerDay(world) {
    const account = await signUp(world.apps[0]);
    const calls = bothCalls(world, account);
    const change = (at: number) => {
      const body = { email: `new-${at}-${account.email}`, password: account.password };
      return calls(at)('accounts.changeEmail', { body });
    };
    return { ...countingAccepted(change), refusal: 'limit_exceeded' };
  },

  async openTopicsPerPerson(world) {
    const owner = await newcomer(world);
    return {
      attempt: (at) => owner.calls(at)('topics.create', { body: topicBody(at) }),
      count: counter(world, 'topics', { ownerId: owner.id }),
      refusal: 'conflict/too_many_open_topics',
    };
  },

  async topicsPerPerson(world) {
    const owner = await newcomer(world);
    for (let at = 0; at < smallQuotas.openTopicsPerPerson; at++) {
      const { id: topicId } = await owner.calls(at)('topics.create', { body: topicBody(at) });
      await owner.calls(at)('topics.close', { params: { topicId } });
    }
    return {
      attempt: (at) => owner.calls(at)('topics.create', { body: topicBody(at) }),
      count: counter(world, 'topics', { ownerId: owner.id }),
      refusal: 'conflict/too_many_topics',
    };
  },

  async interestsPerPerson(world) {
    const [reader, topicIds] = await Promise.all([newcomer(world), topicsOfOthers(world)]);
    return {
      attempt: (at) => reader.calls(at)('topics.createInterest', { params: { topicId: topicIds[at] ?? '' } }),
      count: counter(world, 'interests', { personId: reader.id }),
      refusal: 'conflict/too_many_interests',
    };
  },

  async reportsPerDay(world) {
    const [reporter, others] = await Promise.all([newcomer(world), newcomers(world)]);
    return {
      attempt: (at) =>
        reporter.calls(at)('reports.create', {
          body: { kind: 'person', id: others[at]?.id ?? '', reason: 'solicitation' },
        }),
      count: counter(world, 'reports', { reporterId: reporter.id }),
      refusal: 'conflict/too_many_reports_today',
    };
  },

  async blocksPerPerson(world) {
    const [blocker, others] = await Promise.all([newcomer(world), newcomers(world)]);
    return {
      attempt: (at) => blocker.calls(at)('blocks.create', { params: { personId: others[at]?.id ?? '' } }),
      count: counter(world, 'blocks', { blockerId: blocker.id }),
      refusal: 'conflict/too_many_blocks',
    };
  },

  async neverMatchesPerPerson(world) {
    const [reader, others] = await Promise.all([newcomer(world), newcomers(world)]);
    return {
      attempt: (at) => reader.calls(at)('neverMatch.add', { params: { personId: others[at]?.id ?? '' } }),
      count: async () => (await reader.calls(0)('neverMatch.list')).items.length,
      refusal: 'conflict/too_many_never_matches',
    };
  },

  async notInterestedPerPerson(world) {
    const [reader, topicIds] = await Promise.all([newcomer(world), topicsOfOthers(world)]);
    return {
      attempt: (at) =>
        reader.calls(at)('home.addNotInterested', { body: { topicId: topicIds[at] ?? '', about: 'owner' } }),
      count: async () => (await reader.calls(0)('home.listNotInterested')).items.length,
      refusal: 'conflict/too_many_not_interested',
    };
  },

  async homeOrders(world) {
    const reader = await newcomer(world);
    return {
      attempt: (at) => reader.calls(at)('home.list'),
      count: counter(world, 'homefeeds', { personId: reader.id }),
      refusal: null,
    };
  },

  async tenantsCreatedPerAccount(world) {
    const account = await signUp(world.apps[0]);
    const calls = bothCalls(world, account);
    return {
      attempt: (at) => createTenant({ ...account, call: calls(at) }),
      count: async () => (await account.call('tenants.list')).items.length - 1,
      refusal: 'conflict/too_many_created_tenants',
    };
  },

  async tenantsPerAccount(world) {
    const account = await signUp(world.apps[0]);
    const calls = bothCalls(world, account);
    const tokens = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const owner = await ownerOfTenant(world);
        return tokenOf((await owner.call('tenantInvitations.create', { body: {} })).link);
      }),
    );
    return {
      attempt: (at) => calls(at)('tenantInvitations.accept', { body: { token: tokens[at] ?? '', ...newEntry() } }),
      count: async () => (await account.call('tenants.list')).items.length - 1,
      refusal: 'conflict/too_many_tenants',
    };
  },

  async domainsPerTenant(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    const codes = new Map<number, string>();
    const domain = (at: number) => `company-${at}.example`;
    for (let at = 0; at < 12; at++) {
      const email = `me@${domain(at)}`;
      const ask = () => owner.call('tenantDomains.request', { body: { email } });
      codes.set(at, await world.mailServer.codeOf(ask, email));
      // The mails of one day are limited by another quota.
      const accounts = world.apps[0].connection.collection('accounts');
      await accounts.updateOne({ email: owner.email }, { $unset: { newAddressMails: '' } });
    }
    return {
      attempt: (at) => calls(at)('tenantDomains.verify', { body: { domain: domain(at), code: codes.get(at) ?? '' } }),
      count: async () => (await owner.call('tenants.current')).domains?.length ?? 0,
      refusal: 'conflict/too_many_domains',
    };
  },

  async keysPerTenant(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    return {
      attempt: (at) =>
        calls(at)('tenantKeys.create', {
          body: { name: `Key ${at}`, permissions: ['organisation:read_audit'], reason: 'a test' },
        }),
      count: async () => (await owner.call('tenantKeys.list')).items.length,
      refusal: 'conflict/too_many_keys',
    };
  },

  async invitationMailsPerDay(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    const mail = (at: number) => mailInvitation(calls(at), at);
    return { ...countingAccepted(mail), refusal: 'limit_exceeded' };
  },

  async dataExportsPerDay(world) {
    const [app] = world.apps;
    const person = await signUp(app);
    const calls = bothCalls(world, person);
    return {
      async attempt(at) {
        await calls(at)('dataExport.request', { body: {} });
        // While one is being made, a request answers its state and counts nothing.
        await calls(at)('dataExport.remove');
      },
      async count() {
        const docs = app.connection.collection<{ _id: string; requests: Date[] }>('dataExports');
        return (await docs.findOne({ _id: person.id }))?.requests.length ?? 0;
      },
      refusal: 'limit_exceeded',
    };
  },

  async invitationMailsPerDayAndTenant(world) {
    const [app] = world.apps;
    const owner = await ownerOfTenant(world);
    // Together, three people may mail more than their organisation.
    const calls = [bothCalls(world, owner)];
    for (let more = 0; more < 2; more++) {
      const admin = await proveAddress(app, await signUpInto(app, owner));
      await owner.call('tenantMembers.setRole', { params: { personId: admin.id }, body: { role: 'admin' } });
      calls.push(bothCalls(world, admin));
    }
    const mail = (at: number) => mailInvitation((calls[at % calls.length] ?? nobody())(at), at);
    return { ...countingAccepted(mail), refusal: 'limit_exceeded' };
  },

  async openInvitationsPerTenant(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    return {
      attempt: (at) => calls(at)('tenantInvitations.create', { body: {} }),
      count: async () => (await owner.call('tenantInvitations.list')).items.length,
      refusal: 'conflict/too_many_invitations',
    };
  },

  async groupsPerTenant(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    return {
      attempt: (at) => calls(at)('tenantGroups.create', { body: { name: `Group ${at}` } }),
      count: async () => (await owner.call('tenantGroups.list')).items.length,
      refusal: 'conflict/too_many_groups',
    };
  },

  async permissionSetsPerTenant(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    const fields = { scope: 'organisation', permissions: ['organisation:edit'] } as const;
    return {
      attempt: (at) =>
        calls(at)('tenantPermissionSets.create', {
          body: { name: `Set ${at}`, ...fields, permissions: [...fields.permissions] },
        }),
      count: async () => (await owner.call('tenantGroups.list')).sets.filter(({ isBuiltIn }) => !isBuiltIn).length,
      refusal: 'conflict/too_many_groups',
    };
  },

  async peoplePerGroup(world) {
    const owner = await ownerOfTenant(world);
    const calls = bothCalls(world, owner);
    const people: Person[] = [];
    while (people.length < 12) people.push(await signUpInto(world.apps[0], owner));
    const { id: groupId } = await owner.call('tenantGroups.create', { body: { name: 'Group' } });
    return {
      attempt: (at) =>
        calls(at)('tenantGroups.addPerson', { params: { groupId, personId: people[at % 12]?.id ?? '' } }),
      count: async () => (await owner.call('tenantGroups.list')).items[0]?.peopleCount ?? 0,
      refusal: 'conflict/too_many_group_people',
    };
  },

  async directoryUsersPerTenant(world) {
    const directory = await newDirectory(world.apps[0]);
    const { owner, secret, domain } = directory;
    const calls = world.apps.map((app) => scimCaller(app, secret));
    return {
      attempt: async (at) => {
        const answer = await calls[at % 2]?.('POST', '/Users', entraUser(`user-${at}@${domain}`));
        if (answer?.status === 201) return;
        const error = { code: 'conflict', message: '', details: { reason: 'too_many_directory_users' } } as const;
        throw answer?.status === 409 ? new Refusal(409, error) : new Error(JSON.stringify(answer?.json));
      },
      count: async () => (await owner.call('tenantDirectory.get')).userCount,
      refusal: 'conflict/too_many_directory_users',
    };
  },

  async notificationsPerPerson(world) {
    const [reader, others] = await Promise.all([newcomer(world), newcomers(world)]);
    return {
      attempt: (at) => notifyOf(world, at, { reader, about: others[at] ?? nobody() }),
      count: counter(world, 'notifications', { personId: reader.id }),
      refusal: null,
    };
  },

  async notificationsPerActor(world) {
    const [reader, about] = await Promise.all([newcomer(world), newcomer(world)]);
    return {
      attempt: (at) => notifyOf(world, at, { reader, about }),
      count: counter(world, 'notifications', { personId: reader.id, byId: about.id }),
      refusal: null,
    };
  },

  async suggestionsPerDay(world) {
    const [reader, others] = await Promise.all([newcomer(world), newcomers(world)]);
    return {
      attempt: (at) => notifyOf(world, at, { reader, about: others[at] ?? nobody(), isSuggestion: true }),
      count: counter(world, 'notifications', { personId: reader.id }),
      refusal: null,
    };
  },

  async pushDevicesPerPerson(world) {
    const owner = await newcomer(world);
    return {
      attempt: (at) => owner.calls(at)('notifications.subscribe', { body: world.pushService.newDevice().subscription }),
      count: counter(world, 'pushDevices', { personId: owner.id }),
      refusal: null,
    };
  },
} satisfies Partial<QuotaCases<QuotaName>>;

function topicBody(at: number) {
  return { title: `Topic ${at}`, body: '', kind: 'discuss' } as const;
}

async function topicsOfOthers(world: QuotaWorld): Promise<string[]> {
  const owners = await newcomers(world);
  const topics = owners.map((owner, at) => owner.calls(at)('topics.create', { body: topicBody(at) }));
  return (await Promise.all(topics)).map(({ id }) => id);
}

/** Mails an invitation, which is then used up, so that the number of open ones does not count. */
async function mailInvitation(call: Call, at: number): Promise<void> {
  const { id: invitationId } = await call('tenantInvitations.create', { body: { email: `guest-${at}@example.com` } });
  await call('tenantInvitations.revoke', { params: { invitationId } });
}

async function ownerOfTenant(world: QuotaWorld): Promise<Person> {
  const account = await proveAddress(world.apps[0], await signUp(world.apps[0]));
  return switchTo(world.apps[0], account, await createTenant(account));
}

interface Notified {
  reader: Newcomer;
  about: Newcomer;
  isSuggestion?: boolean;
}

function notifyOf(world: QuotaWorld, at: number, { reader, about, isSuggestion = false }: Notified) {
  return appOf(world, at).services.notifications.notify({
    tenantId: PUBLIC_TENANT,
    personIds: [reader.id],
    kind: 'match_created',
    data: { matchId: newId(), conversationId: newId(), personId: about.id },
    key: `state:${at}`,
    byId: isSuggestion ? null : about.id,
    isSuggestion,
  });
}
