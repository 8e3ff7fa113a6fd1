/** Architectures × engines, from the same joins that `support` answers with. */
import { compareText } from '../diagnostics.js';
import { hidingPlaces } from '../engines/hidden.js';
import {
  loaderRegistrations,
  unjoinedKeys,
  type EngineScan,
  type Registration,
  type Undecidable,
} from '../engines/types.js';
import type { Category } from '../models/category.js';
import {
  commonCategory,
  commonExample,
  engineSupport,
  joinEngines,
  type EngineJoin,
  type EngineSupport,
  type JoinOptions,
} from '../scan/joins.js';
import type { WorkspaceScan } from '../scan/workspace.js';
import { findGaps, type Gap } from './gaps.js';
import { findNearMisses, type NearMiss } from './near-misses.js';

/** One column. */
export interface MatrixEngine {
  /** The engine's id; with its root where the same engine was read twice. */
  readonly id: string;
  readonly title: string;
  readonly root: string;
  readonly revision: string | null;
  /** Architectures that it serves natively. */
  readonly served: number;
  /** Of these, the ones that no other column serves. */
  readonly servedAlone: number;
  /** Model types that it registers, when no transformers sources were read, which join them with architectures. */
  readonly unjoined?: number | undefined;
  /** Where a syntax error may hide further registrations: what it does not serve here, it may serve all the same. */
  readonly hidden?: readonly Undecidable[] | undefined;
}

/** The transformers sources by which the fallback was computed. */
export interface MatrixTransformers {
  readonly root: string;
  readonly version: string | null;
  /** Where a syntax error may hide classes of which a column then does not know whether it serves them. */
  readonly hidden?: readonly Undecidable[] | undefined;
}

/** What one engine does with one architecture. */
export interface MatrixCell extends EngineSupport {
  /** What the engine says of the implementation, e.g. `lora`. Empty without a registration. */
  readonly capabilities: Readonly<Record<string, boolean>>;
}

export interface MatrixRow {
  readonly architecture: string;
  readonly category: Category;
  readonly example: string | null;
  /** One per column, in its order. */
  readonly cells: readonly MatrixCell[];
  /** Columns that serve it natively. */
  readonly engines: number;
}

export interface Matrix {
  readonly schemaVersion: 1;
  readonly engines: readonly MatrixEngine[];
  /** Null when none were read. */
  readonly transformers: MatrixTransformers | null;
  /** Sorted by architecture. */
  readonly rows: readonly MatrixRow[];
  /** Names that are equal up to letter case and underscores, but are different keys. */
  readonly nearMisses: readonly NearMiss[];
  /** Architectures that several columns serve and one does not. */
  readonly gaps: readonly Gap[];
}

export interface MatrixOptions extends JoinOptions {
  /** `served`: what at least one engine serves natively. `all`: also drafts, wrappers and what transformers exports. */
  readonly rows: 'served' | 'all';
  /** Columns that must serve an architecture before its absence in another one is a gap. */
  readonly gap: number;
}

/** A registration that a checkpoint of its own leads to: no draft, no wrapper, no list of what was removed. */
function isServed({ kind, status, architecture }: Registration): boolean {
  return kind === 'model' && architecture !== null && (status === 'active' || status === 'conditional');
}

export function buildMatrix(workspace: WorkspaceScan, options: MatrixOptions): Matrix {
  const joins = joinEngines(workspace, options);
  const columns = columnsOf(joins);
  const helpers = helperNames(joins);
  const served = columns.map(({ join }) => servedBy(join.engine, helpers));
  const names = new Set(served.flatMap((each) => [...each]));
  const exported = (workspace.transformers?.scan.classes ?? []).filter((each) => each.exported);
  const known = columns.map(({ join }) => knownTo(join.engine));
  if (options.rows === 'all') {
    for (const each of exported) if (each.preTrained !== false) names.add(each.name);
    for (const name of known.flatMap((each) => [...each])) names.add(name);
  }
  const rows = [...names].sort(compareText).map((architecture) => rowOf(architecture, columns));
  const counts = new Map(
    rows.map(({ architecture }) => [architecture, served.filter((each) => each.has(architecture)).length]),
  );
  const presence = columns.map(({ id }, index) => ({ id, names: served[index] ?? new Set<string>() }));
  const spelled = [
    ...columns.map(({ id }, index) => ({ id, names: known[index] ?? new Set<string>() })),
    { id: 'transformers', names: new Set(exported.map(({ name }) => name)) },
  ];
  const nearMisses = findNearMisses(spelled, names);
  const complete = new Set(
    columns.filter(({ join }) => isComplete(join.engine, workspace)).map(({ id }) => id),
  );
  return {
    schemaVersion: 1,
    engines: columns.map(({ id, join: { title, engine } }, index) => ({
      id,
      title,
      root: engine.root,
      revision: engine.revision,
      served: served[index]?.size ?? 0,
      servedAlone: [...(served[index] ?? [])].filter((name) => counts.get(name) === 1).length,
      ...unjoinedOf(engine, workspace),
      ...hiddenOf(engine),
    })),
    transformers: transformersOf(workspace, rows),
    rows,
    nearMisses,
    gaps: findGaps(presence, nearMisses, options.gap).filter(({ missingIn }) => complete.has(missingIn)),
  };
}

/** What a column does not serve it is known not to serve. */
function isComplete(engine: EngineScan, workspace: WorkspaceScan): boolean {
  return hidingPlaces(engine).length === 0 && unjoinedOf(engine, workspace).unjoined === undefined;
}

function unjoinedOf(engine: EngineScan, { transformers }: WorkspaceScan): Pick<MatrixEngine, 'unjoined'> {
  const unjoined = transformers === null ? unjoinedKeys(engine).size : 0;
  return unjoined === 0 ? {} : { unjoined };
}

function hiddenOf(engine: EngineScan): Pick<MatrixEngine, 'hidden'> {
  const hidden = hidingPlaces(engine);
  return hidden.length === 0 ? {} : { hidden };
}

function transformersOf(
  { transformers }: WorkspaceScan,
  rows: readonly MatrixRow[],
): MatrixTransformers | null {
  if (transformers === null) return null;
  const { scan } = transformers;
  const { root, version } = scan;
  const places = hidingPlaces(scan);
  const isAsked = rows.some(({ cells }) =>
    cells.some((cell) => cell.hidden === true && places.some(({ file }) => file === cell.file)),
  );
  return isAsked ? { root, version, hidden: places.map(undecidableOf) } : { root, version };
}

function undecidableOf({ file, line, reason, mayHideMore }: Undecidable): Undecidable {
  return { file, line, reason, mayHideMore };
}

interface Column {
  readonly id: string;
  readonly join: EngineJoin;
}

function columnsOf(joins: readonly EngineJoin[]): readonly Column[] {
  return joins.map((join) => {
    const { id, root, revision } = join.engine;
    const isRepeated = joins.filter((other) => other.engine.id === id).length > 1;
    const where = revision === null ? root : `${root} ${revision.slice(0, 9)}`;
    return { id: isRepeated ? `${id} (${where})` : id, join };
  });
}

/** Every architecture that the engine's loader has an entry for, helpers and former models included. */
function knownTo(engine: EngineScan): ReadonlySet<string> {
  return new Set(loaderRegistrations(engine).flatMap(({ architecture }) => architecture ?? []));
}

/** What one engine registers as a draft or a wrapper is one for all: others load such a class like any model. */
function helperNames(joins: readonly EngineJoin[]): ReadonlySet<string> {
  return new Set(
    joins
      .flatMap(({ engine }) => loaderRegistrations(engine))
      .filter(({ kind }) => kind === 'draft' || kind === 'wrapper')
      .flatMap(({ architecture }) => architecture ?? []),
  );
}

function servedBy(engine: EngineScan, helpers: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    loaderRegistrations(engine)
      .filter(isServed)
      .flatMap(({ architecture }) => architecture ?? [])
      .filter((architecture) => !helpers.has(architecture)),
  );
}

function rowOf(architecture: string, columns: readonly Column[]): MatrixRow {
  const records = columns.map(({ join }) => join.join(architecture));
  const cells = columns.flatMap(({ id }, index): readonly MatrixCell[] => {
    const record = records[index];
    if (record === undefined) return [];
    return [{ ...engineSupport(id, record), capabilities: record.registration?.capabilities ?? {} }];
  });
  return {
    architecture,
    category: commonCategory(records)?.category ?? 'text',
    example: commonExample(records)?.id ?? null,
    cells,
    engines: cells.filter(({ level }) => level === 'native').length,
  };
}
