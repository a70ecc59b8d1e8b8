/** Judges settings by all checks, and says what ends the start. */
import { allChecks } from './all-checks.ts';
import type { Check, Settings } from './check.ts';

export interface Judgement {
  id: string;
  check: Check;
  /** A `risk` is not accepted. */
  outcome: 'ok' | 'accepted' | 'risk' | 'refused';
  findings: readonly string[];
}

/** By every check that applies in the environment. */
export function judge(settings: Settings, accepted: readonly string[]): Judgement[] {
  return Object.entries(allChecks)
    .filter(([, { where }]) => applies(where, settings.config.environment === 'production'))
    .map(([id, check]) => {
      const findings = check.findings(settings);
      return { id, check, findings, outcome: outcomeOf(findings, check, accepted.includes(id)) };
    });
}

function applies(where: Check['where'], isProduction: boolean): boolean {
  return where === 'everywhere' || isProduction === (where === undefined);
}

function outcomeOf(findings: readonly string[], { severity }: Check, isAccepted: boolean): Judgement['outcome'] {
  if (findings.length === 0) return 'ok';
  if (severity === 'refused') return 'refused';
  return isAccepted ? 'accepted' : 'risk';
}

/** One line for each finding that ends the start. */
export function problemsIn(judgements: readonly Judgement[]): string[] {
  return judgements
    .filter(({ outcome }) => outcome === 'refused' || outcome === 'risk')
    .flatMap((judgement) => judgement.findings.map((finding) => `${finding}; ${howToMend(judgement)}`));
}

/** What to do about the finding. */
export function howToMend({ id, check }: Pick<Judgement, 'id' | 'check'>): string {
  return check.severity === 'refused' ? check.mend : `${check.mend}, or accept the risk with ACCEPT_RISKS=${id}`;
}

/** What is wrong with the names in `ACCEPT_RISKS`. */
export function unknownRisks(accepted: readonly string[]): string[] {
  return accepted.flatMap((id) => {
    const check = Object.hasOwn(allChecks, id) ? allChecks[id] : undefined;
    if (check?.severity === 'risk') return [];
    const problem = check ? `${id} is refused and cannot be accepted` : `"${id}" is not a risk`;
    return [`ACCEPT_RISKS: ${problem}; the risks are ${riskIds().join(', ')}`];
  });
}

/** The many risks of limits in one word. */
function riskIds(): string[] {
  const risks = Object.keys(allChecks).filter((id) => allChecks[id]?.severity === 'risk');
  return [
    ...risks.filter((id) => !id.startsWith('limit-')),
    'limit-… with the name of a limit in docs/configuration.md',
  ];
}
