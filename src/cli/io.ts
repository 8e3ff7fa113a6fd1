import type { KeepPart } from '../cache/parts.js';

/** Everything of the process that a command may touch; tests pass their own. */
export interface Io {
  /** The result. */
  readonly out: (text: string) => void;
  /** Progress and log. */
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Whether standard error is a terminal that may be redrawn. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Keeps what was read of a tree between runs; without it everything is read. */
  readonly keepPart?: KeepPart | undefined;
}

/** Exit codes of the command line. */
export const EXIT = { clean: 0, findings: 1, impossible: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Foreign text goes to a terminal without control characters: it could move the cursor or hide text. */
export function printable(text: string): string {
  // C0 and C1 controls except tab and line feed, and the bidirectional overrides.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** A progress line that is redrawn on a terminal and silent elsewhere. */
export function progressLine(io: Io, quiet: boolean): { step: (text: string) => void; done: () => void } {
  if (!io.interactive || quiet) return { step: () => undefined, done: () => undefined };
  return {
    step: (text) => {
      io.err(`\r\u001b[2K${printable(text)} …`);
    },
    done: () => {
      io.err('\r\u001b[2K');
    },
  };
}
