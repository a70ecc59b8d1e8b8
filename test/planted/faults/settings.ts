/** Faults in the checks of settings: production starts insecurely, or refuses good settings. */
import type { Fault } from '../fault.ts';

const SETTINGS = ['test/kernel/settings-checks.test.ts'];
const STRENGTH = ['test/kernel/secret-strength.test.ts'];
const PROCESS = ['test/app/insecure-settings.test.ts'];

export const settings: readonly Fault[] = [
  {
    name: 'the people of the demo get into production',
    file: 'src/kernel/settings-checks/process-checks.ts',
    find: "server?.args.includes('--demo') === true",
    replace: 'false',
    tests: ['test/app/server-process.test.ts'],
    title: 'does not start in production with people of the demo',
  },
  {
    name: 'production starts without a key for tokens',
    file: 'src/kernel/settings-checks/secret-checks.ts',
    find: 'config.tokenKeys.length + tokenKeyProblems.length === 0',
    replace: 'config.tokenKeys.length + tokenKeyProblems.length < 0',
    tests: ['test/kernel/config.test.ts'],
    title: 'rejects production without a public URL and secrets',
  },
  {
    name: 'one word accepts what is refused',
    file: 'src/kernel/settings-checks/judge.ts',
    find: "if (severity === 'refused') return 'refused';",
    replace: "if (severity === 'refused' && !isAccepted) return 'refused';",
    tests: SETTINGS,
  },
  {
    name: 'every risk is accepted by the name of another one',
    file: 'src/kernel/settings-checks/judge.ts',
    find: 'outcomeOf(findings, check, accepted.includes(id))',
    replace: 'outcomeOf(findings, check, accepted.length > 0)',
    tests: PROCESS,
    title: 'ends with a risk that is not accepted',
  },
  {
    name: 'a risk that does not exist is accepted without a word',
    file: 'src/kernel/config.ts',
    find: '  problems.push(...unknownRisks(acceptRisks));\n',
    replace: '',
    tests: SETTINGS,
  },
  {
    name: 'the server does not know how it was started',
    file: 'src/main.ts',
    find: 'readConfig(process.env, thisProcess())',
    replace: 'readConfig(process.env)',
    tests: PROCESS,
  },
  {
    name: 'accepted risks are not in the log',
    file: 'src/app.ts',
    find: '  logRisks(config.risks, log);\n',
    replace: '',
    tests: PROCESS,
    title: 'says which risks are accepted',
  },
  {
    name: 'a secret may be in the list twice',
    file: 'src/kernel/token-keys.ts',
    find: 'key.secret.reveal() === value',
    replace: "key.secret.reveal() === ''",
    tests: SETTINGS,
  },
  {
    name: 'a phrase of many words is a strong secret',
    file: 'src/kernel/settings-checks/secret-strength.ts',
    find: "wordShare(text) > MOSTLY ? 'words'",
    replace: "wordShare(text) > 1 ? 'words'",
    tests: STRENGTH,
  },
  {
    name: 'a long sequence is a strong secret',
    file: 'src/kernel/settings-checks/secret-strength.ts',
    find: 'bits < RANDOM_BITS || bits < RANDOM_SHARE * text.length * alphabetBits(text)',
    replace: 'bits < RANDOM_BITS',
    tests: STRENGTH,
  },
  {
    name: 'some random keys of 16 bytes are refused',
    file: 'src/kernel/settings-checks/secret-strength.ts',
    find: 'const RANDOM_BITS = 64;',
    replace: 'const RANDOM_BITS = 96;',
    tests: STRENGTH,
    title: 'openssl rand -hex 16',
  },
  {
    name: 'a phrase in base64 is a strong secret',
    file: 'src/kernel/settings-checks/secret-strength.ts',
    find: '[secret, ...encodedTexts(secret)].map',
    replace: '[secret].map',
    tests: STRENGTH,
    title: 'a phrase in base64',
  },
  {
    name: 'the group of the data folder may change the database',
    file: 'src/kernel/settings-checks/file-checks.ts',
    find: 'OTHERS | GROUP_WRITES)',
    replace: 'OTHERS)',
    tests: SETTINGS,
  },
  {
    name: 'a debugger by NODE_OPTIONS is not noticed',
    file: 'src/kernel/settings-checks/process-checks.ts',
    find: "...(env.NODE_OPTIONS ?? '').split(/\\s+/)",
    replace: "...''.split(/\\s+/)",
    tests: SETTINGS,
  },
  {
    name: 'a limit above its safe range starts without a word',
    file: 'src/kernel/settings-checks/limit-checks.ts',
    find: 'config.limits[name] < min || config.limits[name] > max',
    replace: 'config.limits[name] < min',
    tests: SETTINGS,
  },
  {
    name: 'a database on this machine needs no login',
    file: 'src/kernel/connections.ts',
    find: 'return hostsOf(url).length > 0;',
    replace: 'return leavesThisMachine(url);',
    tests: SETTINGS,
  },
];
