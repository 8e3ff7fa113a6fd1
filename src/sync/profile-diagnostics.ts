import { positionOfPath, positionOfSyntaxError } from '../config/json-position.js';
import { compareDiagnostics, type Diagnostic } from '../diagnostics.js';
import type { ProfileMistake } from './profiles.js';

/**
 * Says where in its file each mistake of a profile stands, sorted by place.
 *
 * @param text what was parsed
 * @param file for the diagnostics
 */
export function profileDiagnostics(
  mistakes: readonly ProfileMistake[],
  text: string,
  file: string,
): readonly Diagnostic[] {
  return mistakes
    .map(({ rule, message, at }): Diagnostic => {
      const place = at instanceof SyntaxError ? positionOfSyntaxError(text, at) : positionOfPath(text, at);
      return { file, ...place, rule, severity: 'error', message };
    })
    .sort(compareDiagnostics);
}
