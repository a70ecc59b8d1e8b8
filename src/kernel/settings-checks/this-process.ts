/** How this process was started. */
import type { ServerProcess } from './check.ts';

export function thisProcess(): ServerProcess {
  return { args: process.argv.slice(2), nodeArgs: process.execArgv, userId: process.getuid?.() ?? null };
}
