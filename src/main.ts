/** The server process: reads the configuration, starts the app, and stops it on a signal. */
import { startApp } from './app.ts';
import { startWithDemo } from './demo/start-with-demo.ts';
import { type Config, ConfigError, readConfig } from './kernel/config.ts';
import { AppError } from './kernel/errors.ts';
import { createLog } from './kernel/log.ts';

const config = configOrExit();
const log = createLog({ level: config.logLevel });
/** Whether to fill an empty database with people, topics, conversations and rooms. */
const isDemo = process.argv.includes('--demo');
const EXPERIMENTAL_ENGINE =
  'the embedded database engine is experimental; set MONGODB_URI for data that you cannot afford to lose';

// After an unexpected error the state of the process is unknown, so it exits and its supervisor restarts it. Node calls this
// listener for unhandled rejections too.
process.on('uncaughtException', (error, origin) => {
  log.fatal({ err: error, origin }, 'unhandled error; the process exits');
  process.exit(1);
});

await run();

async function run(): Promise<void> {
  try {
    const app = await (isDemo ? startWithDemo({ config, log, print }) : startApp(config, { log }));
    if (config.environment === 'production' && !config.mongodbUri) log.info(EXPERIMENTAL_ENGINE);
    if (config.environment === 'development') print(`Meshi is running at ${app.url}  (stop it with Ctrl+C)`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal, app));
  } catch (error) {
    if (error instanceof AppError) log.fatal(error.message);
    else log.fatal({ err: error }, 'Meshi cannot start');
    process.exitCode = 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

let isStopping = false;

async function stop(signal: string, app: { close(): Promise<void> }): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, 'stopping');
  // If closing hangs, the process still exits. Acknowledged writes are in the journal by then.
  setTimeout(() => {
    log.warn('stopping took too long; exiting immediately');
    process.exit(1);
  }, config.limits.shutdownMs + 2_000).unref();
  try {
    await app.close();
    log.info('stopped');
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, 'stopping failed');
    process.exit(1);
  }
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(ConfigError.exitCode);
  }
}
