import { findingOf, type Finding } from '../../findings/finding.js';
import type { SglangContext } from './context.js';
import { optionalImports } from './optional-import.js';
import { unregisteredClasses } from './unregistered-class.js';
import { unregisteredNames } from './unregistered-name.js';

/** What the sources of SGLang say beside and against their registrations. Paths are relative to the sources. */
export function lintSglang(context: SglangContext): readonly Finding[] {
  const { scan } = context;
  return [
    ...scan.undecidable.map(({ file, line, reason }) => {
      const message = `what is registered here cannot be known: ${reason}`;
      const place = { file, line, column: 1 };
      return findingOf(
        { ...place, rule: 'sglang-undecidable-registration', severity: 'info', message },
        { key: reason },
      );
    }),
    ...unregisteredClasses(context),
    ...unregisteredNames(context),
    ...optionalImports(context),
  ];
}
