/** What the cases of quotas share: two processes, the people, and the limits, which are small. */
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { quotaLimits } from '../../src/kernel/limits.ts';
import type { TestApp } from '../support/app.ts';
import type { MailServer } from '../support/mail-server.ts';
import { type Call, caller, type Person } from '../support/people.ts';
import type { PushService } from '../support/push-service.ts';

export type QuotaName = keyof typeof quotaLimits;

/** Small, and such that no case reaches the quota of another: `topicsPerPerson` is above `openTopicsPerPerson`, and so on. */
export const smallQuotas: Record<QuotaName, number> = {
  sessionsPerPerson: 3,
  newAddressMailsPerDay: 3,
  invitationMailsPerDay: 2,
  dataExportsPerDay: 3,
  openTopicsPerPerson: 3,
  topicsPerPerson: 5,
  interestsPerPerson: 3,
  blocksPerPerson: 3,
  neverMatchesPerPerson: 3,
  notInterestedPerPerson: 3,
  homeOrders: 3,
  tenantsCreatedPerAccount: 2,
  tenantsPerAccount: 3,
  domainsPerTenant: 3,
  keysPerTenant: 3,
  invitationMailsPerDayAndTenant: 3,
  openInvitationsPerTenant: 3,
  groupsPerTenant: 3,
  permissionSetsPerTenant: 3,
  peoplePerGroup: 3,
  directoryUsersPerTenant: 3,
  comingMealsPerPerson: 3,
  mealWaiting: 3,
  mealAnswers: 6,
  mealMessagesPerDay: 3,
  openRoomsPerPerson: 3,
  standingsPerRoom: 3,
  communitiesPerPerson: 4,
  communitiesPerOwner: 3,
  membersPerCommunity: 3,
  communityRequestsPerPerson: 3,
  channelsPerCommunity: 3,
  invitationsPerCommunity: 3,
  namedInvitationsPerCommunity: 3,
  announcementsPerCommunity: 3,
  openReportsPerPerson: 3,
  reportsPerDay: 3,
  notificationsPerPerson: 5,
  notificationsPerActor: 3,
  suggestionsPerDay: 2,
  pushDevicesPerPerson: 3,
};

/** More attempts than any case makes. */
const MANY = 20;

export interface QuotaWorld {
  /** Two processes with one database. */
  apps: readonly [TestApp, TestApp];
  mailServer: MailServer;
  pushService: PushService;
}

export interface QuotaCase {
  /** One request of many, different from the others. Even ones go to the first process, odd ones to the second. */
  attempt(at: number): Promise<unknown>;
  /** How much is stored, or was sent. */
  count(): Promise<number>;
  /** Null: the newest are kept, or nothing is answered. */
  refusal: string | null;
}

export type QuotaCases<Name extends QuotaName> = Record<Name, (world: QuotaWorld) => Promise<QuotaCase>>;

/** Someone without a password: hashing those of a hundred people would take long. */
export interface Newcomer {
  id: string;
  /** Even ones go to the first process, odd ones to the second. */
  calls(at: number): Call;
}

let count = 0;

export async function newcomer(world: QuotaWorld): Promise<Newcomer> {
  const { profiles, sessions } = world.apps[0].services;
  const person = { tenantId: PUBLIC_TENANT, personId: newId() };
  const name = { handle: `newcomer${++count}`, displayName: `Newcomer ${count}` };
  await profiles.create({ ...person, ...name, language: 'en', timeZone: 'Asia/Tokyo' });
  const { accessToken } = await sessions.begin(person, { userAgent: '', refreshIn: 'body' });
  return { id: person.personId, calls: bothCalls(world, { accessToken }) };
}

export function newcomers(world: QuotaWorld): Promise<Newcomer[]> {
  return Promise.all(Array.from({ length: MANY }, () => newcomer(world)));
}

export function bothCalls({ apps }: QuotaWorld, { accessToken }: Pick<Person, 'accessToken'>): Newcomer['calls'] {
  const [here, there] = [caller(apps[0], accessToken), caller(apps[1], accessToken)];
  return (at) => (at % 2 === 0 ? here : there);
}

export function appOf({ apps }: QuotaWorld, at: number): TestApp {
  return at % 2 === 0 ? apps[0] : apps[1];
}

export function counter(
  { apps }: QuotaWorld,
  collection: string,
  filter: Record<string, unknown>,
): () => Promise<number> {
  return () => apps[0].connection.collection(collection).countDocuments(filter);
}

/** For what is sent and stays nowhere: counts the attempts that were not refused. */
export function countingAccepted(attempt: QuotaCase['attempt']): Pick<QuotaCase, 'attempt' | 'count'> {
  let accepted = 0;
  return {
    async attempt(at) {
      await attempt(at);
      accepted += 1;
    },
    count: async () => accepted,
  };
}

export function nobody(): never {
  throw new Error('Nobody is left');
}
