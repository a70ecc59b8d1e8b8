/** Puts a fault into the source of a file. Pure. */
import type { Fault } from './fault.ts';

/** @throws Error if the code to find does not occur exactly once, or the fault changes nothing */
export function plant({ name, file, find, replace }: Fault, source: string): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`"${name}": ${file} must contain this once, but has it ${count} times:\n${find}`);
  if (find === replace) throw new Error(`"${name}" changes nothing`);
  return source.replace(find, () => replace);
}
