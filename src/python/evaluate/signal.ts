/**
 * What evaluation is left by. That is its ordinary course, thousands of times in a scan: nobody reads where a signal
 * was made, and taking the stack would cost more than what is left.
 */
export class Signal extends Error {
  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}
