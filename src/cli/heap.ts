/** How V8 keeps house while a command runs. Nothing that a command says depends on it. */

/**
 * A scan begins with what it needs to its end. V8 would conclude that what comes from the same lines of code lives as
 * long, and make it in the old generation, where it stays until all of that is collected.
 *
 * The young generation grows from one MiB to eight at once. It would go on in such steps: whoever reads calls
 * {@link keepYoungGeneration}.
 *
 * The old generation is collected when it has grown to two and a half times of what was left the last time, and not to
 * four times: a scan with transformers takes as long, and a sixth less memory.
 */
export function keepHeapSmall(): void {
  setOption('--no-allocation-site-pretenuring');
  setOption('--semi-space-growth-factor=8');
  setOption('--heap-growing-percent=150');
}

/**
 * From here on the young generation stays as large as it is: eight MiB once the program is loaded. More would save no
 * time that can be measured, and takes 20 MB with Node 20, a hundred with Node 24.
 */
export function keepYoungGeneration(): void {
  setOption('--semi-space-growth-factor=1');
}

/** From here on both generations grow with what survives, as V8 has it: for a process that stays. */
export function letHeapGrow(): void {
  setOption('--semi-space-growth-factor=2');
  setOption('--heap-growing-percent=0');
}

function setOption(option: string): void {
  // V8 complains about options that it does not know; these are known to be there up to Node 24.
  if (Number.parseInt(process.versions.node, 10) > 24) return;
  process.getBuiltinModule('node:v8').setFlagsFromString(option);
}
