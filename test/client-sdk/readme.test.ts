/** The chat example of the README, run unchanged against the real app. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Emitter } from '../../client-sdk/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeClients, createClient, newPerson, waitFor } from '../support/sdk.ts';

const root = join(import.meta.dirname, '../..');

describe("the SDK's README", () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(closeClients);
  after(() => app.close());

  it('has a chat example that works unchanged', async () => {
    const code = await codeOf('sdk:chat');
    const alice = createClient(app);
    await alice.signUp({ ...credentialsIn(code), handle: 'alice', displayName: 'Alice' });
    const bob = await newPerson(app);
    const topic = await alice.topics.create({ title: 'Rust' });
    await bob.sdk.topics.createInterest({ topicId: topic.id });
    const { conversationId } = await alice.matches.create({ topicId: topic.id, personId: bob.me.profile.id });
    const conversation = await bob.sdk.conversations.open(conversationId);
    const arrived = waitFor(conversation, 'message:added');

    const program = await Program.run(code.replace('http://localhost:3000', app.url));
    const { text } = await arrived;
    const heard = waitFor(program, 'line', (line) => line === 'With pleasure!');
    await conversation.send('With pleasure!');
    await heard;
    await program.end();

    expect(code).to.include(`'${text}'`);
  });

  it('shows a whole program, from signing up to the first message, in at most 30 lines', async () => {
    expect((await codeOf('sdk:first')).trimEnd().split('\n').length).to.be.at.most(30);
  });

  it('needs at most ten lines for each example', async () => {
    const lines = (await Promise.all(['sdk:chat', 'sdk:voice'].map(codeOf))).map(
      (code) => code.split('\n').filter((line) => line.trim() !== '').length,
    );

    expect(Math.max(...lines)).to.be.at.most(10);
  });
});

async function codeOf(name: string): Promise<string> {
  const readme = await readFile(join(root, 'client-sdk/README.md'), 'utf8');
  const code = new RegExp(`<!-- ${name} -->\\n\`\`\`js\\n([\\s\\S]*?)\`\`\`\\n<!-- /${name} -->`).exec(readme)?.[1];
  if (code === undefined) throw new Error(`The README has no code marked ${name}`);
  return code;
}

function credentialsIn(code: string): { email: string; password: string } {
  const [, email, password] = /email: '([^']+)', password: '([^']+)'/.exec(code) ?? [];
  if (!email || !password) throw new Error('The example signs nobody in');
  return { email, password };
}

/** A child process that emits an event for each printed line. */
class Program extends Emitter<{ line: string }> {
  readonly #child: ChildProcess;

  /** Runs a module inside the project, so that it can import `@meshi/client` as an integrator does. */
  static async run(code: string): Promise<Program> {
    const folder = join(root, 'test-results');
    const file = join(folder, 'readme-chat.mjs');
    await mkdir(folder, { recursive: true });
    await writeFile(file, code);
    return new Program(file);
  }

  private constructor(file: string) {
    super();
    this.#child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.#child.stdout) createInterface(this.#child.stdout).on('line', (line) => this.emit('line', line));
  }

  async end(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'exit');
  }
}
