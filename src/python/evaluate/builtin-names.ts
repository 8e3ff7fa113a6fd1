import { TRUE, type Value } from './values.js';

/** Builtins that the evaluator can call or test against (builtins.ts). */
const CALLABLE = new Set(
  `abs all any bool callable chr classmethod delattr dict dir divmod enumerate eval exec filter float frozenset getattr
  globals hasattr int isinstance issubclass iter len list locals map max min next ord print property range repr
  reversed round set setattr sorted staticmethod str sum super tuple type vars zip`.split(/\s+/),
);

/** Builtins that exist but are opaque here (CPython 3.13). */
const OPAQUE = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
  BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
  ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup
  FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
  IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
  ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
  PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError
  ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError
  SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
  UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError __build_class__ __import__
  __builtins__ __doc__ __file__ __loader__ __package__ __path__ __spec__ __annotations__ aiter anext ascii bin
  breakpoint bytearray bytes compile complex copyright credits exit format hash help hex id input license
  memoryview object oct open pow quit slice`.split(/\s+/),
);

/** What every module holds before its first statement runs, `__name__` apart. */
export const MODULE_NAMES: readonly string[] = [
  '__doc__',
  '__package__',
  '__loader__',
  '__spec__',
  '__file__',
  '__cached__',
  '__builtins__',
];

export function builtinValue(name: string): Value | null {
  if (name === '__debug__') return TRUE;
  if (CALLABLE.has(name)) return { kind: 'builtin', name };
  return OPAQUE.has(name) ? { kind: 'external', dotted: `builtins.${name}` } : null;
}

/** Whether a dotted name is `typing.TYPE_CHECKING`. */
export function isTypeChecking(dotted: string): boolean {
  return dotted === 'typing.TYPE_CHECKING' || dotted === 'typing_extensions.TYPE_CHECKING';
}

/** Builtin exceptions by their base. */
const DERIVED: Readonly<Record<string, string>> = {
  BaseException: 'BaseExceptionGroup Exception GeneratorExit KeyboardInterrupt SystemExit',
  Exception: `ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError
    NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError
    ValueError Warning ExceptionGroup`,
  ArithmeticError: 'FloatingPointError OverflowError ZeroDivisionError',
  ImportError: 'ModuleNotFoundError',
  LookupError: 'IndexError KeyError',
  NameError: 'UnboundLocalError',
  OSError: `BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError
    IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError`,
  ConnectionError: 'BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError',
  RuntimeError: 'NotImplementedError PythonFinalizationError RecursionError',
  SyntaxError: 'IndentationError',
  IndentationError: 'TabError',
  ValueError: 'UnicodeError',
  UnicodeError: 'UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError',
  Warning: `BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning
    ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning`,
};

const BASE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(DERIVED).flatMap(([base, names]) => names.split(/\s+/).map((name) => [name, base] as const)),
);

const ALIASES: Readonly<Record<string, string>> = { EnvironmentError: 'OSError', IOError: 'OSError' };

/** Whether a name is that of a builtin exception. */
export function isBuiltinException(name: string): boolean {
  return name === 'BaseException' || BASE_OF.has(ALIASES[name] ?? name);
}

/** Whether `except handler` catches an exception of builtin type `raised`. */
export function catches(handler: string, raised: string): boolean {
  const wanted = ALIASES[handler] ?? handler;
  for (
    let type: string | undefined = ALIASES[raised] ?? raised;
    type !== undefined;
    type = BASE_OF.get(type)
  ) {
    if (type === wanted) return true;
  }
  return false;
}
