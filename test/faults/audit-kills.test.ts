/**
 * The server is killed at any moment while owners change roles and invitations. Afterwards every change has its entry in the
 * audit log, and every entry its change.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { openConfigured } from '../../src/app.ts';
import type { AuditEntryDoc } from '../../src/audit/audit-model.ts';
import { readConfig } from '../../src/kernel/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, signUp } from '../support/people.ts';
import { ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';

/** `AUDIT_KILLS` sets another number. */
const KILLS = Number(process.env.AUDIT_KILLS ?? 3);

/** Each kill costs a start, which takes long on a busy machine. */
const LIMIT_MS = 5 * 60_000;

describe('a kill of the server while rights are changed', () => {
  it(`leaves no change without an entry and no entry without its change, ${KILLS} times`, async function () {
    this.timeout(LIMIT_MS);
    const server = await ServerProcess.start();
    try {
      const account = await signUp(server);
      const tenantId = await createTenant(account);
      const owner = await switchTo(server, account, tenantId);
      const members = [await signUpInto(server, owner), await signUpInto(server, owner)];
      const work = [...members.map((member) => changeRoles(server, owner, member)), changeInvitations(server, owner)];

      for (let kill = 0; kill < KILLS; kill++) {
        // Each time at another moment of the work, which goes on meanwhile.
        await Promise.all(work.map((each) => each.next(2 + kill)));
        await server.kill();
        await server.startAgain();
      }
      await Promise.all(work.map((each) => each.next(2)));
      await Promise.all(work.map((each) => each.stop()));
      await server.kill();
      // A start moves what the last kill has left.
      await server.startAgain();
      await server.stop();

      await expectWhole(server.dataDir);
      const database = await openConfigured(readConfig({ ...process.env, DATA_DIR: server.dataDir }), silent);
      try {
        await expectSameAsLog(database.connection, tenantId, members);
      } finally {
        await database.close();
      }
    } finally {
      await server.close();
    }
  });
});

const silent = createLog({ level: 'silent' });

/** `npm run audit:verify` finds nothing. */
async function expectWhole(dataDir: string): Promise<void> {
  const root = join(import.meta.dirname, '../..');
  const env = { ...process.env, DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, ['src/audit-command.ts'], { cwd: root, env });
  expect(stdout).to.match(/\d+ chains, 0 with a problem/);
}

async function expectSameAsLog(connection: Connection, tenantId: string, members: readonly Person[]): Promise<void> {
  const entries = await connection
    .collection<AuditEntryDoc>('auditEntries')
    .find({ tenantId })
    .sort({ seq: 1 })
    .toArray();
  for (const { id } of members) {
    const changes = entries.filter(({ action, targetId }) => action === 'tenant_role_set' && targetId === id);
    const roles = ['member', ...changes.map(({ after }) => after.role)];
    const stored = await connection.collection<{ _id: string; role: string }>('tenantMemberships').findOne({ _id: id });
    expect(changes.length, 'changes of roles').to.be.above(KILLS);
    expect(changes.map(({ before }) => before.role)).to.deep.equal(roles.slice(0, -1));
    expect(stored?.role).to.equal(roles.at(-1));
  }
  const about = (name: string) => entries.filter(({ action }) => action === name).map(({ targetId }) => targetId);
  const revoked = new Set(about('tenant_invitation_revoked'));
  const open = about('tenant_invitation_created').filter((id) => !revoked.has(id));
  const stored = await connection.collection('tenantInvitations').find({ tenantId }).toArray();
  expect(stored.map(({ _id }) => String(_id))).to.have.members(open.map(String));
  const pending = await connection
    .collection('tenantMemberships')
    .countDocuments({ 'pendingAudit.id': { $type: 'string' } });
  expect(pending, 'entries that wait').to.equal(0);
}

function changeRoles(server: ServerProcess, owner: Person, { id: personId }: Person) {
  let role: 'admin' | 'member' = 'member';
  return working(server, async () => {
    role = role === 'admin' ? 'member' : 'admin';
    await owner.call('tenantMembers.setRole', { params: { personId }, body: { role } });
  });
}

function changeInvitations(server: ServerProcess, owner: Person) {
  return working(server, async () => {
    const { id: invitationId } = await owner.call('tenantInvitations.create', { body: {} });
    await owner.call('tenantInvitations.revoke', { params: { invitationId } });
  });
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  return answer?.ok ?? false;
}

/** Works without pause. What fails because the server is away is tried again, as a person would. */
function working({ url }: ServerProcess, act: () => Promise<void>) {
  let [isStopped, done] = [false, 0];
  let waiting: { from: number; resolve: () => void }[] = [];
  const run = (async () => {
    while (!isStopped) {
      const isDone = await act().then(
        () => true,
        () => false,
      );
      if (!isDone) {
        await until(() => isReady(url));
        continue;
      }
      done += 1;
      for (const { resolve } of waiting.filter(({ from }) => done >= from)) resolve();
      waiting = waiting.filter(({ from }) => done < from);
    }
  })();
  return {
    next: (count: number) => new Promise<void>((resolve) => void waiting.push({ from: done + count, resolve })),
    stop: async () => {
      isStopped = true;
      await run;
    },
  };
}
