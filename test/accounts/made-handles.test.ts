/** The handles of people who sign up without choosing one. */
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { caller } from '../support/people.ts';

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

  it('is neutral where the name has too few Latin letters, or is reserved', async () => {
    const handles = await Promise.all(['田中 花子', '飯 3', 'Ai', 'Admin', '42'].map(handleFor));

    for (const handle of handles) expect(handle).to.match(/^person_\d{4}(_\d{4})?$/);
  });

  it('is cut where the name is long', async () => {
    expect(await handleFor(`${unique()} ${'long'.repeat(6)}`)).to.have.length(24);
  });

  it('differs for several people who sign up with one name at the same moment', async () => {
    const name = unique();

    const handles = await Promise.all(Array.from({ length: 8 }, () => handleFor(name)));

    expect(new Set(handles).size).to.equal(8);
    expect(handles).to.include(name);
    for (const handle of handles) expect(handle.slice(0, name.length)).to.equal(name);
  });
});
