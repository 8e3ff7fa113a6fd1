import type { Diagnostic } from '../../diagnostics.js';
import { parseTolerantJson } from '../../hub/tolerant-json.js';
import type { PlannedModel } from './contract.js';
import type { Clone } from './inputs.js';

/**
 * Looks into the files that make definitions count as existing. One that cannot be read, or is no definition, still
 * exists by its name, and is a warning: `definition-unreadable`, `definition-invalid`.
 */
export async function checkDefinitionFiles(
  { tree }: Clone,
  models: readonly PlannedModel[],
): Promise<readonly Diagnostic[]> {
  const paths = [
    ...new Set(models.flatMap(({ kernels }) => kernels.flatMap(({ file }) => file ?? []))),
  ].sort();
  await tree.prepare(paths);
  return paths.flatMap((file): readonly Diagnostic[] => {
    const warning = (rule: string, message: string, line = 1, column = 1): readonly Diagnostic[] => {
      return [{ file, line, column, rule, severity: 'warning', message }];
    };
    const read = tree.read(file);
    if (!read.ok) {
      const message = `It counts as existing by its name, but cannot be read (${read.reason}): ${read.detail}.`;
      return warning('definition-unreadable', message);
    }
    const parsed = parseTolerantJson(Buffer.from(read.bytes).toString('utf8'));
    if (!parsed.ok) {
      const message = `It counts as existing by its name, but is not JSON: ${parsed.message}.`;
      return warning('definition-invalid', message, parsed.line, parsed.column);
    }
    if (typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value)) return [];
    return warning('definition-invalid', 'It counts as existing by its name, but holds no object.');
  });
}
