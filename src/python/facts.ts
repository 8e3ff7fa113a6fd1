import type { Diagnostic } from '../diagnostics.js';
import { Given } from '../given.js';
import type { ClassStmt, Span, Stmt } from './syntax.js';

/**
 * `module`: statements of module scope and class bodies, functions by header and docstring.
 * `bodies`: function bodies too.
 */
export type FactsDepth = 'module' | 'bodies';

/**
 * Everything archscan knows about one Python file. Plain JSON, made from the bytes of that file alone, much of it when
 * somebody first looks at it: a copy, `JSON.stringify` and a comparison look at everything. Positions are
 * those of {@link Span}: lines and columns from 1, offsets from 0, both in UTF-16 code units of the decoded text without
 * its byte-order mark, so that `text.slice(start, end)` is the source of a node.
 */
export interface ModuleFacts {
  /** As it was given: a relative POSIX path where archscan reads a tree. */
  readonly path: string;
  readonly depth: FactsDepth;
  readonly body: readonly Stmt[];
  /** Checkpoint ids that docstrings and other string constants mention, in source order. */
  readonly mentions: readonly CheckpointMention[];
  /** True when the file has a syntax error: the facts beside it are a best effort. */
  readonly partial: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A text that names a Hugging Face repository. */
export interface CheckpointMention extends Span {
  /** `org/name`, or `name` alone for a link or a string without organisation. */
  readonly id: string;
  /** How it is mentioned: `X.from_pretrained("…")` in a string, the same through a variable of that string, or a link. */
  readonly via: 'from-pretrained' | 'from-pretrained-variable' | 'link';
  /** `X` of `X.from_pretrained`, null when there is none. */
  readonly receiver: string | null;
  /** Dotted path of the class and function around it, '' at module scope. */
  readonly scope: string;
}

/**
 * Facts of a file, made when somebody first looks at them.
 *
 * @param body makes the statements; called at most once, as `mentions`
 * @param classes see {@link classListOf}
 */
export function factsOnDemand(
  { path, depth, diagnostics }: Pick<ModuleFacts, 'path' | 'depth' | 'diagnostics'>,
  body: () => ModuleFacts['body'],
  mentions: () => ModuleFacts['mentions'],
  classes: ClassList | null = null,
): ModuleFacts {
  const facts: Partial<Mutable<ModuleFacts>> = { path, depth };
  new Parts(facts, body, mentions, classes);
  Object.defineProperty(facts, 'body', BODY);
  Object.defineProperty(facts, 'mentions', MENTIONS);
  facts.partial = diagnostics.length > 0;
  facts.diagnostics = diagnostics;
  // All that was missing has just been defined.
  return facts as ModuleFacts;
}

/** The classes outside of functions, in source order, without anything else being read. */
export type ClassList = () => readonly ClassStmt[];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What makes the facts, on the facts themselves. */
class Parts extends Given {
  readonly #readBody: () => ModuleFacts['body'];
  readonly #readMentions: () => ModuleFacts['mentions'];
  readonly #classes: ClassList | null;
  #body: ModuleFacts['body'] | undefined;
  #mentions: ModuleFacts['mentions'] | undefined;

  constructor(
    facts: object,
    readBody: () => ModuleFacts['body'],
    readMentions: () => ModuleFacts['mentions'],
    classes: ClassList | null,
  ) {
    super(facts);
    this.#readBody = readBody;
    this.#readMentions = readMentions;
    this.#classes = classes;
  }

  static bodyOf(facts: Parts): ModuleFacts['body'] {
    return (facts.#body ??= facts.#readBody());
  }

  static mentionsOf(facts: Parts): ModuleFacts['mentions'] {
    return (facts.#mentions ??= facts.#readMentions());
  }

  static classesOf(facts: object): ClassList | null {
    return #classes in facts ? facts.#classes : null;
  }
}

// One descriptor for the facts of all files: with getters of their own they would share no hidden class, and V8 would
// keep the text of each until it collects the old generation.
const BODY = madeLater((facts) => Parts.bodyOf(facts));
const MENTIONS = madeLater((facts) => Parts.mentionsOf(facts));

function madeLater(make: (facts: Parts) => unknown): PropertyDescriptor & ThisType<Parts> {
  return {
    enumerable: true,
    configurable: true,
    get() {
      return make(this);
    },
  };
}

/** Null where the classes of a file are only known from its statements. */
export function classListOf(facts: ModuleFacts): ClassList | null {
  return Parts.classesOf(facts);
}
