/** The quotas of communities: of their owners and members, and of what is in them. */
import type { Limits } from '../../kernel/config.ts';
import { type AppError, ConflictError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import { type Quotas, quotaOf, type Spending } from '../../kernel/quotas.ts';
import { tenantKey } from '../../kernel/remembered.ts';
import type { CommunityStore } from '../community-store.ts';

export interface CommunityAllowancesOptions {
  store: CommunityStore;
  quotas: Quotas;
  limits: Pick<
    Limits,
    | 'communitiesPerOwner'
    | 'communitiesPerPerson'
    | 'communityRequestsPerPerson'
    | 'membersPerCommunity'
    | 'namedInvitationsPerCommunity'
  >;
}

export class CommunityAllowances {
  readonly #parts: CommunityAllowancesOptions;

  constructor(parts: CommunityAllowancesOptions) {
    this.#parts = parts;
  }

  /**
   * Makes a person a member. `tooMany` is the error if the person is in too many communities.
   * @throws ConflictError `community_full`, and `tooMany`
   */
  join(
    person: Person,
    communityId: string,
    { tooMany, ...spending }: Spending & { tooMany: (max: number) => AppError },
  ): Promise<boolean> {
    const { store, quotas, limits } = this.#parts;
    const { tenantId } = person;
    const countMembers = (max: number) => store.countMembers(tenantId, communityId, max);
    return quotas.spend([quotaOf('memberships', person), ownerOf('members', tenantId, communityId)], spending, [
      { ...this.#memberships(person), error: tooMany },
      { count: countMembers, max: limits.membersPerCommunity, error: full },
    ]);
  }

  /** Makes a person the owner of a new community. @throws ConflictError `too_many_owned_communities`, `too_many_communities` */
  own(person: Person, spending: Spending): Promise<boolean> {
    const { store, quotas, limits } = this.#parts;
    const count = () => store.countFounded(person);
    return quotas.spend([quotaOf('memberships', person)], spending, [
      { count, max: limits.communitiesPerOwner, error: tooManyOwned },
      { ...this.#memberships(person), error: tooManyJoined },
    ]);
  }

  /** Stores a request to join. @throws ConflictError `too_many_join_requests` */
  request(person: Person, spending: Spending): Promise<boolean> {
    const { store, quotas, limits } = this.#parts;
    const count = (max: number) => store.countOf(person, 'requested', max);
    const quota = { count, max: limits.communityRequestsPerPerson, error: tooManyRequests };
    return quotas.spend([quotaOf('community-requests', person)], spending, [quota]);
  }

  /** Stores an invitation by name. @throws ConflictError `too_many_invitations` */
  invite(tenantId: string, communityId: string, spending: Spending): Promise<boolean> {
    const { store, quotas, limits } = this.#parts;
    const count = (max: number) => store.countInvited(tenantId, communityId, max);
    const quota = { count, max: limits.namedInvitationsPerCommunity, error: tooManyInvited };
    return quotas.spend([ownerOf('named-invitations', tenantId, communityId)], spending, [quota]);
  }

  #memberships(person: Person) {
    const { store, limits } = this.#parts;
    return { count: (max: number) => store.countOf(person, 'member', max), max: limits.communitiesPerPerson };
  }
}

/** The name of a community as the owner of one kind of thing. */
export function ownerOf(kind: string, tenantId: string, communityId: string): string {
  return `community-${kind}:${tenantKey(tenantId, communityId)}`;
}

/** For the person who wants to join. */
export function tooManyJoined(max: number): ConflictError {
  return new ConflictError(
    'too_many_communities',
    `You can be a member of at most ${max} communities. Leave one first.`,
    { max },
  );
}

/** For the moderator who approves the request of another person. */
export function personInTooMany(max: number): ConflictError {
  return new ConflictError(
    'too_many_communities_of_person',
    `This person is already in ${max} communities, and has to leave one before you can approve the request.`,
    { max },
  );
}

function tooManyOwned(max: number): ConflictError {
  return new ConflictError(
    'too_many_owned_communities',
    `You can own at most ${max} communities that you created. Close one or hand one over first.`,
    { max },
  );
}

function tooManyRequests(max: number): ConflictError {
  return new ConflictError(
    'too_many_join_requests',
    `You can have at most ${max} open requests to join communities. Withdraw one first.`,
    { max },
  );
}

function tooManyInvited(max: number): ConflictError {
  return new ConflictError(
    'too_many_invitations',
    `At most ${max} people can be invited by name at once. Withdraw an invitation first.`,
    { max },
  );
}

function full(): ConflictError {
  return new ConflictError('community_full', 'This community is full. Try again after a member has left.');
}
