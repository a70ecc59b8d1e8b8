/** CommonJS, because the reporter is. */
const LINGERING_MS = 20_000;

/** If a test left something open that keeps the process alive, prints what it is and ends the run. */
exports.reportLingering = () => {
  const timer = setTimeout(() => {
    console.error(`\nThe tests have ended, but they left open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit();
  }, LINGERING_MS);
  timer.unref();
};
