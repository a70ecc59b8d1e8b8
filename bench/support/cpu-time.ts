/** Processor time that a process and its children have used: what is left to compare on a machine that others use too. */
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;
/** After the name in parentheses, which may hold anything: user and system time are the 12th and 13th of the rest. */
const USER = 11;
const SYSTEM = 12;

/** Seconds since the start of each; 0 where the system does not tell. */
export function cpuSeconds(pid: number): number {
  return ownCpuSeconds(pid) + childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), 0);
}

/** Without the children: the server alone, where its database is a child of it. */
export function ownCpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    // Not Linux, or it has just ended.
    return [];
  }
}
