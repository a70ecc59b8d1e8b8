/** Private notes about people: visible only to their author, and removed with either person. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusal, signUpAll } from '../support/people.ts';

describe('private notes', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });

  after(() => app.close());

  it('are stored for their author, and can be replaced', async () => {
    const [alice, bob] = await twoPeople();

    await write(alice, bob, 'Talked about Rust over ramen');
    const replaced = await write(alice, bob, 'Wants to see my compiler');

    expect(await read(alice, bob)).to.deep.equal(replaced);
    expect(replaced.text).to.equal('Wants to see my compiler');
  });

  it('are stored once if several devices write the first note concurrently', async () => {
    const [alice, bob] = await twoPeople();

    await Promise.all(['a', 'b', 'c'].map((text) => write(alice, bob, text)));

    expect(await app.connection.collection('notes').countDocuments({ authorId: alice.id })).to.equal(1);
  });

  it('are deleted by an empty text', async () => {
    const [alice, bob] = await twoPeople();
    await write(alice, bob, 'To be forgotten');

    await write(alice, bob, '');

    expect(await read(alice, bob)).to.deep.equal({ text: '', updatedAt: null });
  });

  it('are invisible to everyone else, also to the person they are about', async () => {
    const [alice, bob] = await twoPeople();
    await write(alice, bob, 'Only for me');

    expect(await read(bob, alice)).to.deep.equal({ text: '', updatedAt: null });
    expect(await read(bob, bob)).to.deep.equal({ text: '', updatedAt: null });
  });

  it('cannot be about a person whom the author cannot see', async () => {
    const [alice, bob] = await twoPeople();
    await bob.call('blocks.create', { params: { personId: alice.id } });

    expect((await refusal(write(alice, bob, 'Hello'))).reason).to.match(/^not_found/);
    expect((await refusal(write(alice, { id: 'nobody' } as Person, 'Hello'))).reason).to.match(/^not_found/);
  });

  it('are removed with their author, and with the person they are about', async () => {
    const [alice, bob] = await twoPeople();
    await Promise.all([write(alice, bob, 'about Bob'), write(bob, alice, 'about Alice')]);

    await bob.call('accounts.delete', { body: { password: bob.password } });

    expect(await app.connection.collection('notes').countDocuments({ text: /about (Bob|Alice)/ })).to.equal(0);
  });

  async function twoPeople(): Promise<[Person, Person]> {
    return (await signUpAll(app, 2)) as [Person, Person];
  }

  const read = (reader: Person, about: Person) => reader.call('notes.get', { params: { personId: about.id } });
  const write = (author: Person, about: Person, text: string) =>
    author.call('notes.set', { params: { personId: about.id }, body: { text } });
});
