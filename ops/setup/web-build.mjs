/** The build of the web app. It runs again when its sources, the SDK, the contract, a dependency or the build itself changed. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runCommand } from './command.mjs';
import { compressFiles } from './compress-files.mjs';
import { fingerprint } from './fingerprint.mjs';
import { inProject } from './places.mjs';
import { supportedNode } from './supported-node.mjs';

const BUILT_FROM = [
  'web',
  'client-sdk',
  'src/protocol',
  'package-lock.json',
  'ops/setup/web-build.mjs',
  'ops/setup/compress-files.mjs',
];
/** The app first: its build empties the folder. The worker last: it lists what the others have built. */
const BUILDS = ['web/vite.config.ts', 'web/front/vite.config.ts', 'web/worker/vite.config.ts'];
const STAMP = 'web/dist/.built-from';
/** Swagger UI without the package of its own, which depends on one that reports each installation. */
const SWAGGER_UI = 'node_modules/@fastify/swagger-ui/static';
const SWAGGER_UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Whether web/dist was built from the current sources. */
export function hasWebBuild() {
  const stamp = inProject(STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === currentFingerprint();
}

/** Builds the web app and the page of the API's documentation into web/dist. */
export async function buildWeb() {
  // Taken before the build: an edit during the build leads to another build at the next start.
  const builtFrom = currentFingerprint();
  rmSync(inProject(STAMP), { force: true });
  for (const config of BUILDS) await runVite(config);
  for (const name of SWAGGER_UI_FILES) copyFileSync(inProject(SWAGGER_UI, name), inProject('web/dist/docs', name));
  await compressFiles(inProject('web/dist'));
  writeFileSync(inProject(STAMP), builtFrom);
}

function runVite(config) {
  return runCommand({
    command: supportedNode(),
    args: [inProject('node_modules/vite/bin/vite.js'), 'build', '--config', config, '--logLevel', 'warn'],
    cwd: inProject(),
    log: 'web',
  });
}

function currentFingerprint() {
  return fingerprint(inProject(), BUILT_FROM);
}
