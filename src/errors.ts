/** Stable codes of {@link ArchscanError}. Codes are part of the public contract, messages are not. */
export type ErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'root-not-found'
  | 'no-engine-detected'
  | 'revision-not-found'
  | 'transformers-not-found'
  | 'grammar-unusable'
  | 'network'
  | 'plugin-failed'
  | 'write-refused';

/**
 * Misuse or an environment that does not allow the job. What a user's files contain never throws; it comes
 * back as diagnostics. The command line maps this to exit code 2.
 */
export class ArchscanError extends Error {
  override readonly name = 'ArchscanError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; /** What the user can do about it. */ readonly hint?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }

  readonly hint: string | undefined;
}
