/** A comment that silences findings. */
export interface IgnoreComment {
  readonly file: string;
  /** Where the comment begins, 1-based. */
  readonly line: number;
  readonly column: number;
  /** The rules that it names, as written. */
  readonly rules: readonly string[];
  /** Trimmed; empty when there is none, and then the comment has no effect. */
  readonly reason: string;
  /** The line whose findings it silences; null: the whole file. */
  readonly target: number | null;
}

/** Rule ids separated by commas. */
export function splitRules(text: string): readonly string[] {
  return text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
