import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusal, signUp, signUpAll } from '../support/people.ts';

describe('the never-match list', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { neverMatchesPerPerson: 2 } });
  });

  after(() => app.close());

  it('keeps two people apart in both directions, and is seen by the one who made it alone', async () => {
    const [alice, bob] = await two();
    await Promise.all([apart(alice), apart(bob)]);

    await add(alice, bob.id);

    expect([await apart(alice), await apart(bob)]).to.deep.equal([[bob.id], [alice.id]]);
    expect((await alice.call('neverMatch.list')).items.map(({ person }) => person.id)).to.deep.equal([bob.id]);
    expect((await bob.call('neverMatch.list')).items).to.deep.equal([]);
    expect((await bob.call('profiles.get', { params: { personId: alice.id } })).id).to.equal(alice.id);
  });

  it('stands while either of the two wants it', async () => {
    const [alice, bob] = await two();
    await Promise.all([add(alice, bob.id), add(bob, alice.id), add(alice, bob.id)]);

    await remove(alice, bob.id);
    expect(await apart(alice)).to.deep.equal([bob.id]);
    await remove(bob, alice.id);
    await remove(bob, alice.id);

    expect([await apart(alice), await apart(bob)]).to.deep.equal([[], []]);
  });

  it('is not for oneself, changes nothing for an id of nobody, and is limited in number', async () => {
    const [alice, bob, carol, dave] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];

    expect((await refusal(add(alice, alice.id))).reason).to.equal('forbidden/yourself');
    await add(alice, 'nobody');
    expect((await alice.call('neverMatch.list')).items).to.deep.equal([]);
    for (const other of [bob, carol, carol]) await add(alice, other.id);
    expect((await refusal(add(alice, dave.id))).reason).to.equal('conflict/too_many_never_matches');
  });

  it('hides whom a block hides, and reaches no other tenant', async () => {
    const [alice, bob] = await two();
    await add(alice, bob.id);

    await bob.call('blocks.create', { params: { personId: alice.id } });
    await app.services.neverMatch.add({ tenantId: 'another', personId: bob.id }, alice.id);

    expect((await alice.call('neverMatch.list')).items).to.deep.equal([]);
    expect(await app.connection.collection('nevermatches').countDocuments({ tenantId: 'another' })).to.equal(0);
  });

  it('goes with the person', async () => {
    const [alice, bob] = await two();
    const carol = await signUp(app);
    await Promise.all([add(alice, bob.id), add(carol, alice.id)]);

    await alice.call('accounts.delete', { body: { password: alice.password } });

    expect([await apart(bob), await apart(carol)]).to.deep.equal([[], []]);
    const left = { $or: [{ personId: alice.id }, { otherId: alice.id }] };
    expect(await app.connection.collection('nevermatches').countDocuments(left)).to.equal(0);
  });

  async function two(): Promise<[Person, Person]> {
    return [await signUp(app), await signUp(app)];
  }

  const add = (person: Person, personId: string) => person.call('neverMatch.add', { params: { personId } });
  const remove = (person: Person, personId: string) => person.call('neverMatch.remove', { params: { personId } });

  async function apart(person: Person): Promise<string[]> {
    return [...(await app.services.neverMatchList.of({ tenantId: 'public', personId: person.id }))];
  }
});
