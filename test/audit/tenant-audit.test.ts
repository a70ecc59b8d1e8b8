/** The audit log of an organisation: who may read it, what it tells, and the files that can be saved. */
import { expect } from 'chai';
import { csvOf } from '../../src/audit/csv.ts';
import { verifyFile } from '../../src/audit/verify-database.ts';
import { DELETED_PERSON_ID } from '../../src/database/personal-fields.ts';
import { coarseAddress } from '../../src/http/client-address.ts';
import { Secret } from '../../src/kernel/secret.ts';
import type { AuditEntry } from '../../src/protocol/audit.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type CallInput, type Person, refusalOf, signUp } from '../support/people.ts';

const key = { id: 'k1', secret: new Secret('9f2Kq-u1vWcZ4Lr8TtYx6BnM0PdEgHsJ') };

describe('the audit log of an organisation', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ config: { tokenKeys: [key] }, limits: { auditExportEntries: 3 } });
  });
  after(() => app.close());

  async function organisation() {
    const account = await signUp(app);
    const tenantId = await createTenant(account, 'Engines');
    const owner = await switchTo(app, account, tenantId);
    const ben = await signUpInto(app, owner, { displayName: 'Ben' });
    return { tenantId, owner, ben };
  }
  const list = async (person: Person, query: CallInput<'tenants.audit'>['query'] = {}) =>
    (await person.call('tenants.audit', { query })).items;

  it('tells who did what to whom, in which role, from where, and what was before and after', async () => {
    const { owner, ben } = await organisation();

    await owner.call('tenantMembers.setRole', { params: { personId: ben.id }, body: { role: 'admin' } });

    const [entry] = await list(owner);
    expect(entry).to.deep.include({
      action: 'tenant_role_set',
      as: 'owner',
      actorId: owner.id,
      targetId: ben.id,
      before: { role: 'member' },
      after: { role: 'admin' },
      address: '127.0.0.0/24',
    });
    expect([entry?.actor?.displayName, entry?.target?.displayName]).to.deep.equal(['Engines owner', 'Ben']);
    expect(entry?.sessionId).to.be.a('string');
  });

  it('is for owners and admins alone', async () => {
    const { owner, ben } = await organisation();
    const asked = () => Promise.all([refusalOf(ben.call('tenants.audit')), refusalOf(ben.call('tenants.exportAudit'))]);

    expect(await asked()).to.deep.equal(['forbidden/not_allowed', 'forbidden/not_allowed']);
    await owner.call('tenantMembers.setRole', { params: { personId: ben.id }, body: { role: 'admin' } });
    expect(await list(ben)).to.have.length.above(0);
  });

  it('holds nothing of another organisation', async () => {
    const [one, other] = [await organisation(), await organisation()];
    const people = [other.owner.id, other.ben.id];

    const entries = await list(one.owner);

    expect(entries.filter(({ actorId, targetId }) => people.includes(actorId) || people.includes(targetId ?? ''))).to.be
      .empty;
    expect(entries.at(-1)).to.include({ action: 'tenant_created', seq: 1 });
  });

  it('is filtered by action, person, target and time, and read page by page', async () => {
    const { owner, ben } = await organisation();
    const { id: invitationId } = await owner.call('tenantInvitations.create', { body: {} });
    await owner.call('tenantInvitations.revoke', { params: { invitationId } });
    const all = await list(owner);
    const seqs = (entries: { seq: number }[]) => entries.map(({ seq }) => seq);
    const [newest] = all;

    expect(seqs(await list(owner, { targetId: invitationId }))).to.deep.equal(seqs(all.slice(0, 2)));
    expect(await list(owner, { action: 'tenant_invitation_revoked' })).to.deep.equal([newest]);
    expect((await list(owner, { actorId: ben.id })).map(({ action }) => action)).to.deep.equal(['tenant_joined']);
    expect(await list(owner, { from: new Date(Date.now() + 60_000).toISOString() })).to.deep.equal([]);
    expect(await list(owner, { to: new Date(Date.now() + 60_000).toISOString() })).to.deep.equal(all);
    const first = await owner.call('tenants.audit', { query: { limit: 2 } });
    const second = await owner.call('tenants.audit', { query: { limit: 2, cursor: first.nextCursor ?? '' } });
    expect(seqs([...first.items, ...second.items])).to.deep.equal(seqs(all.slice(0, 4)));
  });

  it('tells nothing of what was refused or has changed nothing', async () => {
    const { owner, ben } = await organisation();
    const before = await list(owner);

    await refusalOf(ben.call('tenants.edit', { body: { name: 'Taken over' } }));
    await refusalOf(owner.call('tenants.leave'));
    await owner.call('tenantMembers.setRole', { params: { personId: ben.id }, body: { role: 'member' } });
    await owner.call('tenants.restore');

    expect(await list(owner)).to.deep.equal(before);
  });

  it('keeps the ids of people who have left, and no name', async () => {
    const { owner, ben } = await organisation();

    await ben.call('tenants.leave');

    const [entry] = await list(owner, { action: 'tenant_left' });
    expect(entry).to.include({ actorId: ben.id, targetId: ben.id });
    expect(entry?.actor?.displayName).not.to.equal('Ben');
    expect(DELETED_PERSON_ID).not.to.equal(entry?.actorId);
  });

  it('is exported as JSON Lines, in several files, that verify', async () => {
    const { owner, tenantId } = await organisation();
    for (let count = 0; count < 3; count++) await owner.call('tenantInvitations.create', { body: {} });
    const lines: string[] = [];
    for (let fromSeq: number | null = 1; fromSeq !== null; ) {
      const file: { text: string; nextSeq: number | null } = await owner.call('tenants.exportAudit', {
        query: { fromSeq },
      });
      lines.push(...file.text.split('\n').filter(Boolean));
      fromSeq = file.nextSeq;
    }

    const [report] = await verifyFile(lines, { keys: [key] });

    expect(report).to.deep.include({ chain: tenantId, entries: lines.length, problem: null });
    expect(lines.length).to.be.above(5);
    const [changed] = await verifyFile([lines[0] ?? '', lines[1]?.replace('"member"', '"owner"') ?? ''], {
      keys: [key],
    });
    expect(changed?.problem?.kind).to.equal('altered');
  });

  it('is exported as a table in which no cell is a formula', async () => {
    const { owner } = await organisation();
    const { text, fileName } = await owner.call('tenants.exportAudit', { query: { format: 'csv' } });
    const [head, first] = text.split('\r\n');
    expect(head).to.match(/^"chain","seq","id","at","actorId"/);
    expect(first).to.include('"tenant_created"');
    expect(fileName).to.match(/\.csv$/);

    const reasons = ['=1+1', '+1', '-1', '@sum', '\t=1', ' =1', '＝1', 'a "quoted" word,\nand more'];
    const table = csvOf(reasons.map((reason) => ({ reason }) as AuditEntry));

    for (const reason of reasons.slice(0, -1)) expect(table).to.include(`"'${reason}"`);
    expect(table).to.include('"a ""quoted"" word,\nand more"');
  });

  it('goes with the organisation, and the chain of the server tells of that', async () => {
    const { tenantId, ben } = await organisation();
    await ben.call('tenants.leave');

    await app.services.departures.eraseTenant(tenantId);

    const entries = app.connection.collection('auditEntries');
    expect(await entries.countDocuments({ tenantId })).to.equal(0);
    expect(await app.connection.collection('auditMarks').countDocuments({ tenantId })).to.equal(0);
    const ofServer = await entries.find({ tenantId: 'public', targetId: tenantId }).sort({ seq: 1 }).toArray();
    expect(ofServer.map(({ action }) => action)).to.deep.equal(['tenant_created', 'tenant_deleted']);
    expect(await app.connection.collection('tenants').countDocuments({ _id: tenantId as never })).to.equal(0);
  });

  it('names the network of a request and not the address', () => {
    expect(coarseAddress('203.0.113.77')).to.equal('203.0.113.0/24');
    expect(coarseAddress('2001:db8:12:34::/64')).to.equal('2001:db8:12::/48');
    expect(coarseAddress('unknown')).to.equal('');
  });
});
