import { deleteEntry, dict, getEntry, replaceEntries, setEntry } from './dicts.js';
import { because } from './explain.js';
import { dictEntries, updateEntries } from './mappings.js';
import type { MethodCall, Methods } from './method-call.js';
import { callBuiltin } from './builtins.js';
import { keyError, lookupOwn } from './subscripts.js';
import {
  asText,
  NONE,
  text,
  tuple,
  type DictValue,
  type NamespaceValue,
  type Value,
  type ViewValue,
} from './values.js';

export const DICT_METHODS: Methods<DictValue> = {
  keys: ({ self }) => view('dict_keys', self, () => self.entries.map(([key]) => key)),
  values: ({ self }) => view('dict_values', self, () => self.entries.map(([, value]) => value)),
  items: ({ self }) =>
    view('dict_items', self, () => self.entries.map(([key, value]) => tuple([key, value]))),
  get: ({ run, self, args, first, span }) => {
    const found = getEntry(self, first);
    return found === null ? because(run, span, 'an entry', first) : (found ?? args.positional[1] ?? NONE);
  },
  setdefault: ({ run, self, args, first, span }) => {
    const found = getEntry(self, first);
    if (found === null) return because(run, span, 'an entry', first);
    const value = found ?? args.positional[1] ?? NONE;
    if (found === undefined) setEntry(self, first, value);
    return value;
  },
  pop: ({ run, self, args, first, span }) => {
    const found = getEntry(self, first);
    if (found === null) {
      forgetEntries(self, because(run, span, 'an entry', first));
      return because(run, span, 'an entry', first);
    }
    const value = found ?? args.positional[1];
    if (value === undefined) throw keyError(run, first, span);
    if (found !== undefined) deleteEntry(self, first);
    return value;
  },
  popitem: ({ run, self, span }) => {
    const [key, value] = self.entries[self.entries.length - 1] ?? [];
    if (key === undefined || value === undefined)
      return run.raise('KeyError', 'popitem(): the dict is empty', span);
    deleteEntry(self, key);
    return tuple([key, value]);
  },
  update: ({ run, self, args, first, span }) => {
    const source = args.positional.length === 0 ? [] : updateEntries(run, first, span);
    const named = [...args.keywords].map(([key, value]) => [text(key), value] as const);
    const entries = source === null || !args.complete ? null : [...source, ...named];
    const known = entries?.every(([key, value]) => setEntry(self, key, value)) ?? false;
    if (!known) forgetEntries(self, run.undecidable('update() with unknown keys', span));
    return NONE;
  },
  copy: ({ self }) => ({ ...self, entries: dict(self.entries).entries }),
  clear: ({ self }) => {
    replaceEntries(self, []);
    return NONE;
  },
  move_to_end: ({ run, self, args, first, span }) => {
    const value =
      args.positional.length === 1 && args.keywords.size === 0 ? deleteEntry(self, first) : undefined;
    if (value === undefined) forgetEntries(self, run.undecidable('move_to_end()', span));
    else setEntry(self, first, value);
    return NONE;
  },
};

/** Leaves nothing known of a dict but that it changed: whatever key is asked for may be this one. */
function forgetEntries(self: DictValue, reason: Value): void {
  replaceEntries(self, [[reason, reason]]);
}

function view(
  type: ViewValue['type'],
  source: DictValue | NamespaceValue,
  items: () => readonly Value[],
): ViewValue {
  return { kind: 'view', type, items, source };
}

/** `globals().get(…)`, `.update(…)` and the other methods of a scope's dictionary. */
export function callNamespaceMethod(call: MethodCall<NamespaceValue>, name: string): Value {
  const { run, scope, self, args, first, span } = call;
  switch (name) {
    case 'update': {
      const entries = args.positional.length === 0 ? [] : updateEntries(run, first, span);
      if (entries === null || !args.complete) run.tainted ??= run.place(span);
      for (const [key, value] of entries ?? []) bindComputed(call, key, value);
      for (const [key, value] of args.keywords) run.bind(self.scope, key, value);
      return NONE;
    }
    case '__setitem__':
      bindComputed(call, first, args.positional[1] ?? NONE);
      return NONE;
    case 'get':
    case 'setdefault':
    case 'pop':
      return namedEntry(call, name);
    case 'keys':
    case 'values':
    case 'items': {
      const entries = dictEntries(run, self);
      // Listing every name needs every statement, not just those that this run selected.
      if (entries === null) return run.undecidable(`${name}() of all names of a module`, span);
      const snapshot = dict(entries);
      const live = DICT_METHODS[name]?.({ ...call, self: snapshot });
      return live?.kind === 'view' ? { ...live, source: self } : run.undecidable(`${name}()`, span);
    }
    case 'copy':
      return callBuiltin(
        run,
        scope,
        'dict',
        { positional: [self], keywords: new Map(), complete: true },
        span,
      );
    default:
      run.tainted ??= run.place(span);
      return run.undecidable(`.${name}() of a module's names`, span);
  }
}

function bindComputed({ run, self, span }: MethodCall<NamespaceValue>, key: Value, value: Value): void {
  const name = asText(key);
  if (name === null) run.tainted ??= run.place(span);
  else run.bind(self.scope, name, value);
}

function namedEntry({ run, self, args, first, span }: MethodCall<NamespaceValue>, method: string): Value {
  const name = asText(first);
  if (name === null) return because(run, span, 'a name', first);
  const found = lookupOwn(run, self.scope, name, span);
  const value = found ?? args.positional[1] ?? NONE;
  if (method === 'setdefault' && found === undefined) run.bind(self.scope, name, value);
  if (method === 'pop') {
    if (found === undefined && args.positional.length < 2) throw keyError(run, first, span);
    run.unbind(self.scope, name);
  }
  return value;
}
