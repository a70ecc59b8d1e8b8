/** What a test process closes after its last test: the engine, the browsers, the demo. */
import { after } from 'mocha';

const cleanups: (() => Promise<unknown>)[] = [];

/** What was opened last is closed first, so that an engine is closed before its folder is removed. */
export function atEnd(cleanUp: () => Promise<unknown>): void {
  cleanups.push(cleanUp);
}

export async function closeAll(): Promise<void> {
  for (let cleanUp = cleanups.pop(); cleanUp; cleanUp = cleanups.pop()) await cleanUp();
}

// A lane runs one file after another in its process, and closes all after the last one.
if (!process.send) after(closeAll);
