import type { Evidence } from '../../diagnostics.js';
import { mayHide } from '../../engines/hidden.js';
import { WHOLE } from '../../engines/vllm/registry.js';
import { loaderRegistrations, type EngineScan, type Located } from '../../engines/types.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { visibleSupport, type ServedRecord } from '../../models/architectures.js';
import type { PythonSources } from '../../python/sources.js';
import { didYouMean } from '../../text/suggest.js';
import { runChecks, type Check } from '../run-checks.js';

interface VllmContext {
  readonly sources: PythonSources;
  readonly at: Located;
  readonly scan: EngineScan;
  /** What is known about an architecture. */
  readonly join: (architecture: string) => ServedRecord;
}

const CHECKS: readonly Check<VllmContext>[] = [
  { name: 'vllm-unregistered-example', find: unregisteredExamples },
  { name: 'vllm-missing-example', find: missingExamples },
];

/** Where vLLM's two registries disagree. Paths are relative to the sources. */
export function lintVllm(context: VllmContext): readonly Finding[] {
  return runChecks(CHECKS, context, { file: context.at.directory, line: 1, column: 1 });
}

function unregisteredExamples({ sources, scan, join }: VllmContext): readonly Finding[] {
  const registered = loaderRegistrations(scan);
  const keys = registered.map(({ key }) => key);
  const [first] = registered;
  // A registry that cannot be read is a finding of its own.
  if (first === undefined) return [];
  const place = { file: first.file, ...boundAt(sources, first.file) };
  const registry: Evidence = { ...place, rule: 'vllm-registration' };
  return (scan.examples ?? []).flatMap(({ architecture, id, file, line, column }) => {
    const { level } = visibleSupport(join(architecture));
    if (level === 'native' || level === 'converted' || mayHide(sources, scan, architecture)) return [];
    const served = level === 'fallback' ? '; vLLM would run it through transformers' : '';
    const message = `nothing registers ${architecture}, so the tests never load ${id}${served}.${didYouMean(architecture, keys)}`;
    return [
      findingOf(
        { file, line, column, rule: 'vllm-unregistered-example', severity: 'warning', message },
        {
          key: architecture,
          architectures: [architecture],
          evidence: [registry],
          endColumn: column + architecture.length + 2,
        },
      ),
    ];
  });
}

/** Where the registry is bound. */
function boundAt(sources: PythonSources, file: string): { readonly line: number; readonly column: number } {
  const bound = sources
    .facts(file)
    ?.body.find(
      (stmt) =>
        stmt.kind === 'assign' &&
        stmt.targets.some((target) => target.kind === 'name' && target.id === WHOLE),
    );
  return { line: bound?.line ?? 1, column: bound?.column ?? 1 };
}

function missingExamples({ scan }: VllmContext): readonly Finding[] {
  const [first] = scan.examples ?? [];
  // An installed package has no tests.
  if (first === undefined) return [];
  const tested = new Set((scan.examples ?? []).map(({ architecture }) => architecture));
  return loaderRegistrations(scan)
    .filter(({ key, status }) => status === 'active' && !tested.has(key))
    .map(({ key, file, line }) => {
      const message = `${key} is registered, but ${first.file} has no example of it`;
      const tests: Evidence = { file: first.file, line: 1, column: 1, rule: 'vllm-test-registry' };
      return findingOf(
        { file, line, column: 1, rule: 'vllm-missing-example', severity: 'warning', message },
        { key, architectures: [key], evidence: [tests] },
      );
    });
}
