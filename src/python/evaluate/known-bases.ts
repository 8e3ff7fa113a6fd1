/**
 * Classes of the standard library that programs derive from, with the names that they and their metaclasses bring.
 * A lookup steps over them for every other name. Dunder methods behind operators are evaluated where they are used.
 */
const words = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

const ABSTRACT =
  '__abstractmethods__ _abc_impl _abc_caches_clear _abc_registry_clear _dump_registry register';
const ENUMERATION = `_boundary_ _check_for_existing_members_ _convert_ _create_ _find_data_repr_ _find_data_type_
  _find_new_ _generate_next_value_ _get_mixins_ _member_map_ _member_names_ _member_type_ _missing_ _new_member_
  _unhashable_values_ _use_args_ _value2member_map_ _value_repr_ name value`;
const FLAG = `${ENUMERATION} _all_bits_ _flag_mask_ _inverted_ _iter_member_ _iter_member_by_def_
  _iter_member_by_value_ _numeric_repr_ _singles_mask_`;
const INTEGER =
  'as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes';
const TEXT = `capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha
  isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip
  maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines
  startswith strip swapcase title translate upper zfill`;

const NAMES: Readonly<Record<string, ReadonlySet<string>>> = {
  'abc.ABC': words(ABSTRACT),
  ...typing('Generic', '__orig_bases__ __parameters__ _is_protocol'),
  ...typing(
    'Protocol',
    `${ABSTRACT} __non_callable_proto_members__ __orig_bases__ __parameters__ __protocol_attrs__
    _is_protocol _is_runtime_protocol`,
  ),
  ...typing(
    'NamedTuple',
    '__match_args__ __orig_bases__ _asdict _field_defaults _field_types _fields _make _replace',
  ),
  ...typing(
    'TypedDict',
    `__closed__ __extra_items__ __mutable_keys__ __optional_keys__ __orig_bases__ __readonly_keys__
    __required_keys__ __total__`,
  ),
  'enum.Enum': words(ENUMERATION),
  'enum.ReprEnum': words(ENUMERATION),
  'enum.IntEnum': words(`${ENUMERATION} ${INTEGER}`),
  'enum.StrEnum': words(`${ENUMERATION} ${TEXT}`),
  'enum.Flag': words(FLAG),
  'enum.IntFlag': words(`${FLAG} ${INTEGER}`),
};

function typing(name: string, names: string): Readonly<Record<string, ReadonlySet<string>>> {
  return { [`typing.${name}`]: words(names), [`typing_extensions.${name}`]: words(names) };
}

/** Whether such a class brings a name; null for any other class. */
export function knownBaseHas(dotted: string, name: string): boolean | null {
  return NAMES[dotted]?.has(name) ?? null;
}

/** The builtin type that a class with such a base derives from in its place. */
export function replacedBase(dotted: string): 'tuple' | 'dict' | null {
  return REPLACED.get(dotted) ?? null;
}

const REPLACED: ReadonlyMap<string, 'tuple' | 'dict'> = new Map([
  ['typing.NamedTuple', 'tuple'],
  ['typing_extensions.NamedTuple', 'tuple'],
  ['typing.TypedDict', 'dict'],
  ['typing_extensions.TypedDict', 'dict'],
]);

/** Whether the metaclass `abc.ABCMeta` brings a name to every class that it makes. */
export function abstractMetaclassHas(name: string): boolean {
  return knownBaseHas('abc.ABC', name) === true;
}
