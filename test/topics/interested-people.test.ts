/** What I see of people who are interested in my topics: enough to decide, and nothing that is not mine to see. */
import { expect } from 'chai';
import type { Interest } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, signUpAll } from '../support/people.ts';
import { queriesOf } from '../support/queries.ts';

const NOTHING = { bio: '', canTeach: [], wantsToLearn: [], sharedTags: [], sharedCommunities: [] };

describe('people who are interested in my topic', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });

  after(() => app.close());

  it('are shown with what their profile says, and with the tags that we share', async () => {
    const [alice, bob] = (await signUpAll(app, 2)) as [Person, Person];
    const profile = {
      bio: 'I bake.\nAnd I code.',
      canTeach: ['Rust'],
      wantsToLearn: ['Bread'],
      languages: ['en' as const],
    };
    await alice.call('profiles.update', { body: { tags: ['rust', 'food', 'go'] } });
    await bob.call('profiles.update', { body: { ...profile, tags: ['food', 'music', 'rust'] } });

    const { about } = await interestOf(alice, bob);

    expect(about).to.deep.equal({ ...profile, sharedTags: ['food', 'rust'], sharedCommunities: [] });
  });

  it('are shown with the communities that both are in, and with no other', async () => {
    const [alice, bob, carol] = (await signUpAll(app, 3)) as [Person, Person, Person];
    const [both, left] = [await found(carol, 'Both'), await found(alice, 'Left')];
    await found(alice, 'Hers');
    await found(bob, 'His');
    for (const [person, communityId] of [
      [alice, both],
      [bob, both],
      [bob, left],
    ] as const)
      await join(person, communityId);

    await bob.call('communities.leave', { params: { communityId: left } });
    const { about } = await interestOf(alice, bob);
    await alice.call('communities.leave', { params: { communityId: both } });
    const [later] = (await alice.call('interests.listReceived')).items;

    expect(about.sharedCommunities).to.deep.equal([{ id: both, name: 'Both' }]);
    expect(later?.about.sharedCommunities).to.deep.equal([]);
  });

  it('are shown without a community that has been closed', async () => {
    const [alice, bob] = (await signUpAll(app, 2)) as [Person, Person];
    const communityId = await found(alice, 'Closing');
    await join(bob, communityId);
    await interestOf(alice, bob);

    await alice.call('communities.close', { params: { communityId } });

    const [shown] = (await alice.call('interests.listReceived')).items;
    expect(shown?.about.sharedCommunities).to.deep.equal([]);
  });

  it('are not shown while one has blocked the other', async () => {
    const [alice, bob] = (await signUpAll(app, 2)) as [Person, Person];
    const communityId = await found(alice, 'Both');
    await join(bob, communityId);
    await interestOf(alice, bob);

    await bob.call('blocks.create', { params: { personId: alice.id } });

    expect((await alice.call('interests.listReceived')).items).to.deep.equal([]);
  });

  it('have empty facts until they have written some', async () => {
    const [alice, bob] = (await signUpAll(app, 2)) as [Person, Person];

    const { about } = await interestOf(alice, bob);

    expect(about).to.deep.include(NOTHING);
  });

  it('cost as many queries for twenty people as for one', async () => {
    const [alice, ...others] = (await signUpAll(app, 21)) as [Person, ...Person[]];
    const { id: topicId } = await alice.call('topics.create', { body: { title: 'Popular' } });
    const communityId = await found(alice, 'Everybody');
    for (const other of others) await join(other, communityId);
    const params = { topicId };
    const cost = async () => {
      await alice.call('interests.listReceived');
      return queriesOf(app, () => alice.call('interests.listReceived'));
    };
    await others[0]?.call('topics.createInterest', { params });
    const ofOne = await cost();
    for (const other of others) await other.call('topics.createInterest', { params });

    const ofAll = await cost();

    const shown = (await alice.call('interests.listReceived')).items;
    expect(shown.map(({ about }) => about.sharedCommunities.length)).to.deep.equal(Array(20).fill(1));
    expect(ofAll).to.deep.equal(ofOne);
    expect(ofOne).to.include('profiles.find').and.to.include('communities.find');
  });

  async function interestOf(owner: Person, other: Person): Promise<Interest> {
    const { id: topicId } = await owner.call('topics.create', { body: { title: 'Bread' } });
    await other.call('topics.createInterest', { params: { topicId } });
    const [interest] = (await owner.call('interests.listReceived', { query: { topicId } })).items;
    if (!interest) throw new Error('The interest is not listed.');
    return interest;
  }

  async function found(owner: Person, name: string): Promise<string> {
    return (await owner.call('communities.create', { body: { name } })).id;
  }

  async function join(person: Person, communityId: string): Promise<void> {
    await person.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
  }
});
