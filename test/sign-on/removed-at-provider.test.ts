/** A person whom the provider of an organisation gives a right by a group, and who is removed there: with a stopwatch. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { entraUser, newDirectoryKey, patchOf, type ScimCall, scimCaller } from '../support/directory.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { refusalOf } from '../support/people.ts';
import { type Company, employ, signOn, startCompany, switchOn } from '../support/sign-on.ts';
import { disconnectAll } from '../support/socket-client.ts';

const PROMISED_MS = 5_000;
const OK = 'nothing was refused';

describe('a person whom the provider of an organisation puts into a group', () => {
  let app: TestApp;
  let company: Company;
  let scim: ScimCall;
  before(async () => {
    app = await startTestApp();
    company = await startCompany(app);
    await switchOn(company);
    scim = scimCaller(app, (await newDirectoryKey(company.owner)).secret);
    const body = { name: 'Our auditors', externalName: 'moderators', grants: [{ setId: 'auditor' }] };
    await company.owner.call('tenantGroups.create', { body });
  });
  afterEach(() => disconnectAll());
  after(async () => {
    await company.provider.close();
    await app.close();
  });

  const email = (subject: string) => `${subject}@${company.domain}`;
  /** Signed in by the provider as one of the group, known to the directory, connected and in a seat. */
  async function seated(name: string) {
    const subject = employ(company, name, { groups: ['moderators'] });
    const { json } = await scim('POST', '/Users', entraUser(email(subject)));
    const person = await signOn(company, subject);
    const guest = await connectGuest(app, person);
    const { id: roomId } = await person.call('rooms.create', { body: { title: 'Kitchen' } });
    const seat = await sitDown(app, guest, roomId);
    return { subject, person, userId: String(json.id), guest, seat };
  }
  const readsAudit = async ({ person }: Pick<Awaited<ReturnType<typeof seated>>, 'person'>) =>
    (await refusalOf(person.call('tenants.audit', { query: {} }))) === OK;

  it('has what the group gives, until the next sign-in without the group', async () => {
    const one = await seated('moderates');
    expect(await readsAudit(one)).to.equal(true);

    company.provider.employees.set(one.subject, { email: email(one.subject), email_verified: true, groups: [] });
    await signOn(company, one.subject);

    expect(await readsAudit(one)).to.equal(false);
  });

  it('is suspended by the directory that learns of the person after the first sign-in', async () => {
    const subject = employ(company, 'earlier');
    const person = await signOn(company, subject);

    const { json } = await scim('POST', '/Users', entraUser(email(subject), { active: false }));

    expect(json.active).to.equal(false);
    expect(await refusalOf(person.call('accounts.me'))).to.equal('unauthenticated/session_ended');
  });

  it('does not come in for the first time when the directory has suspended the person before', async () => {
    const subject = employ(company, 'never');
    await scim('POST', '/Users', entraUser(email(subject), { active: false }));

    expect(await refusalOf(signOn(company, subject))).to.equal('forbidden/membership_suspended');
  });

  const removals: Record<string, (userId: string) => Promise<unknown>> = {
    'is deactivated': (userId) =>
      scim('PATCH', `/Users/${userId}`, patchOf({ op: 'Replace', path: 'active', value: 'False' })),
    'is deleted': (userId) => scim('DELETE', `/Users/${userId}`),
  };
  for (const [name, remove] of Object.entries(removals)) {
    it(`has neither a connection nor a voice within five seconds after the person ${name} there`, async () => {
      const { person, userId, guest, seat } = await seated(name.replaceAll(' ', '-'));
      const pressedAt = performance.now();

      await remove(userId);
      await Promise.all([guest.line.ended(), seat.voice.ended()]);

      expect(performance.now() - pressedAt).to.be.below(PROMISED_MS);
      expect(await refusalOf(person.call('accounts.me'))).to.equal('unauthenticated/session_ended');
    });
  }
});
