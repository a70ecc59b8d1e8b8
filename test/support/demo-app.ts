/** The real app with the data of the demo. The first test that needs it starts it; all tests share it. */
import type { App } from '../../src/app.ts';
import { startWithDemo } from '../../src/demo/start-with-demo.ts';
import { createLog } from '../../src/kernel/log.ts';
import { generous, testConfig } from './app.ts';
import { atEnd } from './at-end.ts';
import { type Credential, DEMO_LOGIN } from './demo-login.ts';

export interface DemoApp extends App {
  /** The logins that the demo prints: the first person reads Japanese, the second English. */
  credentials: [Credential, Credential];
}

let shared: Promise<DemoApp> | null = null;

/** The app as `--demo` starts it, on a free port and with its own data folder. Closed after all tests. */
export function demoApp(): Promise<DemoApp> {
  shared ??= startDemoApp();
  return shared;
}

async function startDemoApp(): Promise<DemoApp> {
  const config = await testConfig();
  const lines: string[] = [];
  const app = await startWithDemo({
    config: { ...config, limits: { ...config.limits, ...generous } },
    log: createLog({ level: config.logLevel }),
    print: (line) => lines.push(line),
  });
  atEnd(() => app.close());
  const [first, second] = lines.flatMap(readCredential);
  if (!first || !second) throw new Error('The demo did not print two logins');
  return { ...app, credentials: [first, second] };
}

function readCredential(line: string): Credential[] {
  const [, email, password] = DEMO_LOGIN.exec(line) ?? [];
  return email && password ? [{ email, password }] : [];
}
