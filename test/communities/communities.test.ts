import { expect } from 'chai';
import type { StoredCommunity } from '../../src/communities/community-model.ts';
import { membershipModel } from '../../src/communities/members/membership-model.ts';
import { newId } from '../../src/database/ids.ts';
import { model } from '../../src/database/models.ts';
import { type Actor, PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { AppError } from '../../src/kernel/errors.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { Community, RouteInput } from '../../src/protocol/index.ts';
import { picture } from '../hostile/rights-world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { beforeNextCircleRoom } from '../support/circle-rooms.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { holdNext, interrupting } from '../support/hold.ts';
import { type Person, refusal, refusalOf, signUp, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe('communities', () => {
  let app: TestApp;
  let nowMs = Date.now();

  before(async () => {
    // Jobs run only when a test runs them.
    app = await startTestApp({ clock: new Clock(() => nowMs), limits: { jobPollMs: DAY_MS } });
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('begin unread for a person who joins with what is written afterwards, also after leaving and rejoining', async () => {
    const [alice, bob] = await people(2);
    const { id: communityId } = await create(alice, {});
    const { items } = await alice.call('conversations.list');
    const params = { conversationId: items[0]?.id ?? '' };
    const { line } = await connectGuest(app, alice);
    const write = () => line.ask('message:send', message(params.conversationId, 'about tofu'));
    const shown = async () => {
      const { lastSeq, lastReadSeq, unreadCount } = await bob.call('conversations.get', { params });
      return { lastSeq, lastReadSeq, unreadCount };
    };
    for (let at = 0; at < 3; at += 1) await write();

    await join(bob, { communityId });
    const joined = await shown();
    await write();
    await join(bob, { communityId });
    const afterOne = await shown();
    await bob.call('communities.leave', { params: { communityId } });
    for (let at = 0; at < 2; at += 1) await write();
    await join(bob, { communityId });
    const rejoined = await shown();

    expect(joined).to.deep.equal({ lastSeq: 3, lastReadSeq: 3, unreadCount: 0 });
    expect(afterOne).to.deep.equal({ lastSeq: 4, lastReadSeq: 3, unreadCount: 1 });
    expect(rejoined).to.deep.equal({ lastSeq: 6, lastReadSeq: 6, unreadCount: 0 });
  });

  it('have a new member also if nothing could be marked as read', async () => {
    const [alice, bob] = await people(2);
    const { id: communityId } = await create(alice, {});
    const { line } = await connectGuest(app, bob);

    let joined = 'not tried';
    await interrupting(app.kernel.connection.model('ReadMark'), 'updateOne', async () => {
      joined = await refusalOf(join(bob, { communityId }));
    });

    expect(joined).to.equal('nothing was refused');
    expect(await line.received('circle:changed')).to.deep.include({ circle: { kind: 'community', id: communityId } });
  });

  it('are created with a first channel, found by tag and text, and recommended by shared tags', async () => {
    const [alice, bob] = await people(2);
    const tag = `tag-${newId()}`;
    const created = await create(alice, { name: '深夜のRust部', tags: [tag], description: 'Borrow checker and beer' });
    await bob.call('profiles.update', { body: { tags: [tag] } });

    expect(created).to.include({ standing: 'owner', memberCount: 1, rulesVersion: 0, visibility: 'public' });
    expect(await channelNames(alice, created)).to.deep.equal(['雑談']);
    for (const query of [{ tag }, { q: '深夜のrust部' }, { q: 'BORROW checker' }]) {
      const { items } = await bob.call('communities.list', { query });
      expect(items.map(({ id }) => id)).to.deep.equal([created.id]);
    }
    const { items } = await bob.call('communities.recommended');
    expect(items[0]).to.include({ id: created.id, standing: 'none' });
    expect(items[0]?.reasons[0]).to.deep.equal({ kind: 'shared_tags', tags: [tag] });
    expect((await alice.call('communities.listMine')).items.map(({ id }) => id)).to.deep.equal([created.id]);
  });

  it('are joined by accepting the current version of the rules', async () => {
    const [alice, bob] = await people(2);
    const { id: communityId } = await create(alice, { rules: 'Be kind.' });
    const params = { communityId };
    await alice.call('communities.edit', { params, body: { rules: 'Be kind, and on time.' } });

    const late = await refusal(bob.call('communities.join', { params, body: { rulesVersion: 1 } }));
    const joined = await bob.call('communities.join', { params, body: { rulesVersion: 2 } });
    await alice.call('communities.edit', { params, body: { rules: 'Be kind.' } });
    const changed = await bob.call('communities.get', { params });
    const outdated = await refusal(bob.call('communities.acceptRules', { params, body: { rulesVersion: 2 } }));
    const accepted = await bob.call('communities.acceptRules', { params, body: { rulesVersion: 3 } });

    expect(late.reason).to.equal('conflict/rules_changed');
    expect(joined).to.include({ standing: 'member', memberCount: 2 });
    expect(changed).to.include({ rulesVersion: 3, acceptedRulesVersion: 2 });
    expect(outdated.reason).to.equal('conflict/rules_changed');
    expect(accepted.acceptedRulesVersion).to.equal(3);
  });

  it('notify moderators of a request to join, and the person of an approval but not of a refusal', async () => {
    const [alice, bob, carol] = await people(3);
    const params = { communityId: (await create(alice, { joining: 'approval' })).id };
    await bob.call('communities.join', { params, body: { rulesVersion: 0, note: 'I bring bread' } });
    await carol.call('communities.join', { params, body: { rulesVersion: 0 } });

    const waiting = await alice.call('communities.requests', { params });
    await alice.call('communities.admit', { params: { ...params, personId: bob.id } });
    await alice.call('communities.decline', { params: { ...params, personId: carol.id } });

    expect(waiting.items.map(({ person, note }) => [person.id, note])).to.have.deep.members([
      [bob.id, 'I bring bread'],
      [carol.id, ''],
    ]);
    expect((await bob.call('communities.get', { params })).standing).to.equal('member');
    expect((await carol.call('communities.get', { params })).standing).to.equal('none');
    expect(await kindsOf(alice)).to.include('community_requested');
    expect(await kindsOf(bob)).to.deep.equal(['community_admitted']);
    expect(await kindsOf(carol)).to.deep.equal([]);
  });

  it('let people join by an invitation link until it is used up, expired or revoked', async () => {
    const [alice, ...others] = await people(4);
    const [bob, carol, dave] = others as [Person, Person, Person];
    const created = await create(alice, { joining: 'invitation', visibility: 'private', rules: 'Hush.' });
    const params = { communityId: created.id };
    const { token } = await alice.call('communities.createInvitation', { params, body: { maxUses: 1 } });

    const preview = await bob.call('communities.readInvitation', { body: { token } });
    const unread = await codeOf(bob, 'communities.acceptInvitation', { body: { token, rulesVersion: 0 } });
    const both = await Promise.allSettled(
      [bob, carol].map(({ call }) => call('communities.acceptInvitation', { body: { token, rulesVersion: 1 } })),
    );
    const { invitation, token: daily } = await alice.call('communities.createInvitation', {
      params,
      body: { validDays: 1 },
    });

    expect(preview).to.include({ name: created.name, rules: 'Hush.', standing: 'none' });
    expect(unread).to.equal('conflict/rules_changed');
    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect((await alice.call('communities.get', { params })).memberCount).to.equal(2);
    // The next day the access token has expired (it is valid for 15 minutes), so the test calls the service directly.
    const { communityInvitations: invitations } = app.services;
    const actor = actorOf(dave);
    expect((await invitations.read(actor, daily)).id).to.equal(created.id);
    nowMs += DAY_MS;
    const late = await invitations.read(actor, daily).catch((error: AppError) => error.details?.reason);
    nowMs -= DAY_MS;
    expect(late).to.equal('invitation_expired');
    await alice.call('communities.revokeInvitation', { params: { ...params, invitationId: invitation.id } });
    expect(await codeOf(dave, 'communities.readInvitation', { body: { token: daily } })).to.equal(
      'not_found/invitation_expired',
    );
    const links = await alice.call('communities.invitations', { params });
    expect(links.items.map(({ state, uses }) => [state, uses])).to.deep.equal([['used_up', 1]]);
  });

  it('can invite a person by name into a private community, which the person sees only after joining', async () => {
    const [alice, bob] = [await signUp(app), await guest()];
    const params = { communityId: (await create(alice, { joining: 'invitation', visibility: 'private' })).id };
    await bob.line.ask('communities:watch', {});
    expect(await codeOf(bob, 'communities.get', { params })).to.equal('not_found');

    await alice.call('communities.invite', { params: { ...params, personId: bob.id } });
    await bob.line.next('community:changed', ({ communityId }) => communityId === params.communityId);
    const { items } = await bob.call('communities.listInvitations');
    expect(await kindsOf(bob)).to.deep.equal(['community_invited']);
    expect(await codeOf(bob, 'communities.get', { params })).to.equal('not_found');
    await bob.call('communities.join', { params, body: { rulesVersion: 0 } });

    expect(items.map(({ community }) => community.id)).to.deep.equal([params.communityId]);
    expect((await bob.call('communities.get', { params })).standing).to.equal('member');
  });

  it('forget an invitation by name that is declined or withdrawn, with its notification', async () => {
    const [alice, bob, carol] = await people(3);
    const params = { communityId: (await create(alice, { joining: 'invitation', visibility: 'private' })).id };
    const carols = { ...params, personId: carol.id };
    await alice.call('communities.invite', { params: { ...params, personId: bob.id } });
    await alice.call('communities.invite', { params: carols });

    await bob.call('communities.leave', { params });
    await alice.call('communities.uninvite', { params: carols });

    for (const person of [bob, carol]) {
      expect((await person.call('communities.listInvitations')).items).to.deep.equal([]);
      expect(await kindsOf(person)).to.deep.equal([]);
      expect(await codeOf(person, 'communities.join', { params, body: { rulesVersion: 0 } })).to.equal('not_found');
    }
  });

  it('let in a person who has asked to join when a moderator invites them', async () => {
    const [alice, bob] = await people(2);
    const params = { communityId: (await create(alice, { joining: 'approval' })).id };
    await join(bob, params);

    await alice.call('communities.invite', { params: { ...params, personId: bob.id } });

    expect((await bob.call('communities.get', { params })).standing).to.equal('member');
  });

  it('tell everyone who watches them when they become private', async () => {
    const [alice, bob] = [await signUp(app), await guest()];
    const communityId = (await create(alice, {})).id;
    await bob.line.ask('communities:watch', {});

    await alice.call('communities.edit', { params: { communityId }, body: { visibility: 'private' } });

    await bob.line.next('community:changed', (changed) => changed.communityId === communityId);
    expect(await codeOf(bob, 'communities.get', { params: { communityId } })).to.equal('not_found');
  });

  it('are found by everything that two moderators changed at the same time', async () => {
    const [alice] = await people(1);
    const params = { communityId: (await create(alice, {})).id };

    for (let round = 0; round < 5; round++) {
      const [name, description] = [newId(), newId()];
      await Promise.all([
        alice.call('communities.edit', { params, body: { name } }),
        alice.call('communities.edit', { params, body: { description } }),
      ]);
      for (const q of [name, description]) {
        const { items } = await alice.call('communities.list', { query: { q } });
        expect(items.map(({ id }) => id)).to.deep.equal([params.communityId]);
      }
    }
  });

  it('refuse a banned person on every way of joining until the ban ends', async () => {
    const [alice, bob] = await people(2);
    const tag = `tag-${newId()}`;
    await bob.call('profiles.update', { body: { tags: [tag] } });
    const params = { communityId: (await create(alice, { tags: [tag] })).id };
    const { token } = await alice.call('communities.createInvitation', { params, body: {} });
    await join(bob, params);
    const until = new Date(nowMs + MINUTE_MS).toISOString();

    await alice.call('communities.ban', { params: { ...params, personId: bob.id }, body: { reason: 'spam', until } });

    const body = { rulesVersion: 0 };
    expect(await codeOf(bob, 'communities.join', { params, body })).to.equal('forbidden/banned');
    expect(await codeOf(bob, 'communities.acceptInvitation', { body: { ...body, token } })).to.equal(
      'forbidden/banned',
    );
    await bob.call('communities.leave', { params });
    expect(await codeOf(bob, 'communities.join', { params, body })).to.equal('forbidden/banned');
    expect(await codeOf(alice, 'communities.invite', { params: { ...params, personId: bob.id } })).to.equal(
      'conflict/person_banned',
    );
    expect((await bob.call('communities.recommended')).items.map(({ id }) => id)).to.not.include(params.communityId);
    const { items } = await alice.call('communities.bans', { params });
    expect(items.map(({ person, reason, until: end }) => [person.id, reason, end])).to.deep.equal([
      [bob.id, 'spam', until],
    ]);
    nowMs += MINUTE_MS + 1;
    expect((await join(bob, params)).standing).to.equal('member');
    nowMs -= MINUTE_MS + 1;
  });

  it('have no owner who leaves at the moment of becoming one', async () => {
    const [alice, bob] = await people(2);
    const params = { communityId: (await create(alice, {})).id };
    await join(bob, params);
    const held = holdNext(model(app.kernel.connection, membershipModel), 'updateOne');

    const body = { role: 'owner' } as const;
    const setting = codeOf(alice, 'communities.setRole', { params: { ...params, personId: bob.id }, body }).catch(
      () => '',
    );
    await held.reached;
    await bob.call('communities.leave', { params });
    held.release();
    await setting;

    expect((await storedCommunity(params.communityId)).ownerIds).to.deep.equal([alice.id]);
  });

  it('refuse a person whom a ban reaches between the check and the join', async () => {
    const [alice, bob] = await people(2);
    const community = await storedCommunity((await create(alice, {})).id);
    const params = { communityId: community._id };
    const { communityMemberships } = app.services;
    await alice.call('communities.ban', { params: { ...params, personId: bob.id }, body: {} });

    // The second half of a join, after its checks.
    const late = await communityMemberships
      .joinDirectly(actorOf(bob), community)
      .catch((error: AppError) => error.details);

    expect(late).to.include({ reason: 'banned' });
    expect((await alice.call('communities.get', { params })).memberCount).to.equal(1);
  });

  it('keep no member who joins while they are closed', async () => {
    const [alice, bob] = await people(2);
    const community = await storedCommunity((await create(alice, {})).id);
    const params = { communityId: community._id };
    const { communityMemberships } = app.services;
    await alice.call('communities.close', { params });

    const late = await communityMemberships
      .joinDirectly(actorOf(bob), community)
      .catch((error: AppError) => error.code);

    expect(late).to.equal('not_found');
    expect(await app.connection.collection('communityMemberships').countDocuments(params)).to.equal(0);
  });

  it('keep no room that is opened while they are closed', async () => {
    const [alice] = await people(1);
    const params = { communityId: (await create(alice, {})).id };
    beforeNextCircleRoom(app, () => alice.call('communities.close', { params }));

    expect(await codeOf(alice, 'communities.openRoom', { params })).to.equal('not_found');
    expect(await collectionsWith(params.communityId)).to.deep.equal([]);
  });

  it('always have an owner: the last one can leave only after handing over', async () => {
    const [alice, bob, carol] = await people(3);
    const params = { communityId: (await create(alice, {})).id };
    await join(bob, params);
    await join(carol, params);

    expect(await codeOf(alice, 'communities.leave', { params })).to.equal('conflict/last_owner');
    expect(
      await codeOf(alice, 'communities.setRole', {
        params: { ...params, personId: alice.id },
        body: { role: 'member' },
      }),
    ).to.equal('conflict/last_owner');
    await alice.call('communities.setRole', { params: { ...params, personId: bob.id }, body: { role: 'owner' } });
    const left = await Promise.allSettled([alice, bob].map(({ call }) => call('communities.leave', { params })));
    const [stayed] = [alice, bob].filter((_, at) => left[at]?.status === 'rejected');
    const handedOver = await stayed?.call('communities.handOver', { params, body: { personId: carol.id } });
    await stayed?.call('communities.leave', { params });

    expect(left.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect(handedOver?.standing).to.equal('moderator');
    expect(await carol.call('communities.get', { params })).to.include({ standing: 'owner', memberCount: 1 });
  });

  it('let moderators act on members, and nobody on the same or a higher role', async () => {
    const [alice, bob, carol] = await people(3);
    const params = { communityId: (await create(alice, {})).id };
    await join(bob, params);
    await join(carol, params);
    const of = ({ id }: Person) => ({ ...params, personId: id });
    const body = { reason: '' };
    expect(await codeOf(bob, 'communities.remove', { params: of(carol), body })).to.equal('forbidden/not_allowed');

    await alice.call('communities.setRole', { params: of(bob), body: { role: 'moderator' } });

    const until = new Date(nowMs + HOUR_MS).toISOString();
    for (const person of [alice, bob]) {
      for (const name of ['communities.remove', 'communities.ban', 'communities.mute'] as const) {
        const code = await codeOf(bob, name, { params: of(person), body: { reason: '', until } });
        expect(code, `${name} ${person.handle}`).to.equal('forbidden/not_allowed');
      }
    }
    expect(await codeOf(bob, 'communities.edit', { params, body: { visibility: 'private' } })).to.equal(
      'forbidden/not_allowed',
    );
    expect(await codeOf(bob, 'communities.close', { params })).to.equal('forbidden/not_allowed');
    await bob.call('communities.remove', { params: of(carol), body: { reason: 'asked to' } });
    const { items } = await bob.call('communities.log', { params });
    expect(items[0]).to.include({ action: 'removed', reason: 'asked to' });
    expect([items[0]?.actor.id, items[0]?.target?.id]).to.deep.equal([bob.id, carol.id]);
    await alice.call('communities.setRole', { params: of(bob), body: { role: 'member' } });
    expect(await codeOf(bob, 'communities.log', { params })).to.equal('forbidden/not_allowed');
  });

  it('refuse bans and mutes that end in the past', async () => {
    const [alice, bob] = await people(2);
    const params = { communityId: (await create(alice, {})).id };
    await join(bob, params);
    const until = new Date(nowMs).toISOString();

    for (const name of ['communities.ban', 'communities.mute'] as const) {
      const code = await codeOf(alice, name, { params: { ...params, personId: bob.id }, body: { until } });
      expect(code, name).to.equal('invalid_input');
    }
    expect((await bob.call('communities.get', { params })).mutedUntil).to.equal(null);
  });

  it('show their topics only to members, who can match, and close the topics of a member who leaves', async () => {
    const [alice, bob, carol] = await people(3);
    const communityId = (await create(alice, {})).id;
    const params = { communityId };
    await join(bob, params);
    const topic = await bob.call('topics.create', { body: { title: 'for members', communityId } });
    const topicParams = { topicId: topic.id };
    const listed = async (person: Person, query: object) =>
      (await person.call('topics.list', { query })).items.map(({ id }) => id);

    expect(await listed(alice, { communityId })).to.deep.equal([topic.id]);
    expect(await listed(carol, { communityId })).to.deep.equal([]);
    expect(await listed(carol, { ownerId: bob.id })).to.deep.equal([]);
    expect(await codeOf(carol, 'topics.createInterest', { params: topicParams })).to.equal('not_found');
    expect(await codeOf(carol, 'topics.create', { body: { title: 'mine', communityId } })).to.equal('not_found');
    await alice.call('topics.createInterest', { params: topicParams });
    const match = await bob.call('matches.create', { params: { ...topicParams, personId: alice.id } });
    expect(match.topic?.id).to.equal(topic.id);

    await bob.call('communities.leave', { params });
    expect(await listed(alice, { communityId })).to.deep.equal([]);
    expect((await bob.call('topics.listMine')).items.map(({ state }) => state)).to.deep.equal(['closed']);
  });

  it('are deleted with everything in them when an owner closes them', async () => {
    const [alice, bob, carol] = await people(3);
    const communityId = (await create(alice, {})).id;
    const params = { communityId };
    await join(bob, params);
    const room = await bob.call('communities.openRoom', { params });
    const inRoom = { tenantId: 'public', personId: bob.id, sessionId: bob.sessionId };
    await app.services.conversations.admit(inRoom, room.conversationId);
    const { conversationId } = room;
    await app.services.conversations.send(inRoom, {
      conversationId,
      clientMessageId: 'in-the-room',
      text: 'for members',
    });
    await bob.call('topics.create', { body: { title: 'for members', communityId } });
    await bob.call('communities.report', { params, body: await saidIn(params, alice) });
    await alice.call('communities.createAnnouncement', { params, body: { title: 'Sunday walk' } });
    await alice.call('communities.createInvitation', { params, body: {} });
    const [startsAt, endsAt] = [
      new Date(nowMs + DAY_MS).toISOString(),
      new Date(nowMs + DAY_MS + HOUR_MS).toISOString(),
    ];
    await bob.call('meals.create', { body: { title: 'for members', startsAt, endsAt, communityId, every: 'week' } });
    await alice.call('communities.setPicture', { params, body: await picture() });
    await alice.call('communities.invite', { params: { ...params, personId: carol.id } });
    expect(await collectionsWith(communityId)).to.include.members(['communityReports', 'pictures', 'mealSeries']);

    await alice.call('communities.close', { params });

    for (const person of [alice, bob]) {
      expect(await codeOf(person, 'communities.get', { params })).to.equal('not_found');
      expect(await codeOf(person, 'rooms.get', { params: { roomId: room.id } })).to.equal('not_found');
      expect((await person.call('conversations.list')).items).to.deep.equal([]);
      expect((await person.call('communities.listMine')).items).to.deep.equal([]);
    }
    expect((await bob.call('topics.listMine')).items).to.deep.equal([]);
    expect(await kindsOf(carol)).to.deep.equal([]);
    expect(await collectionsWith(communityId)).to.deep.equal([]);
    expect(await collectionsWith(conversationId)).to.deep.equal([]);
  });

  it('are deleted completely, and their members informed, if the process crashes in the middle of closing', async () => {
    const [alice, bob] = await people(2);
    const communityId = (await create(alice, {})).id;
    const params = { communityId };
    await join(bob, params);
    await alice.call('communities.createAnnouncement', { params, body: { title: 'Sunday walk' } });
    expect(await kindsOf(bob)).to.deep.equal(['community_announcement']);
    // A listener that throws ends the closing right after the memberships were written, as a crash would.
    const recover = app.kernel.events.on('circlesChanged', () => {
      throw new Error('crashed');
    });
    const crashed = await codeOf(alice, 'communities.close', { params });
    recover();
    const changes: DomainEvents['circlesChanged'][] = [];
    const stop = app.kernel.events.on('circlesChanged', (change) => changes.push(change));

    nowMs += MINUTE_MS;
    await app.kernel.jobs.runDue();
    nowMs -= MINUTE_MS;
    stop();

    expect(crashed).to.equal('internal');
    expect(changes.flatMap(({ personIds }) => personIds)).to.have.members([alice.id, bob.id]);
    expect(await kindsOf(bob)).to.deep.equal([]);
    expect(await collectionsWith(communityId)).to.deep.equal([]);
  });

  it('pass to a moderator or a member when the only owner deletes the account, and are closed without members', async () => {
    const [alice, bob, carol] = await people(3);
    const params = { communityId: (await create(alice, {})).id };
    await join(bob, params);
    await join(carol, params);
    await alice.call('communities.setRole', {
      params: { ...params, personId: carol.id },
      body: { role: 'moderator' },
    });
    const lonely = await create(alice, {});
    const simple = { communityId: (await create(alice, { joining: 'approval' })).id };
    await alice.call('communities.invite', { params: { ...simple, personId: bob.id } });
    await join(bob, simple);

    await alice.call('accounts.delete', { body: { password: alice.password } });

    expect((await carol.call('communities.get', { params })).standing).to.equal('owner');
    expect((await bob.call('communities.get', { params })).memberCount).to.equal(2);
    expect(await codeOf(carol, 'communities.get', { params: { communityId: lonely.id } })).to.equal('not_found');
    // Without a moderator, the oldest member becomes an owner with all duties of one.
    await join(carol, simple);
    expect(await kindsOf(bob)).to.include('community_requested');
  });

  describe('with members', () => {
    let alice: Guest;
    let bob: Guest;
    let params: { communityId: string };
    let conversationId: string;

    beforeEach(async () => {
      [alice, bob] = await Promise.all([guest(), guest()]);
      params = { communityId: (await create(alice, {})).id };
      await join(bob, params);
      conversationId = (await bob.call('communities.channels', { params })).items[0]?.conversationId ?? '';
    });

    it('a channel delivers messages to members at once, and is closed to a person who has left', async () => {
      const received = alice.line.next('message:created', ({ text }) => text === 'hello');
      await bob.line.ask('message:send', message(conversationId, 'hello'));
      await received;

      await bob.call('communities.leave', { params });
      expect(await sending(bob, conversationId, 'still here?')).to.equal('not_found');
      expect((await bob.call('conversations.list')).items).to.deep.equal([]);
    });

    it('channels can be renamed and archived by moderators', async () => {
      const { id: channelId } = await alice.call('communities.createChannel', { params, body: { name: 'sake' } });
      const created = (await alice.call('communities.channels', { params })).items[1];
      await alice.call('communities.renameChannel', { params: { ...params, channelId }, body: { name: '日本酒' } });
      await alice.call('communities.archiveChannel', { params: { ...params, channelId } });

      expect(await channelNames(bob, { id: params.communityId })).to.deep.equal(['雑談', '日本酒']);
      expect(await sending(bob, created?.conversationId ?? '', 'hello')).to.equal('forbidden/conversation_closed');
      const body = { name: 'mine' };
      expect(await codeOf(bob, 'communities.createChannel', { params, body })).to.equal('forbidden/not_allowed');
    });

    it('a channel refuses banned words in every spelling, and every message of a muted member', async () => {
      await alice.call('communities.edit', { params, body: { bannedWords: ['カエレ'] } });
      expect(await sending(bob, conversationId, 'もう ｶｴﾚ よ')).to.equal('forbidden/banned_word');
      expect(await sending(alice, conversationId, '「かえれ」は禁止です')).to.equal('ok');
      // Only those who may edit them know the words.
      expect((await alice.call('communities.get', { params })).bannedWords).to.deep.equal(['カエレ']);
      expect((await bob.call('communities.get', { params })).bannedWords).to.equal(null);
      await alice.call('communities.edit', { params, body: { bannedWords: [] } });
      expect(await sending(bob, conversationId, 'もう ｶｴﾚ よ')).to.equal('ok');

      const until = new Date(nowMs + HOUR_MS).toISOString();
      const bobs = { ...params, personId: bob.id };
      await alice.call('communities.mute', { params: bobs, body: { until, reason: 'too loud' } });
      expect(await sending(bob, conversationId, 'hello')).to.equal('forbidden/muted');
      expect(await bob.line.ask('typing:start', { conversationId }).then(() => 'ok', reasonOf)).to.equal(
        'forbidden/muted',
      );
      expect((await bob.call('communities.get', { params })).mutedUntil).to.equal(until);
      expect((await mutesSeenBy(alice, params)).get(bob.id)).to.equal(until);
      expect((await mutesSeenBy(bob, params)).get(bob.id)).to.equal(null);
      // A mute outlives leaving and rejoining.
      await bob.call('communities.leave', { params });
      await join(bob, params);
      expect(await sending(bob, conversationId, 'hello')).to.equal('forbidden/muted');
      await alice.call('communities.unmute', { params: bobs });
      expect(await sending(bob, conversationId, 'hello')).to.equal('ok');
    });

    it('slow mode accepts one of two messages that are sent at once, and the next one after the interval', async () => {
      await alice.call('communities.edit', { params, body: { slowModeSeconds: 30 } });
      const phone = await connectGuest(app, bob);

      const first = message(conversationId, 'one');
      const answers = await Promise.all([
        bob.line.ask('message:send', first).then(() => 'ok', reasonOf),
        phone.line.ask('message:send', message(conversationId, 'two')).then(() => 'ok', reasonOf),
      ]);
      expect(answers.toSorted()).to.deep.equal(['limit_exceeded/slow_mode', 'ok']);
      if (answers[0] === 'ok') expect((await bob.line.ask('message:send', first)).text).to.equal('one');
      nowMs += 30_000;
      expect(await sending(bob, conversationId, 'three')).to.equal('ok');
      nowMs -= 30_000;
      // A shorter interval also shortens the wait that has begun.
      await alice.call('communities.edit', { params, body: { slowModeSeconds: 5 } });
      const refused = await bob.line.answer('message:send', message(conversationId, 'four'));
      expect(refused.ok || refused.error.details?.retryAfterMs).to.equal(5_000);
    });

    it('a report keeps the text of a message that a moderator hides', async () => {
      const { seq } = await bob.line.ask('message:send', message(conversationId, 'buy my coin'));
      const carol = await signUp(app);
      await join(carol, params);
      const body = { conversationId, seq, reason: 'spam' };
      // A moderator who is reported is not notified of the report.
      await alice.call('communities.setRole', { params: { ...params, personId: bob.id }, body: { role: 'moderator' } });
      expect(await codeOf(bob, 'communities.report', { params, body })).to.equal('forbidden/own_message');
      await carol.call('communities.report', { params, body });
      await carol.call('communities.report', { params, body });

      await alice.call('communities.hideMessage', { params, body });
      const { items } = await alice.call('communities.reports', { params });
      const [report] = items;
      const history = await carol.call('conversations.history', { params: { conversationId } });

      expect(items).to.have.length(1);
      expect(report).to.include({ text: 'buy my coin', reason: 'spam', state: 'open' });
      expect([report?.reporter.id, report?.sender.id]).to.deep.equal([carol.id, bob.id]);
      expect(history.messages[0]).to.include({ text: '', isHidden: true });
      expect((await kindsOf(alice)).filter((kind) => kind === 'community_reported')).to.have.length(1);
      expect(await kindsOf(bob)).to.not.include('community_reported');
      expect(await codeOf(carol, 'communities.report', { params, body: { ...body, seq: seq + 1 } })).to.equal(
        'not_found',
      );
      const dave = await signUp(app);
      await join(dave, params);
      expect(await codeOf(dave, 'communities.report', { params, body })).to.equal('not_found');
      const reportParams = { ...params, reportId: report?.id ?? '' };
      // Nobody reads or handles a report about themselves.
      expect((await bob.call('communities.reports', { params })).items).to.deep.equal([]);
      const dismissing = { params: reportParams, body: { state: 'dismissed' } } as const;
      expect(await codeOf(bob, 'communities.handleReport', dismissing)).to.equal('not_found');
      await alice.call('communities.handleReport', { params: reportParams, body: { state: 'handled' } });
      expect((await alice.call('communities.reports', { params })).items).to.deep.equal([]);
      expect(await codeOf(carol, 'communities.reports', { params })).to.equal('forbidden/not_allowed');
      const { items: log } = await alice.call('communities.log', { params });
      expect(log.slice(0, 2).map(({ action }) => action)).to.deep.equal(['report_handled', 'message_hidden']);
    });

    it('an announcement of a moderator notifies every other member, until they leave', async () => {
      const notified = bob.line.next('notification:created');
      await alice.call('communities.createAnnouncement', {
        params,
        body: { title: 'Sunday walk', text: 'Bring rain.' },
      });

      expect((await notified).kind).to.equal('community_announcement');
      const { items } = await bob.call('communities.announcements', { params });
      expect(items.map(({ title, author }) => [title, author.id])).to.deep.equal([['Sunday walk', alice.id]]);
      expect(await codeOf(bob, 'communities.createAnnouncement', { params, body: { title: 'mine' } })).to.equal(
        'forbidden/not_allowed',
      );
      expect(await kindsOf(alice)).to.deep.equal([]);
      await bob.call('communities.leave', { params });
      expect(await kindsOf(bob)).to.deep.equal([]);
    });

    it('the room is closed to a member who was removed', async () => {
      const room = await alice.call('communities.openRoom', { params });
      const again = await bob.call('communities.openRoom', { params });
      await bob.line.ask('room:join', { roomId: room.id });
      await alice.line.ask('room:join', { roomId: room.id });

      await alice.call('communities.remove', { params: { ...params, personId: bob.id }, body: {} });

      expect(again.id).to.equal(room.id);
      expect(await codeOf(bob, 'rooms.get', { params: { roomId: room.id } })).to.equal('not_found');
      expect(await sending(bob, room.conversationId, 'hello?')).to.equal('not_found');
      expect((await bob.call('rooms.list')).items.map(({ id }) => id)).to.not.include(room.id);
    });
  });

  async function storedCommunity(communityId: string): Promise<StoredCommunity> {
    const found = await app.connection.collection<StoredCommunity>('communities').findOne({ _id: communityId });
    if (!found) throw new Error('The community is not stored');
    return found;
  }

  /** The names of the collections that mention this id. Without the audit log, whose entries stay. */
  async function collectionsWith(id: string): Promise<string[]> {
    const all = (await app.connection.listCollections()).map(({ name }) => name);
    const collections = all.filter((name) => name !== 'auditEntries');
    const mentions = collections.map(async (name) => {
      // A closed conversation and a closed room keep the name of their circle.
      const docs = await app.connection
        .collection(name)
        .find({ state: { $ne: 'closed' } })
        .toArray();
      return JSON.stringify(docs).includes(id) ? [name] : [];
    });
    return (await Promise.all(mentions)).flat();
  }

  /** A message of this person in the first channel. */
  async function saidIn(params: { communityId: string }, person: Person) {
    const conversationId = (await person.call('communities.channels', { params })).items[0]?.conversationId ?? '';
    const { line } = await connectGuest(app, person);
    const { seq } = await line.ask('message:send', message(conversationId, 'hello'));
    return { conversationId, seq };
  }

  async function people(howMany: number) {
    return (await signUpAll(app, howMany)) as [Person, Person, Person, Person];
  }

  async function guest(): Promise<Guest> {
    return connectGuest(app, await signUp(app));
  }
});

function actorOf({ id: personId, sessionId }: Person): Actor {
  return { tenantId: PUBLIC_TENANT, personId, sessionId };
}

function create(person: Person, fields: Partial<RouteInput<'communities.create', 'body'>>): Promise<Community> {
  return person.call('communities.create', { body: { name: 'A quiet place', ...fields } });
}

function join(person: Person, params: { communityId: string }) {
  return person.call('communities.join', { params, body: { rulesVersion: 0 } });
}

async function channelNames(person: Person, { id }: { id: string }): Promise<string[]> {
  const { items } = await person.call('communities.channels', { params: { communityId: id } });
  return items.map(({ name }) => name);
}

async function mutesSeenBy(person: Person, params: { communityId: string }) {
  const { items } = await person.call('communities.members', { params });
  return new Map(items.map(({ person: { id }, mutedUntil }) => [id, mutedUntil]));
}

async function kindsOf(person: Person): Promise<string[]> {
  return (await person.call('notifications.list')).items.map(({ kind }) => kind);
}

const codeOf: Person['call'] extends (name: infer _, input?: infer __) => unknown
  ? (person: Person, ...call: Parameters<Person['call']>) => Promise<string>
  : never = async (person, name, input) => (await refusal(person.call(name, input))).reason;

function message(conversationId: string, text: string) {
  return { conversationId, clientMessageId: newId(), text };
}

function sending({ line }: Guest, conversationId: string, text: string): Promise<string> {
  return line.ask('message:send', message(conversationId, text)).then(() => 'ok', reasonOf);
}

function reasonOf(error: { error: { code: string; details?: { reason?: string } } }): string {
  const { code, details } = error.error;
  return details?.reason ? `${code}/${details.reason}` : code;
}
