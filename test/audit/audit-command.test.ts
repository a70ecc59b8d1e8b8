/** `npm run audit:verify` on the machine itself, while the server runs and after it was killed. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createTenant, switchTo } from '../support/organisations.ts';
import { signUp } from '../support/people.ts';
import { ServerProcess } from '../support/server-process.ts';

const COMMAND = join(import.meta.dirname, '../../src/audit-command.ts');

describe('the command that checks the audit log', () => {
  let server: ServerProcess;
  before(async () => {
    server = await ServerProcess.start();
  });
  after(() => server.close());

  it('reads all chains while the server runs with the embedded engine, and after it was killed', async () => {
    const tenantId = await createTenant(await signUp(server));

    const running = await run();
    await server.kill();
    const alone = await run();
    await server.startAgain();

    for (const { code, output, error } of [running, alone]) {
      expect(code, error).to.equal(0);
      expect(output)
        .to.match(/^public: \d+ entries from .*: ok$/m)
        .and.to.match(/^2 chains, 0 with a problem$/m);
      expect(output).to.match(new RegExp(`^${tenantId}: 1 entries from .*: ok$`, 'm'));
    }
  });

  it('reads an exported file, and compares it with a log of the server', async () => {
    const account = await signUp(server);
    const owner = await switchTo(server, account, await createTenant(account));
    const { text } = await owner.call('tenants.exportAudit', { query: { format: 'jsonl' } });
    const { chain, seq } = JSON.parse(text.split('\n')[0] ?? '');
    const head = { event: 'audit_head', chainId: chain, seq, hash: 'of another state' };
    const [file, changed, log] = ['audit.jsonl', 'changed.jsonl', 'meshi.log'].map((name) =>
      join(server.dataDir, name),
    );
    await writeFile(file as string, text);
    await writeFile(changed as string, text.replace('"owner"', '"admin"'));
    await writeFile(log as string, `Meshi is ready\n${JSON.stringify(head)}\n`);

    expect(await run('--file', file)).to.deep.include({ code: 0 });
    expect(await run('--file', changed)).to.deep.include({ code: 1 });
    const compared = await run('--file', file, '--log', log);
    expect(compared.code).to.equal(1);
    expect(compared.output).to.include('differs_from_copy at entry 1');
  });

  it('refuses wrong calls and files that it cannot read in one line', async () => {
    const missing = join(server.dataDir, 'missing.jsonl');

    expect((await run('--all')).code).to.equal(64);
    expect(await run('--file', missing)).to.deep.include({
      code: 1,
      error: `The file ${missing} could not be read (ENOENT).\n`,
    });
    expect(await run('--log', server.dataDir)).to.deep.include({ code: 1, output: '' });
  });

  function run(...args: (string | undefined)[]): Promise<{ code: number; output: string; error: string }> {
    const env = { ...process.env, DATA_DIR: server.dataDir };
    const given = args.filter((arg) => arg !== undefined);
    return new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, ...given], { env }, (failure, output, error) => {
        resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, output, error });
      });
    });
  }
});
