/** The web app's build, made anew when its sources, the SDK, the contract or a dependency changed. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runCommand } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { inProject } from './places.mjs';
import { supportedNode } from './supported-node.mjs';

const BUILT_FROM = ['web', 'client-sdk', 'src/protocol', 'package-lock.json'];
const STAMP = 'web/dist/.built-from';

/** Whether web/dist was built from what lies in the clone now. */
export function hasWebBuild() {
  const stamp = inProject(STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === currentFingerprint();
}

/** Builds the web app into web/dist. */
export async function buildWeb() {
  // Taken before the build: what is edited meanwhile leads to another build at the next start.
  const builtFrom = currentFingerprint();
  rmSync(inProject(STAMP), { force: true });
  await runCommand({
    command: supportedNode(),
    args: [inProject('node_modules/vite/bin/vite.js'), 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
    cwd: inProject(),
    log: 'web',
  });
  writeFileSync(inProject(STAMP), builtFrom);
}

function currentFingerprint() {
  return fingerprint(inProject(), BUILT_FROM);
}
