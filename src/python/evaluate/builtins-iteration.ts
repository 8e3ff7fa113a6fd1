/** Builtins that read items one by one. */
import { apply, type Builtin, type BuiltinCall } from './builtin-call.js';
import { typeName } from './builtin-types.js';
import { because } from './explain.js';
import { iterate, lazily, stream, streamOrUnknown, type Stream } from './iteration.js';
import { truthOf, callSpecial } from './special.js';
import { asInteger, boolean, integer, isNone, tuple, UnknownItems, type Value } from './values.js';

export const ITERATION_BUILTINS: Readonly<Record<string, Builtin>> = {
  iter: ({ run, args, first, span }) => {
    if (args.positional.length > 1) return run.undecidable('iter() with a sentinel', span);
    if (first.kind === 'iterator') return first;
    const made = callSpecial(run, first, '__iter__', [], span);
    return (
      made ?? lazily(`${typeName(first) ?? first.kind}_iterator`, () => streamOrUnknown(run, first, span))
    );
  },
  next: nextItem,
  reversed: ({ run, first, span }) => {
    const own = callSpecial(run, first, '__reversed__', [], span);
    if (own !== null) return own;
    if (first.kind === 'set' || first.kind === 'iterator')
      return run.raise('TypeError', `a ${first.kind} cannot be reversed`, span);
    const items = iterate(run, first, span);
    if (items === null) return because(run, span, 'reversed()', first);
    return lazily('reversed', () => {
      let position = items.length;
      return () => items[--position];
    });
  },
  enumerate: ({ run, args, first, span }) => {
    const start = asInteger(args.positional[1] ?? args.keywords.get('start') ?? integer(0));
    if (start === null) return because(run, span, 'enumerate()', first);
    return lazily('enumerate', () => {
      const next = streamOrUnknown(run, first, span);
      let index = start;
      return () => {
        const item = next();
        return item === undefined ? undefined : tuple([integer(index++), item]);
      };
    });
  },
  zip: ({ run, args, span }) => {
    const strict = args.keywords.get('strict');
    const isStrict = strict !== undefined && truthOf(run, strict, span) !== false;
    return lazily('zip', () => {
      const columns = args.positional.map((value) => streamOrUnknown(run, value, span));
      return zipped(columns, () => {
        if (isStrict) run.raise('ValueError', 'zip() arguments have different lengths', span);
      });
    });
  },
  map: (call) => {
    const { run, args, first, span } = call;
    return lazily('map', () => {
      const columns = args.positional.slice(1).map((value) => streamOrUnknown(run, value, span));
      return () => {
        const row = columns.map((next) => next());
        const known = row.flatMap((item) => item ?? []);
        return known.length < row.length || row.length === 0 ? undefined : apply(call, first, ...known);
      };
    });
  },
  filter: (call) => {
    const { run, first, second, span } = call;
    return lazily('filter', () => {
      const next = streamOrUnknown(run, second, span);
      return () => {
        for (let item = next(); item !== undefined; item = next()) {
          const tested = isNone(first) ? item : apply(call, first, item);
          if (truthOf(run, tested, span) ?? run.decide('filter()', span)) return item;
        }
        return undefined;
      };
    });
  },
  any: (call) => quantify(call, true),
  all: (call) => quantify(call, false),
};

function nextItem({ run, args, first, span }: BuiltinCall): Value {
  const fallback = args.positional[1];
  try {
    const item = readNext(run, first, span);
    if (item === null) return because(run, span, 'next()', first);
    return item ?? fallback ?? run.raise('StopIteration', '', span);
  } catch (error) {
    if (!(error instanceof UnknownItems)) throw error;
    if (first.kind === 'iterator') first.problem = error.value;
    return error.value;
  }
}

function readNext(
  run: BuiltinCall['run'],
  value: Value,
  span: BuiltinCall['span'],
): Value | undefined | null {
  if (value.kind === 'iterator') {
    return value.interleaves ? null : value.next();
  }
  const own = callSpecial(run, value, '__next__', [], span);
  if (own !== null) return own;
  const isUnknown = ['undecidable', 'external', 'instance'].includes(value.kind);
  return isUnknown ? null : run.raise('TypeError', `a ${value.kind} is not an iterator`, span);
}

/** Rows as long as every column has an item; what is read of a column before a shorter one ends is lost. */
function zipped(columns: readonly Stream[], onUneven: () => void): Stream {
  return () => {
    const row: Value[] = [];
    for (const [index, next] of columns.entries()) {
      const item = next();
      if (item === undefined) {
        if (index > 0 || columns.slice(1).some((other) => other() !== undefined)) onUneven();
        return undefined;
      }
      row.push(item);
    }
    return columns.length === 0 ? undefined : tuple(row);
  };
}

function quantify({ run, first, span }: BuiltinCall, wanted: boolean): Value {
  const name = wanted ? 'any()' : 'all()';
  try {
    const next = first.kind === 'set' ? null : stream(run, first, span);
    if (next === null && first.kind !== 'set') return because(run, span, name, first);
    const items = first.kind === 'set' ? first.items[Symbol.iterator]() : null;
    let known = true;
    for (;;) {
      const item = next === null ? readSet(items) : next();
      if (item === undefined) break;
      run.step(span);
      const truth = truthOf(run, item, span);
      if (truth === wanted) return boolean(wanted);
      if (truth === null) known = false;
    }
    return known ? boolean(!wanted) : because(run, span, name, first);
  } catch (error) {
    if (error instanceof UnknownItems) return error.value;
    throw error;
  }
}

function readSet(items: Iterator<Value> | null): Value | undefined {
  const step = items?.next();
  return step === undefined || step.done === true ? undefined : step.value;
}
