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
    const tokens = await invitations(3);

    const outcomes = [];
    for (const token of tokens) {
      outcomes.push(await refusalOf(account.call('tenantInvitations.accept', { body: { token, ...newEntry() } })));
    }

    expect(outcomes).to.deep.equal([ACCEPTED, ACCEPTED, 'conflict/too_many_tenants']);
    expect(await refusalOf(createTenant(account))).to.equal('conflict/too_many_tenants');
  });

  it('are two for an account that accepts three invitations at the same moment', async () => {
    const account = await signUp(app);
    const tokens = await invitations(3);
    const accept = (token: string) => account.call('tenantInvitations.accept', { body: { token, ...newEntry() } });

    const outcomes = await Promise.all(tokens.map((token) => refusalOf(accept(token))));

    expect(outcomes).to.have.members([ACCEPTED, ACCEPTED, 'conflict/too_many_tenants']);
    expect((await account.call('tenants.list')).items).to.have.length(1 + 2);
  });

  it('are two open invitations', async () => {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account));
    const invite = () => refusalOf(owner.call('tenantInvitations.create', { body: {} }));

    const outcomes = [await invite(), await invite(), await invite()];

    expect(outcomes).to.deep.equal([ACCEPTED, ACCEPTED, 'conflict/too_many_invitations']);
  });

  /** The tokens of invitations to as many organisations. */
  async function invitations(howMany: number): Promise<string[]> {
    const invite = async (owner: Person) => {
      const inside = await switchTo(app, owner, await createTenant(owner));
      return tokenOf((await inside.call('tenantInvitations.create', { body: {} })).link);
    };
    return Promise.all((await signUpAll(app, howMany)).map(invite));
  }
});
