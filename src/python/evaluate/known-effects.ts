/** Calls that change nothing but perhaps an iterator they read. */

const READING_BUILTINS: ReadonlySet<string> = new Set(
  `abs all any bool callable chr classmethod dict dir divmod enumerate filter float frozenset getattr globals hasattr
  hash id int isinstance issubclass len list locals map max min ord print property range repr reversed round set
  sorted staticmethod str sum super tuple type vars zip`.split(/\s+/),
);

const READING_METHODS: ReadonlySet<string> = new Set(
  `capitalize casefold copy count endswith find format get index isdigit items join keys lower lstrip
  partition removeprefix removesuffix replace rfind rpartition rsplit rstrip split splitlines startswith strip title
  union upper values intersection difference issubset issuperset info debug warning warning_once error`.split(
    /\s+/,
  ),
);

export function isReadingBuiltin(name: string): boolean {
  return READING_BUILTINS.has(name);
}

/** Whether a method of this name reads only: the methods of strings and containers that do, and those of loggers. */
export function isReadingMethod(name: string): boolean {
  return READING_METHODS.has(name);
}

/** Builtins through which any name of a module can be changed. */
export const NAMESPACE_FUNCTIONS: ReadonlySet<string> = new Set(['exec', 'setattr', 'delattr']);

const CHANGING_METHODS: ReadonlySet<string> = new Set(
  `add append clear difference_update discard extend insert intersection_update pop popitem remove reverse setdefault
  sort symmetric_difference_update update __setitem__ __setattr__ __delitem__ __iadd__`.split(/\s+/),
);

/** Whether a method of this name changes a container of the standard library. */
export function isChangingMethod(name: string): boolean {
  return CHANGING_METHODS.has(name);
}
