/** Memberships of communities against a model, after any history of joining, leaving, roles, bans and approvals. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { CommunityJoining, CommunityRole } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { at, command, expectLikeModel } from '../support/model.ts';
import { type Person, refusalOf, signUpAll } from '../support/people.ts';

const OK = 'nothing was refused';
const NOT_ALLOWED = 'forbidden/not_allowed';
const limits = { communitiesPerPerson: 2, membersPerCommunity: 3, communityRequestsPerPerson: 1 };
/** One community more than a person may join, and one person more than fit into a community. */
const COMMUNITIES = 3;
const PEOPLE = 4;

type Standing = CommunityRole | 'requested' | 'invited' | 'none';

interface Community {
  joining: CommunityJoining;
  /** By number of the person. */
  standings: Standing[];
  /** By number of an invited person: who has invited them. */
  inviters: number[];
  banned: boolean[];
}

interface Model {
  communities: Community[];
}

/** Names a person, or one of those whom an action is meant for. */
interface Pick {
  number: number;
  isFitting: boolean;
}

interface Real {
  people: Person[];
  communityIds: string[];
}

type Action = 'join' | 'leave' | 'admit' | 'decline' | 'invite' | 'uninvite' | 'remove' | 'ban' | 'unban' | 'handOver';

const JOINING: readonly CommunityJoining[] = ['open', 'approval', 'invitation'];
const MODERATORS: readonly Standing[] = ['owner', 'moderator'];
const MEMBERS: readonly Standing[] = ['owner', 'moderator', 'member'];
/** The standings of those who typically act. */
const ACTORS: Partial<Record<Action, readonly Standing[]>> = {
  join: ['none', 'invited'],
  leave: ['member', 'moderator', 'requested', 'invited'],
  handOver: ['owner'],
};
/** The standings of those whom an action is meant for. */
const TARGETS: Partial<Record<Action, readonly Standing[]>> = {
  admit: ['requested'],
  decline: ['requested'],
  invite: ['requested'],
  uninvite: ['invited'],
  remove: MEMBERS,
  ban: MEMBERS,
  handOver: ['moderator', 'member'],
};

describe('the memberships of several communities', () => {
  let app: TestApp;
  let people: Person[];

  before(async () => {
    app = await startTestApp({ limits });
    people = await signUpAll(app, PEOPLE);
  });
  after(() => app.close());

  it('are those of a simple model after every join, approval, role, removal and ban', async () => {
    const place = fc.nat({ max: COMMUNITIES - 1 });
    const person = fc.nat({ max: PEOPLE - 1 });
    // Half of the time whom the action is meant for: otherwise nearly everything would be refused.
    const pick = fc.record({ number: person, isFitting: fc.boolean() });
    const action = (...names: Action[]) =>
      fc.tuple(fc.constantFrom(...names), place, pick, pick).map((made) => act(...made));

    await expectLikeModel<Model, Real>({
      commands: [
        action('join'),
        action('join', 'leave'),
        action('admit', 'admit', 'decline'),
        action('invite', 'invite', 'uninvite'),
        action('remove', 'ban', 'unban', 'handOver'),
        fc
          .tuple(place, pick, pick, fc.constantFrom<CommunityRole>('owner', 'moderator', 'member'))
          .map((made) => setRole(...made)),
        fc.tuple(place, fc.constantFrom(...JOINING)).map((made) => setJoining(...made)),
        fc.tuple(person, place).map(([number, first]) => joinTwoAtOnce(number, first)),
      ],
      begin,
      sequences: 10,
      maxCommands: 30,
    });
  });

  /** The first person owns the first community, the second person the second one, and so on. All others are in none. */
  async function begin(): Promise<{ model: Model; real: Real }> {
    for (const person of people) await leaveAll(person);
    const real: Real = { people, communityIds: [] };
    const model: Model = { communities: [] };
    for (let number = 0; number < COMMUNITIES; number += 1) {
      const { id } = await at(people, number).call('communities.create', { body: { name: 'A quiet place' } });
      real.communityIds.push(id);
      const standings = people.map((_, index): Standing => (index === number ? 'owner' : 'none'));
      const banned = people.map(() => false);
      const joining = at(JOINING, number);
      const params = { communityId: id };
      await at(people, number).call('communities.edit', { params, body: { joining } });
      model.communities.push({ joining, standings, inviters: [], banned });
    }
    return { model, real };
  }

  async function leaveAll(person: Person): Promise<void> {
    const memberships = app.connection.collection('communityMemberships');
    const ids = await memberships.distinct('communityId', { personId: person.id });
    await memberships.deleteMany({ personId: person.id });
    await app.connection.collection<{ _id: string }>('communities').deleteMany({ _id: { $in: ids as string[] } });
  }

  /** The actor does something, for actions on another person to the target. */
  function act(action: Action, place: number, actorPick: Pick, targetPick: Pick) {
    const name = `${nameOf(actorPick)}: ${action} in ${place}, to ${nameOf(targetPick)}`;
    return command<Model, Real>(name, async (model, real) => {
      const community = at(model.communities, place);
      const actor = picked(community, actorPick, ACTORS[action] ?? MODERATORS);
      const target = picked(community, targetPick, TARGETS[action] ?? []);
      const { call } = at(real.people, actor);
      const communityId = at(real.communityIds, place);
      const params = { communityId, personId: at(real.people, target).id };
      const answers: Record<Action, () => Promise<unknown>> = {
        join: () => call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } }),
        leave: () => call('communities.leave', { params: { communityId } }),
        admit: () => call('communities.admit', { params }),
        decline: () => call('communities.decline', { params }),
        invite: () => call('communities.invite', { params }),
        uninvite: () => call('communities.uninvite', { params }),
        remove: () => call('communities.remove', { params, body: {} }),
        ban: () => call('communities.ban', { params, body: { until: null } }),
        unban: () => call('communities.unban', { params }),
        handOver: () => call('communities.handOver', { params: { communityId }, body: { personId: params.personId } }),
      };
      const expected = predict(model, action, place, actor, target);
      expect(await refusalOf(answers[action]())).to.equal(expected);
      await expectSame(model, real);
    });
  }

  function setRole(place: number, actorPick: Pick, targetPick: Pick, role: CommunityRole) {
    const name = `${nameOf(actorPick)}: make ${nameOf(targetPick)} ${role} in ${place}`;
    return command<Model, Real>(name, async (model, real) => {
      const community = at(model.communities, place);
      const actor = picked(community, actorPick, ['owner']);
      const target = picked(community, targetPick, MEMBERS);
      const params = { communityId: at(real.communityIds, place), personId: at(real.people, target).id };
      const expected = predictRole(community, actor, target, role);
      const answer = await refusalOf(at(real.people, actor).call('communities.setRole', { params, body: { role } }));
      expect(answer).to.equal(expected);
      await expectSame(model, real);
    });
  }

  function setJoining(place: number, joining: CommunityJoining) {
    return command<Model, Real>(`${place} is joined by ${joining}`, async (model, real) => {
      const community = at(model.communities, place);
      community.joining = joining;
      const owner = at(real.people, community.standings.indexOf('owner'));
      await owner.call('communities.edit', {
        params: { communityId: at(real.communityIds, place) },
        body: { joining },
      });
    });
  }

  /** Of two joins at the same moment, either may come first. */
  function joinTwoAtOnce(actor: number, place: number) {
    return command<Model, Real>(`person ${actor}: join two from ${place} on at once`, async (model, real) => {
      const places = [place, (place + 1) % COMMUNITIES];
      const { call } = at(real.people, actor);
      const answers = await Promise.all(
        places.map((each) => {
          const params = { communityId: at(real.communityIds, each) };
          return refusalOf(call('communities.join', { params, body: { rulesVersion: 0 } }));
        }),
      );
      const outcomes = [places, places.toReversed()].map((order) => {
        const copy = structuredClone(model);
        const expected = new Map(order.map((each) => [each, predict(copy, 'join', each, actor, actor)]));
        return { copy, answers: places.map((each) => expected.get(each)) };
      });
      const found = outcomes.find((outcome) => String(outcome.answers) === String(answers));
      expect(found, `${answers} is one of ${outcomes.map((outcome) => outcome.answers).join(' or ')}`).to.be.an(
        'object',
      );
      if (found) Object.assign(model, found.copy);
      await expectSame(model, real);
    });
  }

  async function expectSame(model: Model, real: Real): Promise<void> {
    const seen = await Promise.all(
      real.communityIds.map((communityId) =>
        Promise.all(
          real.people.map(async ({ call }) => {
            const community = await call('communities.get', { params: { communityId } });
            return `${community.standing} of ${community.memberCount}`;
          }),
        ),
      ),
    );
    const expected = model.communities.map((community) =>
      community.standings.map((standing) => `${standing} of ${membersOf(community)}`),
    );
    expect(seen).to.deep.equal(expected);
  }
});

function picked({ standings }: Community, { number, isFitting }: Pick, fitting: readonly Standing[]): number {
  const candidates = standings.flatMap((standing, person) => (fitting.includes(standing) ? [person] : []));
  return isFitting ? (candidates[number % Math.max(candidates.length, 1)] ?? number) : number;
}

function nameOf({ number, isFitting }: Pick): string {
  return isFitting ? `fitting person ${number}` : `person ${number}`;
}

/** Changes the model as the action does, and returns the expected answer. */
function predict(model: Model, action: Action, place: number, actor: number, target: number): string {
  const community = at(model.communities, place);
  if (action === 'join') return predictJoin(model, community, actor);
  if (action === 'leave') return predictLeave(community, actor);
  return predictOnOther(model, community, { action, actor, target });
}

function predictJoin(model: Model, community: Community, actor: number): string {
  const { joining, standings, banned } = community;
  if (isMember(community, actor)) return OK;
  if (banned[actor]) return 'forbidden/banned';
  if (standings[actor] === 'invited' || joining === 'open')
    return predictAdded(model, community, actor, 'too_many_communities');
  if (joining === 'invitation') return 'forbidden/invitation_needed';
  if (standings[actor] === 'requested') return OK;
  const requests = model.communities.filter((each) => each.standings[actor] === 'requested').length;
  if (requests >= limits.communityRequestsPerPerson) return 'conflict/too_many_join_requests';
  standings[actor] = 'requested';
  return OK;
}

function predictLeave(community: Community, actor: number): string {
  if (isLastOwner(community, actor)) return 'conflict/last_owner';
  endMembership(community, actor);
  return OK;
}

function endMembership(community: Community, person: number): void {
  community.standings[person] = 'none';
  endInvitationsBy(community, person);
}

/** An invitation by name holds only while its maker may invite. */
function endInvitationsBy({ standings, inviters }: Community, person: number): void {
  standings.forEach((standing, index) => {
    if (standing === 'invited' && inviters[index] === person) standings[index] = 'none';
  });
}

interface OnOther {
  action: Exclude<Action, 'join' | 'leave'>;
  actor: number;
  target: number;
}

function predictOnOther(model: Model, community: Community, { action, actor, target }: OnOther): string {
  const { standings, banned } = community;
  const [mine, theirs] = [at(standings, actor), at(standings, target)];
  if (!isMember(community, actor)) return 'forbidden/not_a_member';
  if (mine === 'member' || (action === 'handOver' && mine !== 'owner')) return NOT_ALLOWED;
  const isLower =
    actor !== target && (mine === 'owner' ? theirs !== 'owner' : !['owner', 'moderator'].includes(theirs));
  switch (action) {
    case 'admit':
      if (theirs !== 'requested') return 'not_found';
      return predictAdded(model, community, target, 'too_many_communities_of_person');
    case 'decline':
      if (theirs !== 'requested') return 'not_found';
      standings[target] = 'none';
      return OK;
    case 'invite':
      if (theirs === 'requested') return predictAdded(model, community, target, 'too_many_communities_of_person');
      if (banned[target]) return 'conflict/person_banned';
      if (theirs === 'none') standings[target] = 'invited';
      community.inviters[target] = actor;
      return OK;
    case 'uninvite':
      if (theirs === 'invited') standings[target] = 'none';
      return OK;
    case 'remove':
      if (!isLower) return NOT_ALLOWED;
      if (!isMember(community, target)) return 'not_found';
      endMembership(community, target);
      return OK;
    case 'ban':
      if (!isLower) return NOT_ALLOWED;
      endMembership(community, target);
      banned[target] = true;
      return OK;
    case 'unban':
      banned[target] = false;
      return OK;
    case 'handOver':
      if (target === actor) return OK;
      if (!isMember(community, target)) return 'not_found';
      standings[target] = 'owner';
      standings[actor] = 'moderator';
      return OK;
  }
}

function predictRole(community: Community, actor: number, target: number, role: CommunityRole): string {
  const { standings } = community;
  if (!isMember(community, actor)) return 'forbidden/not_a_member';
  if (standings[actor] !== 'owner') return NOT_ALLOWED;
  if (role !== 'owner' && isLastOwner(community, target)) return 'conflict/last_owner';
  if (!isMember(community, target)) return 'not_found';
  standings[target] = role;
  if (role === 'member') endInvitationsBy(community, target);
  return OK;
}

function predictAdded(model: Model, community: Community, person: number, reason: string): string {
  const refused = atLimit(model, community, person, reason);
  if (refused) return refused;
  community.standings[person] = 'member';
  return OK;
}

/** The refusal if the person or the community is full. */
function atLimit(model: Model, community: Community, person: number, reason: string) {
  if (isMember(community, person)) return null;
  const joined = model.communities.filter((each) => isMember(each, person)).length;
  if (joined >= limits.communitiesPerPerson) return `conflict/${reason}`;
  return membersOf(community) >= limits.membersPerCommunity ? 'conflict/community_full' : null;
}

function isMember({ standings }: Community, person: number): boolean {
  return ['owner', 'moderator', 'member'].includes(at(standings, person));
}

function membersOf(community: Community): number {
  return community.standings.filter((_, person) => isMember(community, person)).length;
}

function isLastOwner({ standings }: Community, person: number): boolean {
  return standings[person] === 'owner' && standings.filter((standing) => standing === 'owner').length === 1;
}
