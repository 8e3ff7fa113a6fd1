/** Functions of the standard library whose effect on values is known. */
import type { Expr } from '../syntax.js';
import { callBuiltin } from './builtins.js';
import type { CallArguments } from './calls.js';
import { iterate } from './expressions.js';
import type { Run } from './run.js';
import { asText, list, PythonError, type Scope, type Value } from './values.js';

type External = (run: Run, args: readonly Value[], span: Expr) => Value | null;

const EXTERNALS: Readonly<Record<string, External>> = {
  'typing.cast': (_run, [, value]) => value ?? null,
  'copy.copy': (_run, [value]) => (value?.kind === 'list' ? list(value.items) : (value ?? null)),
  'itertools.chain': (_run, args) => chain(args),
  'itertools.chain.from_iterable': (_run, [parts]) => chain(parts === undefined ? null : iterate(parts)),
  'importlib.import_module': importModule,
  'sys.intern': (_run, [value]) => value ?? null,
};

/** Constructors that make a dict of their arguments. */
const DICTS = new Set(['collections.OrderedDict', 'types.MappingProxyType']);

/** Calls something outside the sources: known functions, what the engine assumes, otherwise undecidable. */
export function callExternal(run: Run, scope: Scope, dotted: string, args: CallArguments, span: Expr): Value {
  const assumed = run.host.assumedCall(dotted, args.positional);
  if (assumed !== undefined) return assumed;
  if (DICTS.has(dotted)) return callBuiltin(run, scope, 'dict', args, span);
  const known = args.complete ? EXTERNALS[dotted]?.(run, args.positional, span) : null;
  return known ?? run.undecidable(`the result of ${dotted.replace(/^builtins\./, '')}()`, span);
}

function chain(parts: readonly Value[] | null): Value | null {
  const items = parts?.map(iterate);
  if (items === undefined || items.includes(null)) return null;
  return list(items.flatMap((part) => part ?? []));
}

/** `importlib.import_module('.sibling', __package__)` or an absolute name. */
function importModule(run: Run, [name]: readonly Value[], span: Expr): Value | null {
  const dotted = asText(name);
  if (dotted === null) return null;
  const level = /^\.*/.exec(dotted)?.[0].length ?? 0;
  const target = run.host.resolveImport(run.codePath, level, dotted.slice(level));
  if (target.kind === 'module') return { kind: 'module', path: target.path };
  if (level > 0) throw new PythonError('ModuleNotFoundError', `no module named '${dotted}'`, run.place(span));
  return { kind: 'external', dotted };
}
