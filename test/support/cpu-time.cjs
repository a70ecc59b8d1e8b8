/**
 * The processor time that this process and all processes below it have used, in milliseconds. CommonJS, because the reporter is.
 * A process that outlives its parent is lost with it, such as the engine of a killed server.
 */
const { readdirSync, readFileSync } = require('node:fs');

/** Linux counts in hundredths of a second, whatever its own clock is. */
const MS_PER_TICK = 10;

/** Outside of Linux, only of this process. */
exports.cpuTimeMs = () => {
  if (process.platform !== 'linux') return ownMs();
  const childrenOf = Map.groupBy(allProcesses(), ({ parent }) => parent);
  const below = (pid) =>
    (childrenOf.get(pid) ?? []).reduce((sum, child) => sum + child.ticks + child.endedTicks + below(child.pid), 0);
  return ownMs() + (below(process.pid) + processOf(process.pid).endedTicks) * MS_PER_TICK;
};

function ownMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function allProcesses() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(processOf)
    .filter((found) => found !== null);
}

/** `endedTicks` is of its children that have ended, and theirs. Null if the process has ended meanwhile. */
function processOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may contain spaces and brackets.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent] = fields;
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15);
    return { pid: Number(pid), parent, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return null;
  }
}
