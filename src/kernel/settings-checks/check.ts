/** The form of a check of the settings. `all-checks.ts` lists all of them. */
import type { Config } from '../config-types.ts';
import type { Environment } from '../variables.ts';

/** What a check looks at. */
export interface Settings {
  config: Omit<Config, 'risks'>;
  env: Environment;
  /** What is wrong with `TOKEN_SECRETS`, without its values. */
  tokenKeyProblems: readonly string[];
  /** Of `KEYS_SECRET`. */
  sealingKeyProblems: readonly string[];
  /** The process that is to serve. Null in tests and tools, which only read the configuration. */
  server: ServerProcess | null;
}

export interface ServerProcess {
  /** Arguments of the program, and of Node. */
  args: readonly string[];
  nodeArgs: readonly string[];
  /** Null on systems without user ids. */
  userId: number | null;
}

export interface Check {
  /** `refused` always ends the start. A `risk` ends it unless `ACCEPT_RISKS` names it. */
  severity: 'refused' | 'risk';
  /** For `docs/configuration.md`: which settings, and what they allow. */
  about: string;
  /** A clause without a full stop: what to do. */
  mend: string;
  /** Where it applies; by default in production only. */
  where?: 'everywhere' | 'outside of production';
  /** One for each insecure setting: the variable, and what is wrong. Never the value of a secret. */
  findings(settings: Settings): string[];
}

/** The finding, if the setting is insecure. */
export function when(isInsecure: boolean, finding: string): string[] {
  return isInsecure ? [finding] : [];
}
