/** The server process: reads the configuration, starts the app, and stops it on a signal. */
import { type App, startApp } from './app.ts';
import { startWithDemo } from './demo/start-with-demo.ts';
import { type Config, ConfigError, readConfig, secretVariables } from './kernel/config.ts';
import { AppError } from './kernel/errors.ts';
import { createLog } from './kernel/log.ts';
import { thisProcess } from './kernel/settings-checks/this-process.ts';

/** Whether to fill an empty database with people, topics, conversations and rooms. */
const isDemo = process.argv.includes('--demo');
const EXPERIMENTAL_ENGINE =
  'the embedded database engine is experimental; set MONGODB_URI for data that you cannot afford to lose';

const config = configOrExit();
const log = createLog({ level: config.logLevel });

// After an unexpected error the state of the process is unknown, so it exits and its supervisor restarts it. Node calls this
// listener for unhandled rejections too.
process.on('uncaughtException', (error, origin) => {
  log.fatal({ err: error, origin }, 'unhandled error; the process exits');
  process.exit(1);
});

const stopping = new AbortController();
const hurrying = new AbortController();
let app: App | null = null;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

await run();

async function run(): Promise<void> {
  const { signal } = stopping;
  try {
    app = await (isDemo ? startWithDemo({ config, log, print, signal }) : startApp(config, { log, signal }));
    if (config.environment === 'production' && !config.mongodbUri) log.info(EXPERIMENTAL_ENGINE);
    if (config.environment === 'development') print(`Meshi is running at ${app.url}  (stop it with Ctrl+C)`);
    // The signal came when the start could not be ended any more.
    if (signal.aborted) await close(app);
  } catch (error) {
    if (signal.aborted) ended();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    if (error instanceof AppError) log.fatal({ reason: cause }, error.message);
    else log.fatal({ err: error }, 'Meshi cannot start');
    process.exitCode = 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Closes the app, or ends a start that is under way. A second signal ends the waiting for load balancers. */
async function stop(signal: string): Promise<void> {
  if (stopping.signal.aborted) return hurrying.abort();
  log.info({ signal }, 'stopping');
  stopping.abort();
  // If closing hangs, the process still exits. Acknowledged writes are in the journal by then.
  setTimeout(
    () => {
      log.warn('stopping took too long; exiting immediately');
      process.exit(1);
    },
    config.limits.drainMs + config.limits.shutdownMs + 2_000,
  ).unref();
  if (app) await close(app);
}

async function close(running: App): Promise<never> {
  try {
    await running.drain(hurrying.signal);
    await running.close();
    ended();
  } catch (error) {
    log.error({ err: error }, 'stopping failed');
    process.exit(1);
  }
}

function ended(): never {
  log.info('stopped');
  process.exit(0);
}

function configOrExit(): Config {
  try {
    const config = readConfig(process.env, thisProcess());
    // Media workers and other programs that this process starts inherit its environment.
    for (const name of secretVariables) delete process.env[name];
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(ConfigError.exitCode);
  }
}
