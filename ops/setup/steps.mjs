/**
 * Runs the steps of the set-up: `{ name, doing, after, isDone, run }`. Steps that are done are skipped. The others run in
 * parallel, each as soon as the steps in its `after` are done.
 */
import { takeLock } from './lock.mjs';
import { formatDuration } from './report.mjs';
import { SetupError } from './setup-error.mjs';

/** Resolves when all steps are done. If they already are, it prints nothing and takes no lock. */
export async function runSteps({ steps, lockFile, report }) {
  if (steps.every((step) => step.isDone())) return;
  const startedAt = Date.now();
  const release = await takeLock(lockFile, {
    onWait: (holder) => report.say(`another set-up is running (process ${holder?.pid}); waiting for it`),
  });
  try {
    // Checked again under the lock: the set-up that held it has probably done the same steps.
    const open = steps.filter((step) => !step.isDone());
    if (open.length === 0) return;
    report.say(`to do: ${open.map((step) => step.name).join(', ')}`);
    await runInOrder(open, report);
    report.say(`all done in ${formatDuration(Date.now() - startedAt)}`);
  } finally {
    release();
  }
}

async function runInOrder(open, report) {
  const running = new Map();
  for (const step of open) {
    const earlier = (step.after ?? []).flatMap((name) => running.get(name) ?? []);
    running.set(
      step.name,
      Promise.all(earlier).then(() => runStep(step, report)),
    );
  }
  // After a failure the parallel steps still finish, so that their downloads need not be repeated.
  const ends = await Promise.allSettled(running.values());
  const failures = ends.filter((end) => end.status === 'rejected').map((end) => end.reason);
  // A step that waited for a failed step rejects with the same reason.
  const reasons = [...new Set(failures)];
  if (reasons.length === 1) throw reasons[0];
  if (reasons.length > 1) throw new SetupError(reasons.map((reason) => reason.message).join('\n\n'));
}

async function runStep(step, report) {
  const line = report.begin(step.name, step.doing);
  try {
    line.done(await step.run({ onProgress: line.progress }));
  } catch (error) {
    // Printed at once, because parallel steps may take minutes more. The reason is printed last, where people look.
    line.failed();
    throw error;
  }
}
