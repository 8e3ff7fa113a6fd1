/** What CPython's builtin types have as attributes, so that a name that none of them has is known to be absent. */
import type { Value } from './values.js';

const words = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

const OBJECT = words(
  `__class__ __delattr__ __dict__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__
  __hash__ __init__ __init_subclass__ __le__ __lt__ __module__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__
  __setattr__ __sizeof__ __str__ __subclasshook__ __weakref__`,
);

const TEXT = `__add__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mod__ __mul__ __rmod__ __rmul__
  capitalize center count endswith expandtabs find index isalnum isalpha isascii isdigit islower isspace istitle
  isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition
  rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill`;

const SET = `__and__ __class_getitem__ __contains__ __iter__ __len__ __or__ __rand__ __ror__ __rsub__ __rxor__
  __sub__ __xor__ copy difference intersection isdisjoint issubset issuperset symmetric_difference union`;

const NUMBER = `__abs__ __add__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getnewargs__ __int__
  __mod__ __mul__ __neg__ __pos__ __pow__ __radd__ __rdivmod__ __rfloordiv__ __rmod__ __rmul__ __round__ __rpow__
  __rsub__ __rtruediv__ __sub__ __truediv__ __trunc__ as_integer_ratio conjugate imag is_integer real`;

const INTEGER = `${NUMBER} __and__ __index__ __invert__ __lshift__ __or__ __rand__ __rlshift__ __ror__ __rrshift__
  __rshift__ __rxor__ __xor__ bit_count bit_length denominator from_bytes numerator to_bytes`;

const TYPES: Readonly<Record<string, ReadonlySet<string>>> = {
  object: OBJECT,
  type: words(
    `__abstractmethods__ __annotations__ __base__ __bases__ __basicsize__ __call__ __dictoffset__ __flags__
    __instancecheck__ __itemsize__ __mro__ __name__ __or__ __prepare__ __qualname__ __ror__ __subclasscheck__
    __subclasses__ __text_signature__ __type_params__ __weakrefoffset__ mro`,
  ),
  list: words(
    `__add__ __class_getitem__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mul__
    __reversed__ __rmul__ __setitem__ append clear copy count extend index insert pop remove reverse sort`,
  ),
  dict: words(
    `__class_getitem__ __contains__ __delitem__ __getitem__ __ior__ __iter__ __len__ __or__ __reversed__ __ror__
    __setitem__ clear copy fromkeys get items keys pop popitem setdefault update values`,
  ),
  tuple: words(
    `__add__ __class_getitem__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mul__ __rmul__ count index`,
  ),
  set: words(
    `${SET} __iand__ __ior__ __isub__ __ixor__ add clear difference_update discard intersection_update pop remove
    symmetric_difference_update update`,
  ),
  frozenset: words(SET),
  str: words(`${TEXT} casefold encode format format_map isdecimal isidentifier isnumeric isprintable`),
  bytes: words(`${TEXT} __bytes__ decode fromhex hex`),
  int: words(INTEGER),
  bool: words(INTEGER),
  float: words(`${NUMBER} __getformat__ fromhex hex`),
  NoneType: words('__bool__'),
  BaseException: words(
    '__cause__ __context__ __setstate__ __suppress_context__ __traceback__ __notes__ add_note args with_traceback',
  ),
};

/** Whether a builtin type has an attribute of its own (not `object`'s); null for types that are not listed. */
export function builtinHas(type: string, name: string): boolean | null {
  return TYPES[type]?.has(name) ?? null;
}

export function objectHas(name: string): boolean {
  return OBJECT.has(name);
}

/** The Python type name of a builtin value. */
export function typeName(value: Value): string | null {
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return value.kind;
    case 'set':
      return value.frozen ? 'frozenset' : 'set';
    case 'dict':
    case 'namespace':
      return 'dict';
    case 'view':
      return value.type;
    case 'iterator':
      return value.type;
    case 'bytes':
      return 'bytes';
    case 'constant':
      if (value.value === null) return 'NoneType';
      if (value.value === undefined) return 'ellipsis';
      if (typeof value.value === 'string') return 'str';
      if (typeof value.value === 'boolean') return 'bool';
      return typeof value.value === 'bigint' ? 'int' : 'float';
    default:
      return null;
  }
}
