/** `npm run operator` on the machine itself, while the server runs and after it was killed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { addAuthenticator } from '../support/authenticator.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { caller, type Person, signUp } from '../support/people.ts';
import { ServerProcess } from '../support/server-process.ts';

const COMMAND = join(import.meta.dirname, '../../src/operator-command.ts');

describe('the command that makes operators', () => {
  let mailServer: MailServer;
  let server: ServerProcess;
  before(async () => {
    mailServer = await startMailServer();
    server = await ServerProcess.start({ SMTP_URL: mailServer.url });
  });
  after(async () => {
    await server.close();
    await mailServer.close();
  });

  it('refuses wrong calls, unknown addresses and addresses that nobody has proven', async () => {
    const person = await signUp(server);

    expect((await run('grant', person.email)).code).to.equal(64);
    expect((await run('add', 'no address')).code).to.equal(64);
    const unknown = await run('add', 'nobody@example.com');
    expect(unknown).to.deep.include({ code: 1, error: 'No account has this e-mail address. Sign up with it first.\n' });
    const unproven = await run('add', person.email);
    expect(unproven.code).to.equal(1);
    expect(unproven.error).to.equal('The e-mail address of the account must be verified first.\n');
    expect(await run('list')).to.deep.include({ code: 0, output: 'There are no operators.\n' });
  });

  it('gives and takes the role, while the server runs and after it was killed', async () => {
    const [ann, bob] = [await proven(), await proven()];

    const added = await run('add', ann.email);
    expect(added.code, added.error).to.equal(0);
    expect(added.output).to.include(`operators [operator]: `).and.to.include(`@${ann.handle}`);
    expect(added.output).to.include('the account needs an authenticator app or a passkey');
    await addAuthenticator(ann);
    expect((await run('add', ann.email)).output).not.to.include('authenticator');
    expect(await rolesOf(ann)).to.deep.equal(['operator']);

    await server.kill();
    expect((await run('add', bob.email)).output).to.include(`@${bob.handle}`);
    await server.startAgain();
    expect(await rolesOf(bob)).to.deep.equal(['operator']);

    await run('remove', ann.email);
    expect(await rolesOf(ann)).to.deep.equal([]);
  });

  async function proven(): Promise<Person> {
    const person = await signUp(server);
    const code = await mailServer.codeOf(() => person.call('accounts.requestEmailCode'), person.email);
    await person.call('accounts.verifyEmail', { body: { code } });
    return person;
  }

  async function rolesOf({ accessToken }: Person): Promise<string[]> {
    return (await caller(server, accessToken)('portal.get')).roles.map(({ name }) => name);
  }

  function run(...args: string[]): Promise<{ code: number; output: string; error: string }> {
    const env = { ...process.env, DATA_DIR: server.dataDir, SMTP_URL: mailServer.url };
    return new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, ...args], { env }, (failure, output, error) => {
        resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, output, error });
      });
    });
  }
});
