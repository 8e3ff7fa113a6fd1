import type { LazyImport, Value } from './values.js';

/** Equal for values that mean the same, so that the outcomes of different branches can be compared. */
export function fingerprint(value: Value | undefined): string {
  return value === undefined ? 'unbound' : print(value, new Set());
}

function print(value: Value, open: Set<Value>): string {
  if (open.has(value)) return 'again';
  open.add(value);
  const all = (items: Iterable<Value>): string => [...items].map((item) => print(item, open)).join();
  const text = describe(value, all, (item) => print(item, open));
  open.delete(value);
  return text;
}

function describe(
  value: Value,
  all: (items: Iterable<Value>) => string,
  one: (item: Value) => string,
): string {
  switch (value.kind) {
    case 'constant':
      return `${typeof value.value}:${String(value.value)}`;
    case 'list':
    case 'tuple':
      return `${value.kind}[${all(value.items)}]`;
    case 'set':
      return `set{${value.items.map(one).sort().join()}}`;
    case 'dict':
      return `{${value.entries.map((entry) => entry.map(one).join(':')).join()}}`;
    case 'view':
      return `${value.type}(${all(value.items())})`;
    case 'iterator':
      return `${value.type} ${value.name ?? ''}`;
    case 'class':
      return `class ${value.identity} ${value.name}${attributes(value.namespace.bindings(), one)}`;
    case 'function':
      return `function ${value.name} ${value.place.file}:${value.place.line}:${value.place.column}${attributes(value.attributes, one)}`;
    case 'bound':
      return `bound ${one(value.self)}.${one(value.func)}`;
    case 'partial':
      return `partial ${one(value.func)}(${all(value.positional)})`;
    case 'builtin':
      return `builtin ${value.name}`;
    case 'module':
      return `module ${value.path}`;
    case 'generic':
      return `generic ${one(value.origin)}`;
    case 'named':
      return `${value.what} ${value.name}`;
    case 'external':
      return `external ${value.dotted}`;
    case 'bytes':
      return `bytes ${value.value}`;
    case 'instance':
      return `instance ${value.type.identity}${attributes(value.attributes, one)}${value.payload === null ? '' : one(value.payload)}`;
    case 'exception':
      return `${value.type}(${all(value.args)})`;
    case 'super':
      return `super ${value.start.identity}`;
    case 'namespace':
      return `namespace ${value.scope.path}`;
    case 'undecidable':
      return `undecidable ${value.place.file}:${value.place.line}:${value.reason}`;
  }
}

/** Functions of a class body are told apart by the statement of the class already. */
function attributes(all: ReadonlyMap<string, Value | LazyImport>, one: (item: Value) => string): string {
  const shown = [...all].map(([name, value]) => {
    if (value.kind === 'import') return `${name}=import ${value.path} ${value.name ?? ''}`;
    return value.kind === 'function' ? `${name}=${value.name}` : `${name}=${one(value)}`;
  });
  return `(${shown.join()})`;
}
