/** Every setting that production refuses, or starts with only if the operators accept the risk. `docs/configuration.md` lists them. */
import { addressChecks } from './address-checks.ts';
import type { Check } from './check.ts';
import { connectionChecks } from './connection-checks.ts';
import { fileChecks } from './file-checks.ts';
import { limitChecks } from './limit-checks.ts';
import { processChecks } from './process-checks.ts';
import { secretChecks } from './secret-checks.ts';

/** By id. The ids of risks are what `ACCEPT_RISKS` names, so they do not change. */
export const allChecks: Readonly<Record<string, Check>> = {
  ...secretChecks,
  ...addressChecks,
  ...connectionChecks,
  ...fileChecks,
  ...processChecks,
  ...limitChecks,
};
