import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusal, signUp, signUpAll } from '../support/people.ts';

describe('the never-match list', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { neverMatchesPerPerson: 2 } });
  });

  after(() => app.close());

  it('separates two people in both directions, and is visible only to its owner', async () => {
    const [alice, bob] = await twoPeople();
    await Promise.all([separatedFrom(alice), separatedFrom(bob)]);

    await add(alice, bob.id);

    expect([await separatedFrom(alice), await separatedFrom(bob)]).to.deep.equal([[bob.id], [alice.id]]);
    expect((await alice.call('neverMatch.list')).items.map(({ person }) => person.id)).to.deep.equal([bob.id]);
    expect((await bob.call('neverMatch.list')).items).to.deep.equal([]);
    expect((await bob.call('profiles.get', { params: { personId: alice.id } })).id).to.equal(alice.id);
  });

  it('separates two people while one of them still has the other on the list', async () => {
    const [alice, bob] = await twoPeople();
    await Promise.all([add(alice, bob.id), add(bob, alice.id), add(alice, bob.id)]);

    await remove(alice, bob.id);
    expect(await separatedFrom(alice)).to.deep.equal([bob.id]);
    await remove(bob, alice.id);
    await remove(bob, alice.id);

    expect([await separatedFrom(alice), await separatedFrom(bob)]).to.deep.equal([[], []]);
  });

  it('refuses the person themself, ignores unknown ids, and is limited in number', async () => {
    const [alice, bob, carol, dave] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];

    expect((await refusal(add(alice, alice.id))).reason).to.equal('forbidden/yourself');
    await add(alice, 'nobody');
    expect((await alice.call('neverMatch.list')).items).to.deep.equal([]);
    for (const other of [bob, carol, carol]) await add(alice, other.id);
    expect((await refusal(add(alice, dave.id))).reason).to.equal('conflict/too_many_never_matches');
  });

  it('hides people in a block with its owner, and does not reach another tenant', async () => {
    const [alice, bob] = await twoPeople();
    await add(alice, bob.id);

    await bob.call('blocks.create', { params: { personId: alice.id } });
    await app.services.neverMatch.add({ tenantId: 'another', personId: bob.id }, alice.id);

    expect((await alice.call('neverMatch.list')).items).to.deep.equal([]);
    expect(await app.connection.collection('nevermatches').countDocuments({ tenantId: 'another' })).to.equal(0);
  });

  it('is removed when either person deletes the account', async () => {
    const [alice, bob] = await twoPeople();
    const carol = await signUp(app);
    await Promise.all([add(alice, bob.id), add(carol, alice.id)]);

    await alice.call('accounts.delete', { body: { password: alice.password } });

    expect([await separatedFrom(bob), await separatedFrom(carol)]).to.deep.equal([[], []]);
    const left = { $or: [{ personId: alice.id }, { otherId: alice.id }] };
    expect(await app.connection.collection('nevermatches').countDocuments(left)).to.equal(0);
  });

  async function twoPeople(): Promise<[Person, Person]> {
    return [await signUp(app), await signUp(app)];
  }

  const add = (person: Person, personId: string) => person.call('neverMatch.add', { params: { personId } });
  const remove = (person: Person, personId: string) => person.call('neverMatch.remove', { params: { personId } });

  async function separatedFrom(person: Person): Promise<string[]> {
    return [...(await app.services.neverMatchList.of({ tenantId: 'public', personId: person.id }))];
  }
});
