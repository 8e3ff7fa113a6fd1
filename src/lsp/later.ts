/** Runs something once when nothing happened for a while; a new call waits again. */
export interface Later {
  readonly call: () => void;
  readonly cancel: () => void;
}

export function later(milliseconds: number, run: () => void): Later {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    call() {
      cancel();
      timer = setTimeout(run, milliseconds);
    },
    cancel,
  };
}
