import { cpus, loadavg, totalmem } from 'node:os';

/** More than this many runnable processes beside ours make the figures doubtful. */
const QUIET_LOAD = 1;

/** What the figures depend on, without a name or a path of this machine. */
export function machineName(): string {
  const [first] = cpus();
  const cores = `${cpus().length} × ${first?.model.trim().replace(/\s+/g, ' ') ?? 'unknown processor'}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cores}, ${memory}, ${process.platform} ${process.arch}, Node ${process.version.slice(1)}`;
}

/** @param others cores that were busy with something else during the run */
export function describeMachine(python: string, loadBefore: number, others: number): string {
  return `Machine: ${machineName()}, CPython ${python}; load before the run ${loadBefore.toFixed(2)}, other work during it ${others.toFixed(2)} cores.`;
}

/** The load now; says so when it is too much. */
export function watchLoad(progress: (text: string) => void): number {
  const now = loadavg()[0] ?? 0;
  if (now > QUIET_LOAD) {
    progress(`WARNING: the load is ${now.toFixed(1)}; figures of a busy machine are doubtful.`);
  }
  return now;
}

/** Busy time of all cores since the machine started, in ms. */
function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Starts to watch; the result tells how many cores were busy since then with anything but `ownCpuMs`. */
export function watchOthers(): (ownCpuMs: number) => number {
  const started = performance.now();
  const before = busyMs();
  return (ownCpuMs) => Math.max(0, (busyMs() - before - ownCpuMs) / Math.max(1, performance.now() - started));
}
