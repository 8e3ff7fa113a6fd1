import { TRUE, type Value } from './values.js';

/** Builtins that the evaluator can call or test against (builtins.ts). */
const CALLABLE = new Set(
  `all any bool callable chr classmethod delattr dict dir enumerate eval exec filter float frozenset getattr
  globals hasattr int isinstance issubclass iter len list locals map max min next ord print property range repr
  reversed set setattr sorted staticmethod str sum tuple type vars zip`.split(/\s+/),
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
  __builtins__ __doc__ __file__ __loader__ __package__ __path__ __spec__ __annotations__ abs aiter anext ascii bin
  breakpoint bytearray bytes compile complex copyright credits divmod exit format hash help hex id input license
  memoryview object oct open pow quit round slice super`.split(/\s+/),
);

export function builtinValue(name: string): Value | null {
  if (name === '__debug__') return TRUE;
  if (CALLABLE.has(name)) return { kind: 'builtin', name };
  return OPAQUE.has(name) ? { kind: 'external', dotted: `builtins.${name}` } : null;
}

/** Whether a dotted name is `typing.TYPE_CHECKING`. */
export function isTypeChecking(dotted: string): boolean {
  return dotted === 'typing.TYPE_CHECKING' || dotted === 'typing_extensions.TYPE_CHECKING';
}

const PARENTS: Readonly<Record<string, string>> = {
  ModuleNotFoundError: 'ImportError',
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  UnboundLocalError: 'NameError',
  NotImplementedError: 'RuntimeError',
  RecursionError: 'RuntimeError',
  ZeroDivisionError: 'ArithmeticError',
  FileNotFoundError: 'OSError',
};

/** Whether `except handler` catches an exception of builtin type `raised`. */
export function catches(handler: string, raised: string): boolean {
  if (handler === 'Exception' || handler === 'BaseException') return true;
  for (let type: string | undefined = raised; type !== undefined; type = PARENTS[type]) {
    if (type === handler) return true;
  }
  return false;
}
