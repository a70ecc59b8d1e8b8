/** Output of the set-up: one line when a step begins, one with the time it took when it ends, and progress in between. */
const PROGRESS_EVERY_MS = 10_000;

/** A duration for people: "0.4 s", "31 s", "2 min 7 s". */
export function formatDuration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Prints to the given function, `console.log` by default. */
export function createReport(print = console.log) {
  return {
    say: (text) => print(`[set-up] ${text}`),

    /** Prints that a step begins. The functions of the result print its progress and end. */
    begin(name, doing) {
      const startedAt = Date.now();
      let spokeAt = startedAt;
      print(`[set-up] ${name}: ${doing}`);
      return {
        progress(done, total) {
          // A few lines per minute are enough, and are readable in a log file, too.
          if (Date.now() - spokeAt < PROGRESS_EVERY_MS) return;
          spokeAt = Date.now();
          const percent = Math.floor((100 * done) / total);
          print(`[set-up] ${name}: ${done} of ${total} (${percent} %), ${formatDuration(spokeAt - startedAt)}`);
        },
        failed() {
          print(`[set-up] ${name}: failed after ${formatDuration(Date.now() - startedAt)}`);
        },
        done(detail) {
          const how = detail ? ` (${detail})` : '';
          print(`[set-up] ${name}: done in ${formatDuration(Date.now() - startedAt)}${how}`);
        },
      };
    },
  };
}
