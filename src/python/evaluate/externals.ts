/** Calls of what is outside the sources: functions of the standard library whose effect on values is known. */
import type { Span } from '../syntax.js';
import { forgetItems } from './assign.js';
import { isBuiltinException } from './builtin-names.js';
import { callBuiltin } from './builtins.js';
import type { CallArguments } from './calls.js';
import { CLASS_MAKERS } from './externals-classes.js';
import { FUNCTION_TOOLS } from './externals-functions.js';
import { callObjectMethod } from './object-methods.js';
import { ownCopy } from './foreign.js';
import { iterate, lazily, streamOrUnknown } from './iteration.js';
import type { Run } from './run.js';
import {
  asText,
  external,
  list,
  NONE,
  PythonError,
  type PartialValue,
  type Scope,
  type Value,
} from './values.js';

export interface ExternalCall {
  readonly run: Run;
  readonly scope: Scope;
  readonly dotted: string;
  readonly args: CallArguments;
  /** The positional arguments, for taking apart. */
  readonly given: readonly Value[];
  readonly span: Span;
}

/** Null when the arguments are not those that are followed. */
export type External = (call: ExternalCall) => Value | null;

const EXTERNALS: Readonly<Record<string, External>> = {
  'typing.cast': ({ given: [, value] }) => value ?? null,
  'copy.copy': ({ given: [value] }) => (value?.kind === 'list' ? list(value.items) : shallow(value)),
  'copy.deepcopy': ({ given: [value] }) => (value === undefined ? null : ownCopy(value)),
  'itertools.chain': (call) => chain(call, call.given),
  'itertools.chain.from_iterable': (call) => {
    const [parts] = call.given;
    const items = parts === undefined ? null : iterate(call.run, parts, call.span);
    return items === null ? null : chain(call, items);
  },
  'importlib.import_module': ({ run, given: [name], span }) => importModule(run, name, span),
  'builtins.__import__': ({ run, given: [name], args, span }) =>
    args.positional.length + args.keywords.size > 1 ? null : importModule(run, topLevel(name), span),
  'sys.intern': ({ given: [value] }) => value ?? null,
  'sys.exit': ({ run, span }) => run.raise('SystemExit', 'the program ends here', span),
  'builtins.exit': ({ run, span }) => run.raise('SystemExit', 'the program ends here', span),
  'builtins.quit': ({ run, span }) => run.raise('SystemExit', 'the program ends here', span),
  'warnings.warn': () => NONE,
  'contextlib.nullcontext': asPartial,
  'contextlib.suppress': asPartial,
};

/** Constructors that make a dict of their arguments. */
const DICTS: ReadonlySet<string> = new Set(['collections.OrderedDict', 'types.MappingProxyType']);

/** Functions that change a list they are given. */
const CHANGING = /^(?:heapq\.\w+|bisect\.insort\w*|random\.shuffle)$/;

/** Calls something outside the sources: known functions, what the engine assumes, otherwise undecidable. */
export function callExternal(run: Run, scope: Scope, dotted: string, args: CallArguments, span: Span): Value {
  const assumed = run.host.assumedCall(dotted, args.positional, args.keywords);
  if (assumed !== undefined) return assumed;
  if (DICTS.has(dotted)) return callBuiltin(run, scope, 'dict', args, span);
  const unknown = (): Value => run.undecidable(`the result of ${dotted.replace(/^builtins\./, '')}()`, span);
  if (!args.complete) return unknown();
  if (CHANGING.test(dotted)) {
    for (const value of args.positional)
      if (value.kind === 'list') forgetItems(run, value, `${dotted}()`, span);
    return unknown();
  }
  const known = externalNamed(dotted)?.({ run, scope, dotted, args, given: args.positional, span });
  return known ?? callOfBuiltins(run, scope, dotted, args, span) ?? unknown();
}

function externalNamed(dotted: string): External | undefined {
  const tables = [EXTERNALS, FUNCTION_TOOLS, CLASS_MAKERS];
  return tables.find((table) => Object.hasOwn(table, dotted))?.[dotted];
}

/** Whether a decorator of this name changes what it is given in a way that is followed. */
export function isEffectiveDecorator(dotted: string): boolean {
  return /^(?:functools\.(?:wraps|update_wrapper|partial|cached_property)|dataclasses\.dataclass|contextlib\.contextmanager)$/.test(
    dotted,
  );
}

/** `ValueError(…)` and `object.__new__(…)`. */
function callOfBuiltins(
  run: Run,
  scope: Scope,
  dotted: string,
  args: CallArguments,
  span: Span,
): Value | null {
  if (!dotted.startsWith('builtins.')) return null;
  const name = dotted.slice('builtins.'.length);
  if (isBuiltinException(name)) return { kind: 'exception', type: name, args: [...args.positional] };
  return name.includes('.') ? callObjectMethod(run, scope, name, args.positional, args, span) : null;
}

/** A call that is kept for whoever asks what it was. */
export function asPartial({ dotted, args }: ExternalCall): PartialValue {
  return { kind: 'partial', func: external(dotted), positional: args.positional, keywords: args.keywords };
}

function shallow(value: Value | undefined): Value | null {
  if (value?.kind === 'dict' || value?.kind === 'set' || value?.kind === 'instance') return null;
  return value ?? null;
}

function chain({ run, span }: ExternalCall, parts: readonly Value[]): Value {
  return lazily('chain', () => {
    let index = 0;
    let next = () => undefined as Value | undefined;
    return () => {
      for (;;) {
        const item = next();
        if (item !== undefined) return item;
        const part = parts[index++];
        if (part === undefined) return undefined;
        next = streamOrUnknown(run, part, span);
      }
    };
  });
}

function topLevel(name: Value | undefined): Value | undefined {
  const dotted = asText(name);
  return dotted === null ? name : { kind: 'constant', value: dotted.split('.')[0] ?? dotted };
}

/** `importlib.import_module('.sibling', __package__)` or an absolute name. */
function importModule(run: Run, name: Value | undefined, span: Span): Value | null {
  const dotted = asText(name);
  if (dotted === null) return null;
  const level = /^\.*/.exec(dotted)?.[0].length ?? 0;
  const target = run.host.resolveImport(run.codePath, level, dotted.slice(level));
  if (target.kind === 'module') return { kind: 'module', path: target.path };
  if (level > 0) throw new PythonError('ModuleNotFoundError', `no module named '${dotted}'`, run.place(span));
  return external(dotted);
}
