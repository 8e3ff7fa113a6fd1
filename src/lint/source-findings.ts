import type { Diagnostic } from '../diagnostics.js';
import type { EngineScan } from '../engines/types.js';
import type { TransformersScan } from '../engines/transformers/index.js';
import type { IgnoreComment } from '../findings/ignores/types.js';
import { pythonIgnores } from '../findings/ignores/python.js';
import { findingOf, type Finding } from '../findings/finding.js';
import { remembered } from '../memo.js';
import { joinArchitectures } from '../models/architectures.js';
import type { PythonSources, RawFile } from '../python/sources.js';
import type { LookedEngine } from '../scan/kept-trees.js';
import type { OpenedEngine, WorkspaceScan } from '../scan/workspace.js';
import { textOf } from './origins.js';
import { lintSglang } from './sglang/index.js';
import { lintVllm } from './vllm/index.js';

/** What each engine's sources are checked for, by its id. */
const LINTERS: Readonly<Partial<Record<string, typeof lintVllm>>> = { sglang: lintSglang, vllm: lintVllm };

/** What is wrong in the sources of an engine, as plain data. Paths are relative to the root of its sources. */
export interface SourceFindings {
  readonly findings: readonly Finding[];
  /** What the comments of its files silence. */
  readonly ignores: readonly IgnoreComment[];
}

/** What was read, and what is wrong in the sources of each engine. */
export type LintedWorkspace = WorkspaceScan<LookedEngine<SourceFindings>>;

export function findInSources(
  { adapter, scan, sources }: OpenedEngine,
  transformers: TransformersScan | null,
): SourceFindings {
  const at = adapter.locate(sources.tree);
  const join = joinArchitectures({ engine: scan, transformers });
  const checked = at === null ? [] : (LINTERS[adapter.id]?.({ sources, at, scan, join }) ?? []);
  const own = [...checked, ...(adapter.goesOnWithoutModule === true ? [] : hiddenRegistrations(scan))];
  // Only now is everything read that these rules look at.
  const diagnostics = [...scan.diagnostics, ...sources.diagnostics()];
  const files = new Set([
    ...(at === null ? [] : adapter.files(sources.tree, at)),
    ...own.map(({ file }) => file),
    ...diagnostics.map(({ file }) => file),
  ]);
  return {
    findings: [...own, ...diagnostics.map((each) => findingOf(each, { architectures: namedIn(each, scan) }))],
    ignores: [...files].flatMap((path) => ignoresIn(sources, path)),
  };
}

/** The architectures and classes that a message names; one that is not registered stands in quotes. */
function namedIn({ message }: Diagnostic, { registrations }: EngineScan): readonly string[] {
  const words = new Set(message.match(/[\p{L}\p{N}_]+/gu));
  const registered = registrations.flatMap(({ architecture, className }) => [architecture, className]);
  const quoted = [...message.matchAll(/'(\p{Lu}[\p{L}\p{N}_]+)'/gu)].map(([, name]) => name);
  const names = [...registered, ...quoted].filter((name) => typeof name === 'string');
  return [...new Set(names)].filter((name) => words.has(name));
}

function hiddenRegistrations({ undecidable }: EngineScan): readonly Finding[] {
  const hidden = undecidable.filter(({ mayHideMore }) => mayHideMore !== undefined);
  return hidden.map(({ file, line, reason }) => {
    const message = `${reason}: what is not found may be registered all the same`;
    const place = { file, line, column: 1 };
    return findingOf({ ...place, rule: 'registry-hidden', severity: 'error', message }, { key: reason });
  });
}

const mayIgnore = remembered(({ text }: RawFile) => text.includes('archscan:'));

function ignoresIn(sources: PythonSources, path: string): readonly IgnoreComment[] {
  if (!path.endsWith('.py') || !mayIgnore(sources.raw(path))) return [];
  const facts = sources.project.bodies(path);
  const text = textOf(sources.tree, path);
  return facts === null || text === undefined ? [] : pythonIgnores(text, facts, path);
}
