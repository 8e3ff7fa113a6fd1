/** Flags of the logical line that is being lexed. */
export let flags: i32 = 0;

export function setFlags(to: i32): void {
  flags = to;
}

export function raiseFlag(flag: i32): void {
  flags |= flag;
}
