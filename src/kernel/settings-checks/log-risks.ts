/** What the log says at the start about `ACCEPT_RISKS`. */
import type { Config } from '../config-types.ts';
import type { Log } from '../log.ts';

/** One warning for each accepted risk, and for each risk that is accepted without need. */
export function logRisks({ accepted, unneeded }: Config['risks'], log: Log): void {
  for (const { id, finding } of accepted) log.warn({ risk: id }, `accepted risk: ${finding}`);
  for (const id of unneeded) log.warn({ risk: id }, 'ACCEPT_RISKS names a risk that is not there; take it out');
}
