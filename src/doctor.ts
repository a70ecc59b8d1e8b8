/**
 * `npm run doctor`: judges the settings in the environment as the start does, without starting. Arguments are those of the start. Exit
 * code 0 if Meshi would start with them, otherwise 78.
 */
import { ConfigError, examineConfig } from './kernel/config.ts';
import { howToMend, type Judgement } from './kernel/settings-checks/judge.ts';
import { thisProcess } from './kernel/settings-checks/this-process.ts';

const WORDS: Record<Judgement['outcome'], string> = {
  ok: 'ok',
  accepted: 'risk accepted',
  risk: 'RISK',
  refused: 'REFUSED',
};
const WIDTH = 'risk accepted'.length;

const { config, problems, judgements } = examineConfig(process.env, thisProcess());
const failed = judgements.filter(({ outcome }) => outcome === 'risk' || outcome === 'refused');
const lines = [
  `Settings of ${config.environment}`,
  ...(config.environment === 'production'
    ? []
    : ['To see what production would say: NODE_ENV=production npm run doctor']),
  ...problems.map((problem) => lineOf('INVALID', problem)),
  ...judgements.flatMap(linesOf),
  ...config.risks.unneeded.map((id) => lineOf('not needed', `${id}: take it out of ACCEPT_RISKS`)),
  problems.length + failed.length > 0
    ? 'Meshi does not start with these settings.'
    : 'Meshi starts with these settings.',
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = problems.length + failed.length > 0 ? ConfigError.exitCode : 0;

function linesOf(judgement: Judgement): string[] {
  const { id, outcome, findings } = judgement;
  if (outcome === 'ok') return [lineOf(WORDS.ok, id)];
  const mend = outcome === 'accepted' ? judgement.check.mend : howToMend(judgement);
  return findings.map((finding) => lineOf(WORDS[outcome], `${id}: ${finding}; ${mend}`));
}

function lineOf(word: string, text: string): string {
  return `${word.padEnd(WIDTH)}  ${text}`;
}
