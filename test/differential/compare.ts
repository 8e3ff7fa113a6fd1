import { isDeepStrictEqual } from 'node:util';
import type { ExtractorEngine, FactExtractor } from '../../src/python/extract.js';
import { decodeSource } from '../../src/python/decode.js';
import type { FactsDepth, ModuleFacts } from '../../src/python/facts.js';
import type { Stmt } from '../../src/python/syntax.js';
import type { CPython, Dump, Json, JsonObject, Request } from './cpython.js';
import { normalise } from './normalise.js';

/** One place where archscan's tree is not CPython's. */
export interface Difference {
  /** Way from the module to the node, e.g. `body[3].value.args[0]`. */
  readonly path: string;
  readonly ours: string;
  readonly cpython: string;
  /** 1-based line of the nearest node around, and its text. */
  readonly line: number;
  readonly source: string;
}

export type Verdict =
  | { readonly id: string; readonly outcome: 'same' }
  | { readonly id: string; readonly outcome: 'different'; readonly differences: readonly Difference[] }
  | { readonly id: string; readonly outcome: 'rejected'; readonly error: string };

/** Differences reported for one source; one wrong token may shift everything behind it. */
const MAX_DIFFERENCES = 3;

/** Facts and the engine that the extractor chose for them. */
export interface Reading {
  readonly facts: ModuleFacts;
  readonly by: ExtractorEngine;
}

export interface Engines {
  /** The reference. */
  readonly full: FactExtractor;
  /** The engines that pass over function bodies, by name. */
  readonly others: ReadonlyMap<string, FactExtractor>;
  /** What everybody gets who asks for no engine. */
  readonly shipped: (path: string, source: Uint8Array, depth: FactsDepth) => Reading;
}

/** `left`: the shipped extractor had the whole file read by tree-sitter. */
export type ShippedVerdict = Verdict & { readonly left: boolean };

/** Asks CPython and the shipped extractor, at both depths, about one source. */
export async function compareShipped(
  cpython: CPython,
  { shipped }: Pick<Engines, 'shipped'>,
  request: Request,
  bytes: Uint8Array,
): Promise<ShippedVerdict> {
  const answer = cpython.dump(request);
  // Both are read before either is looked at: facts must not live in what the next reading overwrites.
  const bodies = shipped(request.id, bytes, 'bodies');
  const module = shipped(request.id, bytes, 'module');
  const { text } = decodeSource(bytes);
  const dump = await answer;
  const left = bodies.by === 'full' || module.by === 'full';
  const verdict = judge(request.id, bodies.facts, text, dump);
  if (verdict.outcome !== 'same' || 'error' in dump) return { ...verdict, left };
  const outline = { ...dump, body: withoutFunctionBodies(dump.body) };
  return { ...judge(request.id, module.facts, text, outline), left };
}

function withoutFunctionBodies(value: Json): Json {
  if (isList(value)) return value.map(withoutFunctionBodies);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([key, each]): [string, Json] => [
    key,
    key === 'body' && value.kind === 'function' ? null : withoutFunctionBodies(each),
  ]);
  return Object.fromEntries(fields);
}

/** Asks CPython and archscan about one source. */
export async function compareSource(
  cpython: CPython,
  { full, others }: Pick<Engines, 'full' | 'others'>,
  request: Request,
  bytes: Uint8Array,
): Promise<Verdict> {
  const answer = cpython.dump(request);
  const facts = full(request.id, bytes, 'bodies');
  const read = [...others].map(([name, extract]) => ({
    name,
    bodies: extract(request.id, bytes, 'bodies'),
    module: extract(request.id, bytes),
  }));
  const verdict = judge(request.id, facts, decodeSource(bytes).text, await answer);
  if (verdict.outcome !== 'same') return verdict;
  const module: ModuleFacts = { ...full(request.id, bytes), body: withoutBodies(facts.body) };
  const differences = read.flatMap((other) => [
    ...engineDifferences(other.name, facts, other.bodies),
    ...engineDifferences(other.name, module, other.module),
  ]);
  return differences.length === 0 ? verdict : { id: request.id, outcome: 'different', differences };
}

/** Where an engine's facts are not those of the reference. */
function engineDifferences(
  engine: string,
  reference: ModuleFacts,
  facts: ModuleFacts,
): readonly Difference[] {
  if (isDeepStrictEqual(facts, reference)) return [];
  const found: Difference[] = [];
  compareValue(engine, plain(facts), plain(reference), 1, (path, ours, other, line) => {
    if (found.length < MAX_DIFFERENCES)
      found.push({ path, ours: brief(ours), cpython: `${brief(other)} by the reference`, line, source: '' });
  });
  return found;
}

/** Facts are plain JSON. */
function plain(facts: object): Json {
  return JSON.parse(JSON.stringify(facts)) as Json;
}

function withoutBodies(body: readonly Stmt[]): readonly Stmt[] {
  return JSON.parse(JSON.stringify(body), dropBody) as readonly Stmt[];
}

function dropBody(this: unknown, key: string, value: unknown): unknown {
  const isFunction = typeof this === 'object' && this !== null && 'kind' in this && this.kind === 'function';
  return isFunction && key === 'body' ? null : value;
}

/** Compares facts with CPython's dump of the same source. */
export function judge(id: string, facts: ModuleFacts, text: string, dump: Dump): Verdict {
  if ('error' in dump) return { id, outcome: 'rejected', error: dump.error };
  const ours = normalise(facts, text);
  const found: Difference[] = [];
  const lines = text.split(/\r\n|\r|\n/);
  compareValue('body', ours, dump.body, 1, (path, left, right, line) => {
    if (found.length >= MAX_DIFFERENCES) return;
    found.push({ path, ours: brief(left), cpython: brief(right), line, source: lines[line - 1] ?? '' });
  });
  if (facts.partial && dump.compiles !== false && found.length === 0) {
    const message = facts.diagnostics[0]?.message ?? 'no diagnostic';
    const line = facts.diagnostics[0]?.line ?? 1;
    found.push({ path: 'partial', ours: message, cpython: 'valid', line, source: lines[line - 1] ?? '' });
  }
  return found.length === 0 ? { id, outcome: 'same' } : { id, outcome: 'different', differences: found };
}

type Report = (path: string, ours: Json | undefined, cpython: Json | undefined, line: number) => void;

function compareValue(
  path: string,
  ours: Json | undefined,
  cpython: Json,
  line: number,
  report: Report,
): void {
  if (isList(cpython)) {
    if (ours === undefined || !isList(ours)) report(path, ours, cpython, line);
    else compareLists(path, ours, cpython, line, report);
  } else if (isObject(cpython)) {
    if (ours === undefined || !isObject(ours)) report(path, ours, cpython, line);
    else compareObjects(path, ours, cpython, line, report);
  } else if (ours !== cpython) {
    report(path, ours, cpython, line);
  }
}

function compareLists(
  path: string,
  ours: readonly Json[],
  cpython: readonly Json[],
  line: number,
  report: Report,
): void {
  const shared = Math.min(ours.length, cpython.length);
  for (let i = 0; i < shared; i++) compareValue(`${path}[${i}]`, ours[i], cpython[i] ?? null, line, report);
  if (ours.length !== cpython.length) report(`${path}.length`, ours.length, cpython.length, line);
}

/** Positions that CPython does not know are not compared; a text with a named escape may be null. */
function compareObjects(
  path: string,
  ours: JsonObject,
  cpython: JsonObject,
  outer: number,
  report: Report,
): void {
  const line = typeof cpython.line === 'number' ? cpython.line : outer;
  if (ours.kind !== cpython.kind) {
    report(path, ours, cpython, line);
    return;
  }
  const positioned = 'line' in cpython;
  for (const key of new Set([...Object.keys(cpython), ...Object.keys(ours)])) {
    if (key === 'named' || (POSITION.has(key) && (!positioned || !(key in cpython)))) continue;
    const left = ours[key];
    const right = cpython[key];
    if (right === undefined) report(`${path}.${key}`, left, undefined, line);
    else if (cpython.named === true && key === 'value' && left === null) continue;
    else if (cpython.named === true && key === 'parts')
      compareTexts(`${path}.parts`, left, right, line, report);
    else compareValue(`${path}.${key}`, left, right, line, report);
  }
}

/** Parts of a format string of which some text has a named escape. */
function compareTexts(
  path: string,
  ours: Json | undefined,
  cpython: Json,
  line: number,
  report: Report,
): void {
  const unknown = ours !== undefined && hasUnknownText(ours);
  if (unknown) compareValue(path, withoutTexts(ours), withoutTexts(cpython ?? null), line, report);
  else compareValue(path, ours, cpython, line, report);
}

/** In the parts themselves, and in the specifiers of their fields. */
function hasUnknownText(parts: Json): boolean {
  if (!isList(parts)) return false;
  return parts.some((part) => part === null || (isObject(part) && hasUnknownText(part.spec ?? [])));
}

function withoutTexts(parts: Json): Json {
  if (!isList(parts)) return null;
  return parts.map((part) => {
    if (typeof part === 'string') return null;
    const spec = isObject(part) ? part.spec : undefined;
    return isObject(part) && spec !== undefined ? { ...part, spec: withoutTexts(spec) } : part;
  });
}

const POSITION = new Set(['line', 'column', 'endLine', 'endColumn']);

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
