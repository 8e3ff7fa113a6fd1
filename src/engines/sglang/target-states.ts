/**
 * Classes that run on the hidden states of a target model, which is what drafts for speculative decoding do: they take
 * them from the batch, or SGLang's workers for speculative decoding hand them over.
 */
import { memoised, remembered } from '../../memo.js';
import { nestedBlocks } from '../../python/evaluate/index.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { PythonSources, RawFile } from '../../python/sources.js';
import type { CallExpr, ClassStmt, Expr, FunctionStmt, Stmt } from '../../python/syntax.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import type { SourceTree } from '../../source/types.js';
import { detached } from '../../text/detached.js';
import { inDirectory } from '../types.js';
import type { Entry } from './entry-class.js';

/** A test of registered classes. Function bodies are read only where the words occur. */
export function targetStatesTest(sources: PythonSources, directory: string): (entry: Entry) => boolean {
  const methods = readHandingMethods(sources, directory);
  const linesIn = memoised((path: string) =>
    sources.answer(['sglang: target states', path, methods], () => takersIn(sources, path, methods)),
  );
  return ({ lineage }) => lineage.some(({ file, line }) => linesIn(file).includes(line));
}

/** Lines of the classes of a module that take a target's hidden states, as far as their bases do not decide. */
function takersIn(sources: PythonSources, path: string, methods: readonly string[]): readonly number[] {
  if (!sources.tree.has(path) || !mayTake(sources.raw(path), methods)) return [];
  const facts = sources.project.bodies(path);
  if (facts === null) return [];
  const readers = readersIn(facts);
  return definitions(facts.body)
    .filter((stmt) => stmt.kind === 'class')
    .filter(
      ({ line, body }) => readers.has(line) || definitions(body).some(({ name }) => methods.includes(name)),
    )
    .map(({ line }) => line);
}

function mayTake(raw: RawFile, methods: readonly string[]): boolean {
  return mayRead(raw) || methods.some((name) => mayDefine(raw, name));
}

/** By name; a module is asked again after every edit of another one. */
const defined = remembered<RawFile, Map<string, boolean>>(() => new Map());

function mayDefine(raw: RawFile, name: string): boolean {
  const known = defined(raw);
  const before = known.get(name);
  if (before !== undefined) return before;
  const mayBe = raw.text.includes(`def ${name}`);
  known.set(name, mayBe);
  return mayBe;
}

const mayRead = remembered(({ text }: RawFile) => /spec_info[\s\\]*\.[\s\\]*hidden_states/.test(text));

/**
 * Lines of the classes and functions of a module that read `spec_info.hidden_states`, or use one of it that does. What
 * is remembered refers to nothing of the module, which may be let go of.
 */
const readersIn = remembered(({ body }: ModuleFacts): ReadonlySet<number> => {
  const all = definitions(body).map((stmt) => ({ stmt, contents: contentsOf(stmt) }));
  const readers = new Set(
    all.filter(({ contents }) => contents.some(isTargetStates)).map(({ stmt }) => stmt.line),
  );
  if (readers.size === 0) return readers;
  const using = all.map(({ stmt, contents }) => ({ line: stmt.line, names: usedNames(contents) }));
  for (let before = -1; before < readers.size;) {
    before = readers.size;
    const names = new Set(all.flatMap(({ stmt }) => (readers.has(stmt.line) ? [stmt.name] : [])));
    for (const { line, names: used } of using) if (used.some((name) => names.has(name))) readers.add(line);
  }
  return readers;
});

/** Classes and functions of a body, also under `if`, `try`, `with` and loops. */
function definitions(body: readonly Stmt[]): readonly (ClassStmt | FunctionStmt)[] {
  return body.flatMap((stmt) =>
    stmt.kind === 'class' || stmt.kind === 'function' ? [stmt] : nestedBlocks(stmt).flatMap(definitions),
  );
}

/** The expressions of a definition, its annotations left out. */
function contentsOf(stmt: ClassStmt | FunctionStmt): readonly Expr[] {
  const bases = stmt.kind === 'class' ? stmt.args.map(({ value }) => value) : [];
  return [...bases, ...statements(stmt.body ?? []).flatMap(expressionsOf)].flatMap(expressions);
}

function isTargetStates(expr: Expr): boolean {
  return (
    expr.kind === 'attribute' &&
    expr.attr === 'hidden_states' &&
    expr.value.kind === 'attribute' &&
    expr.value.attr === 'spec_info'
  );
}

/** Names whose values are used; who only tells a class from others does not make one. */
function usedNames(contents: readonly Expr[]): readonly string[] {
  const told = new Set(
    contents
      .flatMap((expr) => (isTypeTest(expr) ? expr.args : []))
      .flatMap(({ value }) => expressions(value)),
  );
  return contents.flatMap((expr) => (expr.kind === 'name' && !told.has(expr) ? [expr.id] : []));
}

function isTypeTest(expr: Expr): expr is CallExpr {
  return (
    expr.kind === 'call' &&
    expr.func.kind === 'name' &&
    (expr.func.id === 'isinstance' || expr.func.id === 'issubclass')
  );
}

/** SGLang's workers for speculative decoding, and what they are made of. */
export function speculativeFiles(tree: SourceTree, directory: string): readonly string[] {
  return tree.list(inDirectory(directory, 'srt/speculative')).filter((path) => path.endsWith('.py'));
}

/** Methods of a draft model to which SGLang's speculative decoding hands the hidden states of the target. */
function readHandingMethods(sources: PythonSources, directory: string): readonly string[] {
  return sources.answer('sglang: methods that are handed target states', () => {
    const files = speculativeFiles(sources.tree, directory).filter((path) => mayHand(sources.raw(path)));
    const methods = files
      .map((path) => sources.project.bodies(path))
      .flatMap((facts) => (facts === null ? [] : handedIn(facts)));
    return [...new Set(methods)].sort();
  });
}

const TARGET_STATES = /target\w*hidden/;

const mayHand = remembered(
  ({ text }: RawFile) => TARGET_STATES.test(text) && /draft[\w.]*model\.\w+\(/.test(text),
);

/** `self.draft_model.project_target_hidden(target_hidden)` */
const handedIn = remembered(({ body }: ModuleFacts): readonly string[] =>
  statements(body)
    .flatMap(expressionsOf)
    .flatMap(expressions)
    .flatMap((expr) => {
      if (expr.kind !== 'call' || expr.func.kind !== 'attribute') return [];
      const handed = expr.args.some(
        ({ name, value }) =>
          (name !== null && TARGET_STATES.test(name)) || expressions(value).some(isCalledTargetStates),
      );
      return handed && isDraftModel(expr.func.value) ? [detached(expr.func.attr)] : [];
    }),
);

function isCalledTargetStates(expr: Expr): boolean {
  return (
    (expr.kind === 'name' && TARGET_STATES.test(expr.id)) ||
    (expr.kind === 'attribute' && TARGET_STATES.test(expr.attr))
  );
}

/** `self.draft_model`, `self.draft_runner.model` */
function isDraftModel(expr: Expr): boolean {
  const names = namesOf(expr);
  return (names.at(-1)?.endsWith('model') ?? false) && names.some((name) => name.includes('draft'));
}

function namesOf(expr: Expr): readonly string[] {
  if (expr.kind === 'name') return [expr.id];
  return expr.kind === 'attribute' ? [...namesOf(expr.value), expr.attr] : [];
}
