import { findingOf, type Finding } from '../../findings/finding.js';
import { runChecks, type Check } from '../run-checks.js';
import type { SglangContext } from './context.js';
import { optionalImports } from './optional-import.js';
import { unregisteredClasses } from './unregistered-class.js';
import { unregisteredNames } from './unregistered-name.js';

const CHECKS: readonly Check<SglangContext>[] = [
  { name: 'sglang-undecidable-registration', find: undecidableRegistrations },
  { name: 'sglang-unregistered-class', find: unregisteredClasses },
  { name: 'sglang-unregistered-name', find: unregisteredNames },
  { name: 'sglang-optional-import', find: optionalImports },
];

/** What the sources of SGLang say beside and against their registrations. Paths are relative to the sources. */
export function lintSglang(context: SglangContext, checks = CHECKS): readonly Finding[] {
  return runChecks(checks, context, { file: context.at.directory, line: 1, column: 1 });
}

function undecidableRegistrations({ scan }: SglangContext): readonly Finding[] {
  // A file that could not be read is reported as such.
  const known = scan.undecidable.filter(({ mayHideMore }) => mayHideMore !== 'unread');
  return known.map(({ file, line, reason }) => {
    const message = `what is registered here cannot be known: ${reason}`;
    const place = { file, line, column: 1 };
    return findingOf(
      { ...place, rule: 'sglang-undecidable-registration', severity: 'info', message },
      { key: reason },
    );
  });
}
