/** Memberships of organisations against a model, after any history of invitations, joins, roles, removals and departures. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { TenantRole } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { at, command, expectLikeModel } from '../support/model.ts';
import { createTenant, newEntry, tokenOf } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUpAll } from '../support/people.ts';

const OK = 'nothing was refused';
const NOT_ALLOWED = 'forbidden/not_allowed';
const EXPIRED = 'not_found/invitation_expired';
const LAST_OWNER = 'conflict/last_owner';
/** One organisation more than an account may belong to. */
const ORGANISATIONS = 3;
const limits = { tenantsPerAccount: 2 };
const PEOPLE = 4;

type Role = TenantRole | 'none';
type InvitedRole = 'admin' | 'member';

interface Invitation {
  place: number;
  maker: number;
  role: InvitedRole;
  /** The person to whom it was mailed; null for a link. */
  mailedTo: number | null;
  usesLeft: number;
  token: string;
}

interface Model {
  /** By organisation and person. */
  roles: Role[][];
  /** Whether people with a verified address in the domain of the organisation can join. */
  hasDomain: boolean[];
  invitations: Invitation[];
}

interface Real {
  tenantIds: string[];
  /** By organisation and person: the id of the person there. */
  ids: string[][];
}

const domainOf = (place: number) => `org-${place}.example`;

describe('the memberships of several organisations', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let people: Person[];

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url }, limits });
    people = await signUpAll(app, PEOPLE);
    const accounts = app.connection.collection<{ _id: string }>('accounts');
    for (const [number, person] of people.entries()) {
      person.email = `person-${number}@${domainOf(number % ORGANISATIONS)}`;
      await accounts.updateOne({ _id: person.id }, { $set: { email: person.email, emailVerifiedAt: new Date() } });
    }
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  it('are those of a simple model after every invitation, join, role, removal and departure', async () => {
    const place = fc.nat({ max: ORGANISATIONS - 1 });
    const person = fc.nat({ max: PEOPLE - 1 });
    const any = fc.nat({ max: 9 });
    const invitedRole = fc.constantFrom<InvitedRole>('member', 'member', 'admin');
    const using = fc.tuple(any, person).map((made) => acceptInvitation(...made));

    await expectLikeModel<Model, Real>({
      commands: [
        fc.tuple(place, person, invitedRole, fc.constantFrom(1, 2)).map((made) => makeLink(...made)),
        fc.tuple(place, person, invitedRole, person).map((made) => mailInvitation(...made)),
        using,
        using,
        fc.tuple(any, person, person).map((made) => acceptTwice(...made)),
        fc.tuple(place, person).map((made) => joinByDomain(...made)),
        fc.tuple(person, place).map((made) => joinTwoAtOnce(...made)),
        fc
          .tuple(place, person, person, fc.constantFrom<TenantRole>('owner', 'admin', 'member'))
          .map((made) => setRole(...made)),
        fc.tuple(place, person, person).map((made) => remove(...made)),
        fc.tuple(place, person).map((made) => leave(...made)),
        place.map(ownersLeaveAtOnce),
        fc.tuple(place, person).map((made) => removeDomain(...made)),
      ],
      begin,
      sequences: 10,
      maxCommands: 30,
    });
  });

  /** The first person owns the first organisation, and so on. All others are in none. */
  async function begin(): Promise<{ model: Model; real: Real }> {
    for (const name of ['tenants', 'tenantMemberships', 'tenantInvitations'])
      await app.connection.collection(name).deleteMany({});
    const model: Model = { roles: [], hasDomain: [], invitations: [] };
    const real: Real = { tenantIds: [], ids: [] };
    for (let place = 0; place < ORGANISATIONS; place += 1) {
      const tenantId = await createTenant(at(people, place));
      const domains = [domainOf(place)];
      await app.connection.collection<{ _id: string }>('tenants').updateOne({ _id: tenantId }, { $set: { domains } });
      const { items } = await at(people, place).call('tenants.list');
      const ids: string[] = [];
      ids[place] = items.find(({ tenant }) => tenant.id === tenantId)?.person.id ?? '';
      real.tenantIds.push(tenantId);
      real.ids.push(ids);
      model.hasDomain.push(true);
      model.roles.push(people.map((_, index) => (index === place ? 'owner' : 'none')));
    }
    return { model, real };
  }

  /** Calls as a member of the organisation, in a new session. */
  async function inside({ tenantIds, ids }: Real, place: number, who: number): Promise<Person['call']> {
    const person = { tenantId: at(tenantIds, place), personId: at(at(ids, place), who) };
    return caller(app, (await app.services.sessions.begin(person, { userAgent: '', refreshIn: 'body' })).accessToken);
  }

  function act(name: string, run: (model: Model, real: Real) => Promise<void>) {
    return command<Model, Real>(name, async (model, real) => {
      await run(model, real);
      await expectSame(model, real);
    });
  }

  /** Only members can act in an organisation. For others, the person who founded it acts, or nobody. */
  function actInside(
    name: string,
    place: number,
    by: number,
    run: (model: Model, real: Real, call: Person['call'], actor: number) => Promise<void>,
  ) {
    return act(`${by} in ${place}: ${name}`, async (model, real) => {
      const roles = at(model.roles, place);
      const actor = at(roles, by) === 'none' ? roles.indexOf('owner') : by;
      await run(model, real, await inside(real, place, actor), actor);
    });
  }

  function makeLink(place: number, by: number, role: InvitedRole, maxUses: number) {
    return actInside(`make a link for ${maxUses} ${role}`, place, by, async (model, _real, call, actor) => {
      const making = call('tenantInvitations.create', { body: { role, maxUses } });
      if (!invites(at(at(model.roles, place), actor), role)) {
        expect(await refusalOf(making)).to.equal(NOT_ALLOWED);
        return;
      }
      const token = tokenOf((await making).link);
      model.invitations.push({ place, maker: actor, role, mailedTo: null, usesLeft: maxUses, token });
    });
  }

  function mailInvitation(place: number, by: number, role: InvitedRole, to: number) {
    return actInside(`mail ${to} an invitation as ${role}`, place, by, async (model, _real, call, actor) => {
      const { email } = at(people, to);
      const mail = () => call('tenantInvitations.create', { body: { role, email } });
      if (!invites(at(at(model.roles, place), actor), role)) {
        expect(await refusalOf(mail())).to.equal(NOT_ALLOWED);
        return;
      }
      const token = await mailServer.tokenOf(mail, email);
      model.invitations.push({ place, maker: actor, role, mailedTo: to, usesLeft: 1, token });
    });
  }

  function acceptInvitation(number: number, who: number) {
    return act(`${who} accepts invitation ${number}`, async (model, real) => {
      const invitation = invitationOf(model, number);
      if (!invitation) return;
      expect(await tryInvitation(real, invitation, who)).to.equal(predictAccept(model, invitation, who));
    });
  }

  function acceptTwice(number: number, one: number, other: number) {
    return act(`${one} and ${other} accept invitation ${number} at once`, async (model, real) => {
      const invitation = invitationOf(model, number);
      if (!invitation || one === other) return;
      const answers = await Promise.all([one, other].map((who) => tryInvitation(real, invitation, who)));
      const index = model.invitations.indexOf(invitation);
      expectEitherOrder(model, answers, [one, other], (copy, who) =>
        predictAccept(copy, at(copy.invitations, index), who),
      );
    });
  }

  async function tryInvitation(real: Real, { place, token }: Invitation, who: number): Promise<string> {
    return noteJoined(real, place, who, () =>
      at(people, who).call('tenantInvitations.accept', { body: { token, ...newEntry() } }),
    );
  }

  function joinByDomain(place: number, who: number) {
    return act(`${who} joins ${place} by domain`, async (model, real) => {
      expect(await tryDomain(real, place, who)).to.equal(predictDomain(model, place, who));
    });
  }

  function tryDomain(real: Real, place: number, who: number): Promise<string> {
    const params = { tenantId: at(real.tenantIds, place) };
    return noteJoined(real, place, who, () => at(people, who).call('tenants.join', { params, body: newEntry() }));
  }

  /** Of two organisations that a person joins at the same moment, the second one may be one too many. */
  function joinTwoAtOnce(who: number, place: number) {
    return act(`${who} joins two organisations from ${place} on at once`, async (model, real) => {
      const places = [place, (place + 1) % ORGANISATIONS];
      const made = await Promise.all(
        places.map(async (each): Promise<Invitation> => {
          const maker = at(model.roles, each).indexOf('owner');
          const call = await inside(real, each, maker);
          const { link } = await call('tenantInvitations.create', { body: {} });
          return { place: each, maker, role: 'member', mailedTo: null, usesLeft: 1, token: tokenOf(link) };
        }),
      );
      const first = model.invitations.push(...made) - made.length;
      const answers = await Promise.all(made.map((invitation) => tryInvitation(real, invitation, who)));
      expectEitherOrder(model, answers, [0, 1], (copy, index) =>
        predictAccept(copy, at(copy.invitations, first + index), who),
      );
    });
  }

  function setRole(place: number, by: number, who: number, role: TenantRole) {
    return actInside(`make ${who} ${role}`, place, by, async (model, real, call, actor) => {
      const personId = idOf(real, place, who);
      const answer = await refusalOf(call('tenantMembers.setRole', { params: { personId }, body: { role } }));
      expect(answer).to.equal(predictRole(model, place, actor, who, role));
    });
  }

  function remove(place: number, by: number, who: number) {
    return actInside(`remove ${who}`, place, by, async (model, real, call, actor) => {
      const personId = idOf(real, place, who);
      const answer = await refusalOf(call('tenantMembers.remove', { params: { personId } }));
      expect(answer).to.equal(predictRemoval(model, place, actor, who));
    });
  }

  function leave(place: number, by: number) {
    return actInside('leave', place, by, async (model, _real, call, actor) => {
      expect(await refusalOf(call('tenants.leave'))).to.equal(predictLeave(model, place, actor));
    });
  }

  function ownersLeaveAtOnce(place: number) {
    return act(`all owners leave ${place} at once`, async (model, real) => {
      const owners = at(model.roles, place).flatMap((role, who) => (role === 'owner' ? [who] : []));
      const calls = await Promise.all(owners.map((who) => inside(real, place, who)));
      const answers = await Promise.all(calls.map((call) => refusalOf(call('tenants.leave'))));
      expect(answers.filter((answer) => answer === LAST_OWNER)).to.have.length(1);
      for (const [index, who] of owners.entries())
        if (answers[index] === OK) expect(predictLeave(model, place, who)).to.equal(OK);
    });
  }

  function removeDomain(place: number, by: number) {
    return actInside('remove the domain', place, by, async (model, _real, call, actor) => {
      const isOwner = at(at(model.roles, place), actor) === 'owner';
      const removing = call('tenantDomains.remove', { params: { domain: domainOf(place) } });
      expect(await refusalOf(removing)).to.equal(isOwner ? OK : NOT_ALLOWED);
      if (isOwner) model.hasDomain[place] = false;
    });
  }

  /** Remembers the person in the organisation if the join succeeds. */
  async function noteJoined(
    { ids }: Real,
    place: number,
    who: number,
    join: () => Promise<{ person: { id: string } }>,
  ): Promise<string> {
    const joining = join();
    const answer = await refusalOf(joining);
    if (answer === OK) at(ids, place)[who] = (await joining).person.id;
    return answer;
  }

  async function expectSame(model: Model, real: Real): Promise<void> {
    const lists = await Promise.all(people.map(({ call }) => call('tenants.list')));
    const seen = real.tenantIds.map((id) =>
      lists.map(({ items }): Role => items.find(({ tenant }) => tenant.id === id)?.tenant.role ?? 'none'),
    );
    expect(seen).to.deep.equal(model.roles);
    const preview = ({ token }: Invitation) => refusalOf(caller(app)('tenantInvitations.preview', { body: { token } }));
    const expected = model.invitations.map((invitation) => (works(invitation) ? OK : EXPIRED));
    expect(await Promise.all(model.invitations.map(preview)), 'invitations').to.deep.equal(expected);
  }
});

/** Of two calls at the same moment, either may come first. The model becomes what the answers say. */
function expectEitherOrder(
  model: Model,
  answers: readonly string[],
  acting: readonly number[],
  predict: (copy: Model, who: number) => string,
): void {
  const outcomes = [acting, acting.toReversed()].map((order) => {
    const copy = structuredClone(model);
    const expected = new Map(order.map((who) => [who, predict(copy, who)]));
    return { copy, answers: acting.map((who) => expected.get(who)) };
  });
  const found = outcomes.find((outcome) => String(outcome.answers) === String(answers));
  const possible = outcomes.map((outcome) => outcome.answers).join(' or ');
  expect(found, `${answers} is one of ${possible}`).to.be.an('object');
  if (found) Object.assign(model, found.copy);
}

/** The invitation that a number names, counted from the newest. */
function invitationOf({ invitations }: Model, number: number): Invitation | undefined {
  return invitations.toReversed()[number % Math.max(invitations.length, 1)];
}

function works({ usesLeft }: Invitation): boolean {
  return usesLeft > 0;
}

function invites(role: Role, invited: InvitedRole): boolean {
  return role === 'owner' || (role === 'admin' && invited === 'member');
}

function predictAccept(model: Model, invitation: Invitation, who: number): string {
  if (!works(invitation)) return EXPIRED;
  if (invitation.mailedTo !== null && invitation.mailedTo !== who) return 'forbidden/other_email';
  const refused = predictEntry(model, invitation.place, who);
  if (refused) return refused;
  invitation.usesLeft -= 1;
  at(model.roles, invitation.place)[who] = invitation.role;
  return OK;
}

function predictDomain(model: Model, place: number, who: number): string {
  if (!model.hasDomain[place] || who % ORGANISATIONS !== place) return 'not_found';
  const refused = predictEntry(model, place, who);
  if (refused) return refused;
  at(model.roles, place)[who] = 'member';
  return OK;
}

/** The refusal of a person who is already in this organisation, or in too many; null for others. */
function predictEntry({ roles }: Model, place: number, who: number): string | null {
  if (at(at(roles, place), who) !== 'none') return 'conflict/already_member';
  const joined = roles.filter((ofPlace) => at(ofPlace, who) !== 'none').length;
  return joined >= limits.tenantsPerAccount ? 'conflict/too_many_tenants' : null;
}

function predictRole(model: Model, place: number, actor: number, who: number, role: TenantRole): string {
  const roles = at(model.roles, place);
  if (at(roles, actor) !== 'owner') return NOT_ALLOWED;
  if (at(roles, who) === 'none') return 'not_found';
  if (role !== 'owner' && isLastOwner(roles, who)) return LAST_OWNER;
  roles[who] = role;
  revokeUnlessAllowed(model, place, who);
  return OK;
}

function predictRemoval(model: Model, place: number, actor: number, who: number): string {
  const roles = at(model.roles, place);
  const [mine, theirs] = [at(roles, actor), at(roles, who)];
  if (mine === 'member') return NOT_ALLOWED;
  if (theirs === 'none') return 'not_found';
  if (mine === 'admin' && theirs !== 'member') return NOT_ALLOWED;
  return predictLeave(model, place, who);
}

function predictLeave(model: Model, place: number, who: number): string {
  const roles = at(model.roles, place);
  if (isLastOwner(roles, who)) return LAST_OWNER;
  roles[who] = 'none';
  revokeUnlessAllowed(model, place, who);
  return OK;
}

/** An invitation holds only while its maker may make one. */
function revokeUnlessAllowed({ roles, invitations }: Model, place: number, who: number): void {
  for (const invitation of invitations) {
    const isTheirs = invitation.place === place && invitation.maker === who;
    if (isTheirs && !invites(at(at(roles, place), who), invitation.role)) invitation.usesLeft = 0;
  }
}

function isLastOwner(roles: readonly Role[], who: number): boolean {
  return roles[who] === 'owner' && roles.filter((role) => role === 'owner').length === 1;
}

/** An id of a former member, or one that nobody has, is unknown. */
function idOf({ ids }: Real, place: number, who: number): string {
  return at(ids, place)[who] ?? '0123456789abcdef01234567';
}
