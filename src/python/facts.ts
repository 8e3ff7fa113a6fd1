import type { Diagnostic } from '../diagnostics.js';
import type { Span, Stmt } from './syntax.js';

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
 */
export function factsOnDemand(
  { path, depth, diagnostics }: Pick<ModuleFacts, 'path' | 'depth' | 'diagnostics'>,
  body: () => ModuleFacts['body'],
  mentions: () => ModuleFacts['mentions'],
): ModuleFacts {
  const facts: Partial<Mutable<ModuleFacts>> = { path, depth };
  Object.defineProperty(facts, PARTS, { value: new Parts(body, mentions) });
  Object.defineProperty(facts, 'body', BODY);
  Object.defineProperty(facts, 'mentions', MENTIONS);
  facts.partial = diagnostics.length > 0;
  facts.diagnostics = diagnostics;
  // All that was missing has just been defined.
  return facts as ModuleFacts;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The key of what makes the facts; not enumerable. */
const PARTS = Symbol('parts');

class Parts {
  private ownBody: ModuleFacts['body'] | undefined;
  private ownMentions: ModuleFacts['mentions'] | undefined;

  constructor(
    private readonly readBody: () => ModuleFacts['body'],
    private readonly readMentions: () => ModuleFacts['mentions'],
  ) {}

  get body(): ModuleFacts['body'] {
    return (this.ownBody ??= this.readBody());
  }

  get mentions(): ModuleFacts['mentions'] {
    return (this.ownMentions ??= this.readMentions());
  }
}

// One descriptor for the facts of all files: with getters of their own they would share no hidden class, and V8 would
// keep the text of each until it collects the old generation.
const BODY = madeLater(({ body }) => body);
const MENTIONS = madeLater(({ mentions }) => mentions);

function madeLater(
  make: (parts: Parts) => unknown,
): PropertyDescriptor & ThisType<{ readonly [PARTS]: Parts }> {
  return {
    enumerable: true,
    configurable: true,
    get() {
      return make(this[PARTS]);
    },
  };
}
