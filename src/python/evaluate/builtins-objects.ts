/** Builtins that look at objects: types, attributes and namespaces. */
import { getAttribute } from './attributes.js';
import type { Builtin, BuiltinCall } from './builtin-call.js';
import { because } from './explain.js';
import { buildClass, metaclassOf } from './make-class.js';
import { dictEntries } from './mappings.js';
import { iterate } from './iteration.js';
import type { Run } from './run.js';
import { deleteAttribute, setAttribute } from './set-attribute.js';
import { specialFunction, truthOf } from './special.js';
import { makeSuper } from './super.js';
import { classOf, isInstance, isSubclass } from './type-tests.js';
import {
  asText,
  boolean,
  FALSE,
  namespaceOf,
  NONE,
  PythonError,
  TRUE,
  type FunctionValue,
  type Scope,
  type Value,
} from './values.js';

export const OBJECT_BUILTINS: Readonly<Record<string, Builtin>> = {
  bool: ({ run, args, first, span }) => {
    if (args.positional.length === 0) return FALSE;
    const known = truthOf(run, first, span);
    return known === null ? because(run, span, 'bool()', first) : boolean(known);
  },
  print: () => NONE,
  callable: ({ run, first, span }) => {
    switch (first.kind) {
      case 'class':
      case 'function':
      case 'bound':
      case 'builtin':
      case 'partial':
        return TRUE;
      case 'instance':
        return boolean(specialFunction(first, '__call__') !== null);
      case 'external':
      case 'undecidable':
      case 'named':
        return because(run, span, 'callable()', first);
      default:
        return FALSE;
    }
  },
  isinstance: ({ run, first, second, span }) =>
    known(run, span, isInstance(run, first, second), first, second),
  issubclass: ({ run, first, second, span }) =>
    known(run, span, isSubclass(run, first, second), first, second),
  hasattr: ({ run, first, second, span }) => {
    const value = attributeByName(run, first, second, span);
    if (value === undefined) return FALSE;
    return value.kind === 'undecidable' || value.kind === 'external'
      ? because(run, span, 'hasattr()', value)
      : TRUE;
  },
  getattr: ({ run, args, first, second, span }) => {
    const value = attributeByName(run, first, second, span) ?? args.positional[2];
    return value ?? run.raise('AttributeError', asText(second) ?? 'an attribute', span);
  },
  setattr: ({ run, args, first, second, span }) => {
    const name = asText(second);
    if (name === null && first.kind === 'module') run.tainted = run.place(span);
    if (name !== null) setAttribute(run, first, name, args.positional[2] ?? NONE, span);
    return NONE;
  },
  delattr: ({ run, first, second, span }) => {
    const name = asText(second);
    if (name === null && first.kind === 'module') run.tainted = run.place(span);
    if (name !== null) deleteAttribute(run, first, name, span);
    return NONE;
  },
  globals: ({ scope }) => namespaceOf(moduleScope(scope)),
  locals: ({ scope }) => namespaceOf(scope),
  vars: ({ run, scope, args, first, span }) =>
    args.positional.length === 0 ? namespaceOf(scope) : varsOf(run, first, span),
  dir: ({ run, span }) => run.undecidable('dir()', span),
  type: makeType,
  super: ({ run, scope, args, span }) => makeSuper(run, scope, args.positional, span),
  property: ({ run, args, first, span }) => {
    const getter = args.positional[0] ?? args.keywords.get('fget') ?? first;
    const setter = args.positional[1] ?? args.keywords.get('fset');
    if (getter.kind !== 'function') return because(run, span, 'property()', getter);
    const attributes = new Map(getter.attributes);
    if (setter !== undefined) attributes.set('fset', setter);
    return run.own({ ...getter, attributes, binding: 'property' });
  },
  classmethod: (call) => bindAs('class-method', call),
  staticmethod: (call) => bindAs('static-method', call),
  exec: ({ run, span }) => {
    run.tainted ??= run.place(span);
    return NONE;
  },
  eval: ({ run, span }) => run.undecidable('eval()', span),
};

function known(
  run: Run,
  span: BuiltinCall['span'],
  answer: boolean | null,
  ...from: readonly Value[]
): Value {
  return answer === null ? because(run, span, 'a type test', ...from) : boolean(answer);
}

/** The attribute, undefined when there is certainly none. */
function attributeByName(run: Run, owner: Value, name: Value, span: BuiltinCall['span']): Value | undefined {
  const wanted = asText(name);
  if (wanted === null) return because(run, span, 'an attribute name', name);
  try {
    return getAttribute(run, owner, wanted, span);
  } catch (error) {
    const isAbsent = error instanceof PythonError && /^(?:Attribute|Name)Error$/.test(error.type);
    if (isAbsent) return undefined;
    throw error;
  }
}

function moduleScope(scope: Scope): Scope {
  return scope.parent === null ? scope : moduleScope(scope.parent);
}

function varsOf(run: Run, value: Value, span: BuiltinCall['span']): Value {
  switch (value.kind) {
    case 'class':
    case 'instance':
      return getAttribute(run, value, '__dict__', span);
    case 'module': {
      const scope = run.modules.get(value.path);
      return scope === undefined
        ? run.undecidable('the names of another module', span)
        : { kind: 'namespace', scope };
    }
    default:
      return because(run, span, 'vars()', value);
  }
}

/** `type(x)` and `type('Name', (Base,), {...})`. */
function makeType({ run, scope, args, first, second, span }: BuiltinCall): Value {
  if (args.positional.length === 1) return classOf(first) ?? because(run, span, 'type()', first);
  const name = asText(first);
  const bases = iterate(run, second, span);
  const [, , namespace] = args.positional;
  const entries = namespace === undefined ? [] : dictEntries(run, namespace);
  if (name === null || bases === null || entries === null) return because(run, span, 'type()', first, second);
  const parts = {
    name,
    bases,
    names: new Map(
      entries.flatMap(([key, value]) => {
        const shown = asText(key);
        return shown === null ? [] : [[shown, value] as const];
      }),
    ),
    keywords: args.keywords,
    metaclass: metaclassOf(null, bases),
    statement: null,
    place: run.place(span),
    body: null,
  };
  return buildClass(run, scope, parts, span);
}

function bindAs(binding: FunctionValue['binding'], { run, first, span }: BuiltinCall): Value {
  if (first.kind !== 'function') return because(run, span, `a ${binding}`, first);
  return run.own({ ...first, binding });
}
