/** Bans from communities after the banned person has deleted the account, or has left the organisation. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { bringIn, createTenant, switchTo } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUp } from '../support/people.ts';

const MINUTE_MS = 60_000;
const OK = 'nothing was refused';
const body = { rulesVersion: 0 };

// Promise A3 of docs/promises.md.
describe('a ban', () => {
  let app: TestApp;
  let nowMs = Date.now();

  before(async () => {
    app = await startTestApp({ clock: new Clock(() => nowMs) });
  });
  after(() => app.close());

  it('holds for a new account with the same address, on every way to join, and nowhere else', async () => {
    const owner = await signUp(app);
    const [params, other] = [await open(owner), await open(owner)];
    const { token } = await owner.call('communities.createInvitation', { params, body: {} });
    const asked = await open(owner, 'approval');
    const { banned, again } = await returning();
    for (const { communityId } of [params, asked]) await ban(owner, communityId, banned);

    const person = await again();

    const answers = [
      await refusalOf(person.call('communities.join', { params, body })),
      await refusalOf(person.call('communities.join', { params: asked, body })),
      await refusalOf(person.call('communities.acceptInvitation', { body: { ...body, token } })),
      await refusalOf(owner.call('communities.invite', { params: { ...params, personId: person.id } })),
      await refusalOf(person.call('communities.join', { params: other, body })),
      await refusalOf((await signUp(app)).call('communities.join', { params, body })),
    ];
    const banned403 = 'forbidden/banned';
    expect(answers).to.deep.equal([banned403, banned403, banned403, 'conflict/person_banned', OK, OK]);
    expect((await person.call('communities.get', { params: asked })).standing).to.equal('none');
  });

  it('holds after a second deletion, and until a moderator ends it in the list', async () => {
    const owner = await signUp(app);
    const params = await open(owner);
    const { banned, again } = await returning();
    await ban(owner, params.communityId, banned);
    await (await again()).call('accounts.delete', { body: { password: banned.password } });
    const person = await signUp(app, { email: banned.email });
    const join = () => refusalOf(person.call('communities.join', { params, body }));
    const before = await join();

    const { items } = await owner.call('communities.bans', { params });
    for (const { person: listed } of items)
      await owner.call('communities.unban', { params: { ...params, personId: listed.id } });

    expect(items.map(({ person: listed, reason }) => [listed.handle, reason])).to.deep.equal([['deleted', '']]);
    expect([before, await join()]).to.deep.equal(['forbidden/banned', OK]);
    expect(await keptOf(params.communityId)).to.deep.equal([]);
  });

  it('holds until it ends, and the database then removes what is kept', async () => {
    const owner = await signUp(app);
    const params = await open(owner);
    const { banned, again } = await returning();
    const until = new Date(nowMs + MINUTE_MS);
    await ban(owner, params.communityId, banned, until);
    const person = await again();
    const join = () => refusalOf(person.call('communities.join', { params, body }));
    const before = await join();

    nowMs += MINUTE_MS + 1;

    expect([before, await join()]).to.deep.equal(['forbidden/banned', OK]);
    expect((await keptOf(params.communityId)).map(({ keptUntil }) => keptUntil)).to.deep.equal([until]);
    const indexes = await app.connection.collection('communityMemberships').indexes();
    expect(indexes.find(({ key }) => 'keptUntil' in key)?.expireAfterSeconds).to.equal(0);
  });

  it('keeps neither the address nor the reason, and nothing of a person whose ban has ended', async () => {
    const owner = await signUp(app);
    const [params, ended] = [await open(owner), await open(owner)];
    const { banned, again } = await returning();
    for (const { communityId } of [params, ended]) await ban(owner, communityId, banned);
    await owner.call('communities.unban', { params: { ...ended, personId: banned.id } });

    await again();

    const kept = await keptOf(params.communityId);
    expect(kept).to.have.length(1);
    expect(JSON.stringify(kept)).not.to.include(banned.email).and.not.to.include('spam');
    expect(await keptOf(ended.communityId)).to.deep.equal([]);
    expect(
      await app.connection.collection('communityMemberships').find({ personId: banned.id }).toArray(),
    ).to.have.length(1);
  });

  it('holds for a person who leaves the organisation and comes back', async () => {
    const [founder, account] = [await signUp(app), await signUp(app)];
    const tenantId = await createTenant(founder);
    const owner = await switchTo(app, founder, tenantId);
    const params = await open(owner);
    const enter = async () => {
      await bringIn(owner, account);
      account.call = (await switchTo(app, account, tenantId)).call;
      return account.call('accounts.me');
    };
    const { profile } = await enter();
    await ban(owner, params.communityId, { ...account, id: profile.id });

    await account.call('tenants.leave');
    const { accessToken } = await signInOutside(account);
    account.call = caller(app, accessToken);
    await enter();

    expect(await refusalOf(account.call('communities.join', { params, body }))).to.equal('forbidden/banned');
  });

  /** A person who deletes the account with `again`, and signs up with the same address. */
  async function returning(): Promise<{ banned: Person; again: () => Promise<Person> }> {
    const banned = await signUp(app);
    const again = async () => {
      await banned.call('accounts.delete', { body: { password: banned.password } });
      return signUp(app, { email: banned.email.toUpperCase() });
    };
    return { banned, again };
  }

  async function open(owner: Person, joining: 'open' | 'approval' = 'open'): Promise<{ communityId: string }> {
    const { id } = await owner.call('communities.create', { body: { name: 'Quiet', joining } });
    return { communityId: id };
  }

  async function ban(owner: Person, communityId: string, { id }: Person, until: Date | null = null): Promise<void> {
    const sanction = { reason: 'spam', until: until?.toISOString() ?? null };
    await owner.call('communities.ban', { params: { communityId, personId: id }, body: sanction });
  }

  function signInOutside({ email, password }: Person) {
    return caller(app)('sessions.signIn', { body: { email, password } });
  }

  function keptOf(communityId: string) {
    const kept = { communityId, addressHash: { $exists: true } };
    return app.connection.collection('communityMemberships').find(kept).toArray();
  }
});
