/** The steps that each command needs, and the environment that its program gets. */
import path from 'node:path';
import { hasDependencies, installDependencies } from './dependencies.mjs';
import {
  fetchEngineLoader,
  findEngineLoader,
  glibcVersion,
  isEngineReady,
  needsNewerLoader,
} from './engine-loader.mjs';
import { hasGitHooks, useGitHooks } from './git-hooks.mjs';
import { inProject } from './places.mjs';
import { fetchNode, hasSupportedNode, supportedNode } from './supported-node.mjs';
import {
  findBrowser,
  findHeadlessShell,
  hasSpeech,
  hasTestPrograms,
  installTestPrograms,
  makeSpeech,
  speechDir,
} from './test-tools.mjs';
import { buildWeb, hasWebBuild } from './web-build.mjs';
import { fetchWorker, isWorkingWorker, workerPath } from './worker.mjs';

const allSteps = [
  {
    name: 'Node',
    doing: `this one is ${process.versions.node}; fetching a supported one`,
    isDone: hasSupportedNode,
    run: fetchNode,
  },
  {
    name: 'database engine',
    doing: 'fetching the newer C library that it needs',
    isDone: isEngineReady,
    run: fetchEngineLoader,
  },
  {
    name: 'dependencies',
    doing: 'npm ci',
    after: ['Node'],
    // Once the web app is built, a production image may drop the packages for building and testing.
    isDone: () => hasDependencies({ withDev: process.env.NODE_ENV !== 'production' || !hasWebBuild() }),
    run: installDependencies,
  },
  {
    name: 'media worker',
    doing: 'fetching the prebuilt one, or compiling it',
    after: ['dependencies'],
    isDone: () => isWorkingWorker(process.env.MEDIASOUP_WORKER_BIN || workerPath()),
    run: fetchWorker,
  },
  {
    name: 'web app',
    doing: 'building',
    after: ['Node', 'dependencies'],
    isDone: hasWebBuild,
    run: buildWeb,
  },
  {
    name: 'git hooks',
    doing: 'setting core.hooksPath',
    isDone: () => hasGitHooks(),
    run: () => useGitHooks(),
  },
  {
    name: 'test programs',
    doing: 'installing Chromium, two fonts, redis-server, espeak-ng and sox',
    isDone: hasTestPrograms,
    run: installTestPrograms,
  },
  {
    name: 'speech files',
    doing: 'generating speech for the fake microphones',
    after: ['test programs'],
    isDone: hasSpeech,
    run: makeSpeech,
  },
];

const toolSteps = ['Node', 'dependencies'];
const appSteps = [...toolSteps, 'database engine', 'media worker', 'web app'];

/** The names of the steps that each kind of command needs. */
export const needs = {
  packages: toolSteps,
  tools: [...toolSteps, 'git hooks'],
  database: [...toolSteps, 'database engine'],
  app: appSteps,
  development: [...appSteps, 'git hooks'],
  web: 'web app',
  everything: allSteps.map((step) => step.name),
};

/** The steps of the given names, in order. */
export function stepsNamed(names) {
  return allSteps.filter((step) => names.includes(step.name));
}

/** The environment of a command: the supported Node first on PATH, and the paths of all parts. Variables that are set stay. */
export function commandEnvironment(env = process.env) {
  const loader = needsNewerLoader(glibcVersion()) ? findEngineLoader() : null;
  const browser = findBrowser();
  const headlessShell = findHeadlessShell(env);
  return {
    // Node keeps what it has compiled: a process that starts again needs half the time.
    NODE_COMPILE_CACHE: inProject('node_modules/.cache/compiled'),
    SPEECH_DIR: speechDir(),
    ...(loader && { ENGINE_LOADER: loader }),
    ...(browser && { CHROMIUM: browser }),
    ...(headlessShell && { HEADLESS_SHELL: headlessShell }),
    ...env,
    MEDIASOUP_WORKER_BIN: env.MEDIASOUP_WORKER_BIN || workerPath(),
    PATH: `${path.dirname(supportedNode())}${path.delimiter}${env.PATH ?? ''}`,
  };
}
