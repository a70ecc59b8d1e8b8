/**
 * Capabilities against a model: people make invitations, calendar feeds, reset links and codes, their rights come and go, and the
 * links are used. A link works exactly as long as the right holds that it was made with.
 */
import { expect } from 'chai';
import fc from 'fast-check';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { at, command, expectLikeModel } from '../support/model.ts';
import { createTenant, newEntry, tokenOf } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';

const OK = 'nothing was refused';
const NOT_ALLOWED = 'forbidden/not_allowed';
const EXPIRED = 'not_found/invitation_expired';
const PEOPLE = 3;

/** `member` and `admin` are links of the organisation. `undo` gives an account its former address back. */
type Kind = 'community' | 'member' | 'admin' | 'feed' | 'reset' | 'code' | 'undo';
/** What ends with the credentials that it was made with. */
const OF_CREDENTIALS: readonly Kind[] = ['feed', 'reset', 'code'];
const OF_TENANT: readonly Kind[] = ['member', 'admin'];

interface Link {
  kind: Kind;
  maker: number;
  secret: string;
  isOver: boolean;
}

/** A person with an account, who may delete it and sign up again with the same address. */
interface Somebody {
  email: string;
  isVerified: boolean;
  /** Null after an undone change of the address, until the password is reset. */
  password: string | null;
  community: 'none' | 'invited' | 'member' | 'moderator';
  invitedBy: number | null;
  isBanned: boolean;
  tenant: 'none' | 'member' | 'admin' | 'owner';
  /** The former addresses that can come back, by the secret of the letter. */
  formerEmails: Record<string, string>;
}

interface Model {
  people: Somebody[];
  links: Link[];
  /** The addresses of banned people who have deleted their account, with the number of the person. */
  bannedEmails: { email: string; who: number }[];
}

interface Real {
  /** Owns the community and the organisation, for ever. */
  owner: Person;
  ownerInside: Person['call'];
  communityId: string;
  tenantId: string;
  /** By number of the person: the id of the account, and of the person in the organisation. */
  accountIds: string[];
  insideIds: string[];
  /** The ids of the accounts that the person has deleted. */
  formerIds: string[][];
}

type Act = (model: Model, real: Real) => Promise<void>;

// Promise A3 of docs/promises.md.
describe('capabilities', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let count = 0;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({ env: { SMTP_URL: mailServer.url }, limits: { newAddressMailsPerDay: 1_000 } });
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  it('work exactly while the right holds that they were made with', async () => {
    const person = fc.nat({ max: PEOPLE - 1 });
    const any = fc.nat({ max: 20 });
    const one = (...acts: ((number: number) => fc.AsyncCommand<Model, Real>)[]) =>
      fc.oneof(...acts.map((act) => person.map(act)));
    const make = one(makeCommunityLink, makeFeed, askReset, askCode);
    const makeInside = fc
      .tuple(person, fc.constantFrom('member', 'admin'))
      .map(([by, kind]) => makeTenantLink(by, kind));

    await expectLikeModel<Model, Real>({
      commands: [
        make,
        make,
        makeInside,
        fc.tuple(person, fc.constantFrom('moderator', 'moderator', 'member')).map(([who, role]) => setRole(who, role)),
        fc.tuple(person, fc.constantFrom('admin', 'owner', 'member')).map(([who, role]) => setTenantRole(who, role)),
        one(removeMember, ban, unban, leave, removeFromTenant, leaveTenant),
        fc.tuple(person, person).map(([by, who]) => inviteByName(by, who)),
        one(acceptByName),
        fc.tuple(person, any).map(([who, link]) => acceptLink(who, link)),
        fc.tuple(person, any).map(([who, link]) => acceptLink(who, link)),
        one(changePassword, endOtherSessions, deleteAndReturn),
        any.map(tryLink),
        any.map(tryLink),
      ],
      begin,
      sequences: 5,
      maxCommands: 35,
    });
  });

  async function begin(): Promise<{ model: Model; real: Real }> {
    const [owner, ...people] = await Promise.all(Array.from({ length: PEOPLE + 1 }, () => signUp(app)));
    if (!owner) throw new Error('There is no owner');
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'Quiet' } });
    await owner.call('communities.edit', { params: { communityId }, body: { joining: 'invitation' } });
    const tenantId = await createTenant(owner);
    const inside = (await owner.call('tenants.list')).items.find(({ tenant }) => tenant.id === tenantId);
    const ownerInside = await callOf(tenantId, inside?.person.id ?? '');
    const accountIds = people.map(({ id }) => id);
    const real = { owner, ownerInside, communityId, tenantId, accountIds, insideIds: [] };
    const model = { people: people.map(somebody), links: [], bannedEmails: [] };
    return { model, real: { ...real, formerIds: people.map(() => []) } };
  }

  /** In a new session, because many commands end the others. */
  async function callOf(tenantId: string, personId: string): Promise<Person['call']> {
    const device = { userAgent: '', refreshIn: 'body' } as const;
    return caller(app, (await app.services.sessions.begin({ tenantId, personId }, device)).accessToken);
  }
  const outside = (real: Real, who: number) => callOf(PUBLIC_TENANT, at(real.accountIds, who));
  const inside = (real: Real, who: number) => callOf(real.tenantId, at(real.insideIds, who));

  function act(name: string, run: Act, canRun?: (model: Readonly<Model>) => boolean) {
    return command<Model, Real>(
      name,
      async (model, real) => {
        await run(model, real);
        await expectSame(model, real);
      },
      canRun,
    );
  }

  // What people make.

  function makeCommunityLink(by: number) {
    return act(`${by} makes a link of the community`, async (model, { communityId, ...real }) => {
      const { community } = at(model.people, by);
      const call = await outside({ communityId, ...real }, by);
      const making = call('communities.createInvitation', { params: { communityId }, body: {} });
      if (community === 'moderator') return add(model, 'community', by, (await making).token);
      expect(await refusalOf(making)).to.equal(community === 'member' ? NOT_ALLOWED : 'forbidden/not_a_member');
    });
  }

  function makeTenantLink(by: number, kind: 'member' | 'admin') {
    const run: Act = async (model, real) => {
      const call = await inside(real, by);
      const making = call('tenantInvitations.create', { body: { role: kind, maxUses: 50 } });
      if (invites(at(model.people, by), kind)) return add(model, kind, by, tokenOf((await making).link));
      expect(await refusalOf(making)).to.equal(NOT_ALLOWED);
    };
    return act(`${by} makes a link for a new ${kind} of the organisation`, run, isInside(by));
  }

  function inviteByName(by: number, who: number) {
    return act(`${by} invites ${who} by name`, async (model, real) => {
      const [inviter, guest] = [at(model.people, by), at(model.people, who)];
      const call = await outside(real, by);
      const params = { communityId: real.communityId, personId: at(real.accountIds, who) };
      const expected = () => {
        if (inviter.community !== 'moderator')
          return inviter.community === 'member' ? NOT_ALLOWED : 'forbidden/not_a_member';
        if (isBanned(model, who)) return 'conflict/person_banned';
        if (guest.community === 'none') guest.community = 'invited';
        if (guest.community === 'invited') guest.invitedBy = by;
        return OK;
      };
      expect(await refusalOf(call('communities.invite', { params }))).to.equal(expected());
    });
  }

  function makeFeed(by: number) {
    return act(`${by} makes a calendar link`, async (model, real) => {
      const { url } = await (await outside(real, by))('calendar.createLink');
      end(model, by, ['feed']);
      add(model, 'feed', by, url.split('/').at(-1) ?? '');
    });
  }

  function askReset(by: number) {
    return act(`${by} asks for a reset of the password`, async (model) => {
      const body = { email: at(model.people, by).email };
      const token = await mailServer.tokenOf(() => caller(app)('passwordResets.request', { body }), body.email);
      end(model, by, ['reset']);
      add(model, 'reset', by, token);
    });
  }

  function askCode(by: number) {
    const run: Act = async (model, real) => {
      const password = at(model.people, by).password ?? '';
      const call = await outside(real, by);
      const body = { email: newAddress(), password };
      const code = await mailServer.codeOf(() => call('accounts.changeEmail', { body }), body.email);
      end(model, by, ['code']);
      add(model, 'code', by, `${code} ${body.email}`);
    };
    return act(`${by} asks for a code for another address`, run, hasPassword(by));
  }

  // How rights come and go.

  function setRole(who: number, role: 'moderator' | 'member') {
    return act(`${who} becomes a ${role} of the community`, async (model, real) => {
      const somebody = at(model.people, who);
      const params = { communityId: real.communityId, personId: at(real.accountIds, who) };
      const isMember = ['member', 'moderator'].includes(somebody.community);
      const answer = await refusalOf(real.owner.call('communities.setRole', { params, body: { role } }));
      expect(answer).to.equal(isMember ? OK : 'not_found');
      if (!isMember) return;
      somebody.community = role;
      if (role === 'member') endInviting(model, who);
    });
  }

  function removeMember(who: number) {
    return act(`${who} is removed from the community`, async (model, real) => {
      const params = { communityId: real.communityId, personId: at(real.accountIds, who) };
      const isMember = ['member', 'moderator'].includes(at(model.people, who).community);
      const answer = await refusalOf(real.owner.call('communities.remove', { params, body: {} }));
      expect(answer).to.equal(isMember ? OK : 'not_found');
      if (isMember) leaveCommunity(model, who);
    });
  }

  function ban(who: number) {
    return act(`${who} is banned from the community`, async (model, real) => {
      const params = { communityId: real.communityId, personId: at(real.accountIds, who) };
      await real.owner.call('communities.ban', { params, body: { until: null } });
      leaveCommunity(model, who);
      at(model.people, who).isBanned = true;
    });
  }

  function unban(who: number) {
    return act(`the bans of ${who} end`, async (model, { owner, communityId, accountIds, formerIds }) => {
      for (const personId of [at(accountIds, who), ...at(formerIds, who)])
        await owner.call('communities.unban', { params: { communityId, personId } });
      at(model.people, who).isBanned = false;
      model.bannedEmails = model.bannedEmails.filter((ban) => ban.who !== who);
    });
  }

  function leave(who: number) {
    return act(`${who} leaves the community`, async (model, real) => {
      await (await outside(real, who))('communities.leave', { params: { communityId: real.communityId } });
      leaveCommunity(model, who);
    });
  }

  function setTenantRole(who: number, role: 'owner' | 'admin' | 'member') {
    const run: Act = async (model, { ownerInside, insideIds }) => {
      await ownerInside('tenantMembers.setRole', { params: { personId: at(insideIds, who) }, body: { role } });
      const somebody = at(model.people, who);
      somebody.tenant = role;
      end(
        model,
        who,
        OF_TENANT.filter((kind) => !invites(somebody, kind)),
      );
    };
    return act(`${who} becomes ${role} of the organisation`, run, isInside(who));
  }

  function removeFromTenant(who: number) {
    const run: Act = async (model, { ownerInside, insideIds }) => {
      await ownerInside('tenantMembers.remove', { params: { personId: at(insideIds, who) } });
      leaveOrganisation(model, who);
    };
    return act(`${who} is removed from the organisation`, run, isInside(who));
  }

  function leaveTenant(who: number) {
    const run: Act = async (model, real) => {
      await (await inside(real, who))('tenants.leave');
      leaveOrganisation(model, who);
    };
    return act(`${who} leaves the organisation`, run, isInside(who));
  }

  function changePassword(who: number) {
    const run: Act = async (model, real) => {
      const somebody = at(model.people, who);
      const newPassword = `a quiet evening, number ${++count}`;
      const body = { password: somebody.password ?? '', newPassword };
      await (await outside(real, who))('accounts.changePassword', { body });
      somebody.password = newPassword;
      end(model, who, OF_CREDENTIALS);
    };
    return act(`${who} changes the password`, run, hasPassword(who));
  }

  function endOtherSessions(who: number) {
    return act(`${who} ends all other sessions`, async (model, real) => {
      await (await outside(real, who))('sessions.revokeOthers');
      end(model, who, OF_CREDENTIALS);
    });
  }

  function deleteAndReturn(who: number) {
    const run: Act = async (model, real) => {
      const { email, password, isBanned } = at(model.people, who);
      await (await outside(real, who))('accounts.delete', { body: { password: password ?? '' } });
      leaveCommunity(model, who);
      leaveOrganisation(model, who);
      end(model, who, [...OF_CREDENTIALS, 'undo']);
      if (isBanned) model.bannedEmails.push({ email, who });
      const person = await signUp(app, { email });
      real.formerIds[who]?.push(at(real.accountIds, who));
      real.accountIds[who] = person.id;
      model.people[who] = somebody(person);
    };
    return act(`${who} deletes the account, and signs up again`, run, hasPassword(who));
  }

  // How links are used.

  function acceptByName(who: number) {
    return act(`${who} joins by name`, async (model, real) => {
      const guest = at(model.people, who);
      const params = { communityId: real.communityId };
      const call = await outside(real, who);
      const expected = () => {
        if (['member', 'moderator'].includes(guest.community)) return OK;
        if (isBanned(model, who)) return 'forbidden/banned';
        if (guest.community === 'none') return 'forbidden/invitation_needed';
        guest.community = 'member';
        return OK;
      };
      expect(await refusalOf(call('communities.join', { params, body: { rulesVersion: 0 } }))).to.equal(expected());
    });
  }

  function acceptLink(who: number, number: number) {
    const run: Act = async (model, real) => {
      const link = linkOf(model, number, ['community', ...OF_TENANT]);
      if (!link) return;
      const { kind, secret: token } = link;
      const call = await outside(real, who);
      const guest = at(model.people, who);
      if (kind === 'community') {
        const answer = await refusalOf(call('communities.acceptInvitation', { body: { token, rulesVersion: 0 } }));
        expect(answer).to.equal(predictJoin(model, who, link));
        return;
      }
      const accepting = call('tenantInvitations.accept', { body: { token, ...newEntry() } });
      if (link.isOver || guest.tenant !== 'none') {
        expect(await refusalOf(accepting)).to.equal(link.isOver ? EXPIRED : 'conflict/already_member');
        return;
      }
      real.insideIds[who] = (await accepting).person.id;
      guest.tenant = kind as 'member' | 'admin';
    };
    return act(`${who} uses invitation ${number}`, run);
  }

  function tryLink(number: number) {
    return act(`link ${number} is used`, async (model, real) => {
      const link = linkOf(model, number, ['reset', 'code', 'undo']);
      if (link?.kind === 'reset') await resetBy(model, link);
      if (link?.kind === 'code') await confirmBy(model, real, link);
      if (link?.kind === 'undo') await undoBy(model, link);
    });
  }

  async function resetBy(model: Model, { secret: token, maker, isOver }: Link): Promise<void> {
    const somebody = at(model.people, maker);
    const newPassword = `a quiet evening, number ${++count}`;
    const answer = await refusalOf(caller(app)('passwordResets.confirm', { body: { token, newPassword } }));
    expect(answer).to.equal(isOver ? 'invalid_input/reset_expired' : OK);
    if (isOver) return;
    Object.assign(somebody, { password: newPassword, isVerified: true });
    end(model, maker, OF_CREDENTIALS);
  }

  async function confirmBy(model: Model, real: Real, { secret, maker, isOver }: Link): Promise<void> {
    const [code = '', email = ''] = secret.split(' ');
    const somebody = at(model.people, maker);
    const call = await outside(real, maker);
    const confirm = () => refusalOf(call('accounts.confirmEmail', { body: { code } }));
    if (isOver) {
      expect(await confirm()).to.equal('invalid_input/code_wrong');
      // A wrong code counts as an attempt at the newest one, which would soon be void.
      await app.connection.collection('emailCodes').updateMany({}, { $set: { attemptsLeft: 5 } });
      return;
    }
    const hasLetter = somebody.isVerified;
    const token = hasLetter ? await mailServer.tokenOf(confirm, somebody.email) : '';
    if (!hasLetter) expect(await confirm()).to.equal(OK);
    end(model, maker, ['reset', 'code']);
    if (hasLetter) {
      add(model, 'undo', maker, token);
      somebody.formerEmails[token] = somebody.email;
    }
    Object.assign(somebody, { email, isVerified: true });
  }

  async function undoBy(model: Model, link: Link): Promise<void> {
    const { secret: token, maker } = link;
    const undoing = caller(app)('accounts.undoEmailChange', { body: { token } });
    if (link.isOver) {
      expect(await refusalOf(undoing)).to.equal('invalid_input/undo_expired');
      return;
    }
    const { resetToken } = await undoing;
    const somebody = at(model.people, maker);
    Object.assign(somebody, { email: somebody.formerEmails[token] ?? '', isVerified: true, password: null });
    end(model, maker, OF_CREDENTIALS);
    // Letters to the addresses that came after this one belong to the thief.
    for (const later of model.links.slice(model.links.indexOf(link)))
      later.isOver ||= later.kind === 'undo' && later.maker === maker;
    add(model, 'reset', maker, resetToken);
  }

  async function expectSame({ links, people }: Model, real: Real): Promise<void> {
    const answers = await Promise.all(links.map(({ kind, secret }) => answerOf(kind, secret, real)));
    const expected = links.map(({ isOver }, index) => (answers[index] === null ? null : isOver ? 'over' : 'works'));
    const named = (all: readonly unknown[]) => all.map((each, index) => `${links[index]?.kind}: ${each}`);
    expect(named(answers)).to.deep.equal(named(expected));
    const params = { communityId: real.communityId };
    const standings = people.map(async (_, who) => {
      return (await (await outside(real, who))('communities.get', { params })).standing;
    });
    expect(await Promise.all(standings)).to.deep.equal(people.map(({ community }) => community));
  }

  /** Whether a link works that can be tried without using it up; null for others. */
  async function answerOf(kind: Kind, secret: string, { owner }: Real): Promise<string | null> {
    const body = { token: secret };
    const tries: Partial<Record<Kind, () => Promise<unknown>>> = {
      community: () => owner.call('communities.readInvitation', { body }),
      member: () => caller(app)('tenantInvitations.preview', { body }),
      admin: () => caller(app)('tenantInvitations.preview', { body }),
      feed: () => caller(app)('calendar.feed', { params: body }),
    };
    const trying = tries[kind];
    return trying ? ((await refusalOf(trying())) === OK ? 'works' : 'over') : null;
  }

  function newAddress(): string {
    return `capability-${Date.now()}-${++count}@example.com`;
  }
});

function somebody({ email, password }: Person): Somebody {
  return {
    email,
    isVerified: false,
    password,
    community: 'none',
    invitedBy: null,
    isBanned: false,
    tenant: 'none',
    formerEmails: {},
  };
}

function add(model: Model, kind: Kind, maker: number, secret: string): void {
  model.links.push({ kind, maker, secret, isOver: false });
}

/** Ends the links of these kinds that this person has made. */
function end(model: Model, maker: number, kinds: readonly Kind[]): void {
  for (const link of model.links) link.isOver ||= link.maker === maker && kinds.includes(link.kind);
}

function endInviting(model: Model, maker: number): void {
  end(model, maker, ['community']);
  for (const guest of model.people) {
    if (guest.community === 'invited' && guest.invitedBy === maker) guest.community = 'none';
  }
}

function leaveCommunity(model: Model, who: number): void {
  at(model.people, who).community = 'none';
  endInviting(model, who);
}

function leaveOrganisation(model: Model, who: number): void {
  at(model.people, who).tenant = 'none';
  end(model, who, OF_TENANT);
}

/** With this account, or with a deleted one that had the same address. */
function isBanned({ people, bannedEmails }: Model, who: number): boolean {
  const person = at(people, who);
  return person.isBanned || bannedEmails.some(({ email }) => email === person.email);
}

function predictJoin(model: Model, who: number, { isOver }: Link): string {
  const guest = at(model.people, who);
  if (isOver) return EXPIRED;
  if (['member', 'moderator'].includes(guest.community)) return OK;
  if (isBanned(model, who)) return 'forbidden/banned';
  guest.community = 'member';
  return OK;
}

/** Whether the person's role in the organisation allows to invite people with this role. */
function invites({ tenant }: Somebody, kind: Kind): boolean {
  return tenant === 'owner' || (tenant === 'admin' && kind === 'member');
}

function isInside(who: number) {
  return ({ people }: Readonly<Model>) => at(people, who).tenant !== 'none';
}

function hasPassword(who: number) {
  return ({ people }: Readonly<Model>) => at(people, who).password !== null;
}

/** The link of these kinds that a number names, counted from the newest. */
function linkOf({ links }: Model, number: number, kinds: readonly Kind[]): Link | undefined {
  const candidates = links.filter(({ kind }) => kinds.includes(kind)).toReversed();
  return candidates[number % Math.max(candidates.length, 1)];
}
