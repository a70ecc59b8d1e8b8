/** The handles of people who sign up without choosing one. */
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { caller, refusalOf } from '../support/people.ts';

describe('a handle that the server makes', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  const handleFor = async (displayName: string) => {
    const body = { email: `n${randomUUID()}@example.com`, password: 'a quiet evening', displayName };
    return (await caller(app)('accounts.signUp', { body })).profile.handle;
  };
  const unique = () => `z${randomBytes(5).toString('hex')}`;

  it('is made of the name', async () => {
    const ending = unique();

    expect(await handleFor(`Zoë Ｄôme ${ending}`)).to.equal(`zoe_dome_${ending}`);
  });

  it('spells letters that are no letter of ASCII with a mark', async () => {
    const ending = unique();

    expect(await handleFor(`Bjørn Æsa Straße Ł ${ending}`)).to.equal(`bjorn_aesa_strasse_l_${ending}`.slice(0, 24));
  });

  it('is neutral where the name has too few Latin letters, or is reserved', async () => {
    const handles = await Promise.all(['田中 花子', '飯 3', 'Ai', 'Admin', 'He1p', 'Rneshi', '42'].map(handleFor));

    for (const handle of handles) expect(handle).to.match(/^person_\d{4}(_\d{4})?$/);
  });

  it('is cut where the name is long, also with a number', async () => {
    const name = `${unique()} ${'long'.repeat(6)}`;

    const [first, second] = [await handleFor(name), await handleFor(name)];

    expect([first.length, second.length]).to.deep.equal([24, 24]);
    expect(second).to.match(/_\d{4}$/);
  });

  it('is refused if the person has chosen it and somebody has it', async () => {
    const handle = await handleFor(unique());
    const body = { email: `n${randomUUID()}@example.com`, password: 'a quiet evening', displayName: 'Nia', handle };

    const refused = await refusalOf(caller(app)('accounts.signUp', { body }));
    const { profile } = await caller(app)('accounts.signUp', { body: { ...body, handle: unique() } });

    expect(refused).to.equal('conflict/handle_taken');
    expect(profile.displayName).to.equal('Nia');
  });

  it('differs for several people who sign up with one name at the same moment', async () => {
    const name = unique();

    const handles = await Promise.all(Array.from({ length: 8 }, () => handleFor(name)));

    expect(new Set(handles).size).to.equal(8);
    expect(handles).to.include(name);
    for (const handle of handles) expect(handle.slice(0, name.length)).to.equal(name);
  });
});
