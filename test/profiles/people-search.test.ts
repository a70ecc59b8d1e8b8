/** Finding people by name, and what open pages learn of a changed or deleted person. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusal, refusalOf, signUp } from '../support/people.ts';

describe('people', () => {
  let app: TestApp;
  let reader: Person;
  let sakura: Person;

  before(async () => {
    app = await startTestApp();
    reader = await signUp(app);
    sakura = await signUp(app, { displayName: '山田 さくら', handle: 'yamada_sakura' });
    await signUp(app, { displayName: '山本 太郎', handle: 'taro_y' });
  });
  after(() => app.close());

  const found = async (q: string, person = reader) => {
    const { items } = await person.call('profiles.list', { query: { q } });
    return items.map(({ handle }) => handle);
  };

  for (const q of ['山田', 'さくら', 'サクラ', 'ｻｸﾗ', '山田 さくら', 'yamada', 'YAMADA_SAKURA', 'a_sak', '田']) {
    it(`are found by a part of the name or handle: ${q}`, async () => {
      expect(await found(q)).to.deep.equal(['yamada_sakura']);
    });
  }

  for (const q of ['田山', 'くらさ', 'yamamoto', '.*', '$gt', '@']) {
    it(`are not found by other text: ${q}`, async () => {
      expect(await found(q)).to.deep.equal([]);
    });
  }

  it('are listed newest first, in pages without gaps', async () => {
    expect(await found('山')).to.deep.equal(['taro_y', 'yamada_sakura']);
    const first = await reader.call('profiles.list', { query: { q: '山', limit: 1 } });
    expect(first.items.map(({ handle }) => handle)).to.deep.equal(['taro_y']);
    const second = await reader.call('profiles.list', { query: { q: '山', limit: 1, cursor: first.nextCursor ?? '' } });
    expect(second.items.map(({ handle }) => handle)).to.deep.equal(['yamada_sakura']);
    expect(second.nextCursor).to.equal(null);
  });

  it('are found by their new names only, after simultaneous changes', async () => {
    const ken = await signUp(app, { displayName: '古川 健', handle: 'furukawa' });

    await Promise.all([
      ken.call('profiles.update', { body: { displayName: '新井 健' } }),
      ken.call('profiles.update', { body: { handle: 'arai_ken' } }),
    ]);

    expect(await found('新井')).to.deep.equal(['arai_ken']);
    expect(await found('arai_ken')).to.deep.equal(['arai_ken']);
    expect(await found('古川')).to.deep.equal([]);
    expect(await found('furukawa')).to.deep.equal([]);
  });

  it('are not found by those with whom they are in a block, in both directions', async () => {
    const blocker = await signUp(app, { displayName: '遮断 花子' });
    await blocker.call('blocks.create', { params: { personId: sakura.id } });

    expect(await found('山田', blocker)).to.deep.equal([]);
    expect(await found('遮断', sakura)).to.deep.equal([]);
    expect(await found('遮断')).to.have.length(1);
  });

  it('are not found after the account was deleted', async () => {
    const gone = await signUp(app, { displayName: '退会 次郎' });
    expect(await found('退会')).to.have.length(1);

    await gone.call('accounts.delete', { body: { password: gone.password } });

    expect(await found('退会')).to.deep.equal([]);
  });

  it('can be searched only so often in an hour, by each person', async () => {
    const limited = await startTestApp({ limits: { peopleSearchesPerHour: 2 } });
    const [ada, bob] = [await signUp(limited), await signUp(limited)];
    const search = (person: Person) => refusalOf(person.call('profiles.list', { query: { q: 'a' } }));

    const outcomes = [await search(ada), await search(ada), await search(ada), await search(bob)];
    await limited.close();

    const found = 'nothing was refused';
    expect(outcomes).to.deep.equal([found, found, 'limit_exceeded', found]);
  });

  it('are searched only by those who are signed in, with some text', async () => {
    expect((await refusal(reader.call('profiles.list', { query: { q: ' ' } }))).reason).to.match(/^invalid_input/);
    expect((await fetch(`${app.url}/api/v1/profiles?q=a`)).status).to.equal(401);
  });
});
