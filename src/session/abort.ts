import { ArchscanError } from '../errors.js';

/** The value, or the reason of the signal if that comes first. What makes the value goes on. */
export async function unlessAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return value;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      // The reason is whatever the caller gave.
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Lets everything that waits, incoming messages above all, have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function disposed(): ArchscanError {
  return new ArchscanError('usage', 'The session is disposed.', { hint: 'Create another one.' });
}
