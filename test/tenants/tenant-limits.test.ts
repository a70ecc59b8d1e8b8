/** Limits of organisations: each accepts its maximum and refuses one more. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createTenant, newEntry, switchTo, tokenOf } from '../support/organisations.ts';
import { type Person, refusalOf, signUp, signUpAll } from '../support/people.ts';

const ACCEPTED = 'nothing was refused';

describe('the limits of organisations', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { tenantsPerAccount: 2, openInvitationsPerTenant: 2 } });
  });
  after(() => app.close());

  it('are two for an account, by invitation and by creating one', async () => {
    const account = await signUp(app);
    const invite = async (owner: Person) => {
      const inside = await switchTo(app, owner, await createTenant(owner));
      return tokenOf((await inside.call('tenantInvitations.create', { body: {} })).link);
    };
    const tokens = await Promise.all((await signUpAll(app, 3)).map(invite));

    const outcomes = [];
    for (const token of tokens) {
      outcomes.push(await refusalOf(account.call('tenantInvitations.accept', { body: { token, ...newEntry() } })));
    }

    expect(outcomes).to.deep.equal([ACCEPTED, ACCEPTED, 'conflict/too_many_tenants']);
    expect(await refusalOf(createTenant(account))).to.equal('conflict/too_many_tenants');
  });

  it('are two open invitations', async () => {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account));
    const invite = () => refusalOf(owner.call('tenantInvitations.create', { body: {} }));

    const outcomes = [await invite(), await invite(), await invite()];

    expect(outcomes).to.deep.equal([ACCEPTED, ACCEPTED, 'conflict/too_many_invitations']);
  });
});
