import type { Evidence } from '../diagnostics.js';
import { suggest } from '../text/suggest.js';
import { classifyCheckpoint, type CheckpointContext, type UnusableWhy } from './checkpoint-id.js';
import { findShippedExample } from './shipped.js';

/** A place that names a checkpoint. */
export interface Mention {
  /** As the source has it. */
  readonly id: string;
  readonly evidence: Evidence;
  /** `X` of `X.from_pretrained`, null when there is none. */
  readonly receiver: string | null;
  /** Dotted path of the class and function around it (of the decorated one for a decorator), '' at module scope. */
  readonly scope: string;
}

/** Everything that names a checkpoint for the model type of one architecture, each list in source order. */
export interface ExampleSources {
  /** From the user's configuration. */
  readonly user?: { readonly id: string; readonly evidence?: Evidence | undefined } | undefined;
  /** `from_pretrained` in strings of the modeling, configuration and modular files, in this order of files. */
  readonly mentions: readonly Mention[];
  /** What the engine's own tests load for the architecture. */
  readonly engineTests?: readonly Mention[] | undefined;
  /** `_CHECKPOINT_FOR_DOC` assignments, modular files too. */
  readonly checkpointForDoc: readonly Mention[];
  /** `@auto_docstring(checkpoint=…)`. */
  readonly autoDocstring: readonly Mention[];
  /** Links in docstrings of the configuration classes. */
  readonly configLinks: readonly Mention[];
  /** Mentions on the model's page in the documentation. */
  readonly docPage: readonly Mention[];
  /** The class's configuration class, when known; otherwise it is told by name. */
  readonly configClass?: string | null | undefined;
  /** What is known about generated ids, see {@link CheckpointContext}. */
  readonly context?: CheckpointContext | undefined;
}

export type ExampleSource =
  | 'user'
  | 'from_pretrained'
  | 'override'
  | 'engine_test'
  | 'checkpoint_for_doc'
  | 'auto_docstring'
  | 'config_link'
  | 'model_doc';

/** A checkpoint that was named and may not be shown. */
export interface RejectedExample {
  readonly id: string;
  readonly source: ExampleSource;
  readonly why: UnusableWhy;
  readonly detail: string;
  readonly evidence?: Evidence;
}

export type ExampleResult =
  | {
      readonly id: string;
      readonly source: ExampleSource;
      /** A full phrase for a person, without a full stop. */
      readonly reason: string;
      readonly evidence?: Evidence;
      /** What stood before it in the order of sources. */
      readonly rejected: readonly RejectedExample[];
    }
  | { readonly id: null; readonly rejected: readonly RejectedExample[] };

interface Candidate {
  readonly id: string;
  readonly source: ExampleSource;
  readonly reason: string;
  readonly evidence?: Evidence | undefined;
  /** What it is judged by; its form alone without. */
  readonly context?: CheckpointContext | undefined;
}

/**
 * The example checkpoint of an architecture: the first usable one of
 *
 * 1. the user's configuration;
 * 2. the class's own example, see {@link ownExamples};
 * 3. the shipped override;
 * 4. what the engine's own tests load;
 * 5. `_CHECKPOINT_FOR_DOC`;
 * 6. `@auto_docstring(checkpoint=…)` on other classes of the model, its own configuration first;
 * 7. the link in the configuration's docstring, that of the class's own configuration first;
 * 8. other `from_pretrained` calls in strings;
 * 9. the model's page in the documentation.
 *
 * Within 8 and 9 a call on the class itself stands first and one on a processor or tokenizer last.
 */
export function resolveExample(architecture: string, sources: ExampleSources): ExampleResult {
  const rejected: RejectedExample[] = [];
  for (const candidate of candidates(architecture, sources)) {
    const { id, source, reason, evidence, context } = candidate;
    const verdict = classifyCheckpoint(id, context);
    const where = evidence ? { evidence } : {};
    if (verdict.usable) return { id, source, reason, ...where, rejected };
    if (!rejected.some((other) => other.id === id && other.source === source))
      rejected.push({ id, source, why: verdict.why, detail: verdict.detail, ...where });
  }
  return { id: null, rejected };
}

/** One source after the other: nearly always the first ones have a usable example. */
function* candidates(architecture: string, sources: ExampleSources): Generator<Candidate> {
  const { user, context = {} } = sources;
  if (user) yield { ...user, source: 'user', reason: 'set in the configuration' };
  // What the class itself shows is its example, also where it was taken over with the docstring.
  const own = { ...context, copied: undefined };
  for (const each of ownExamples(architecture, sources)) yield { ...each, context: own };
  const override = findShippedExample(architecture);
  if (override)
    yield { id: override.id, source: 'override', reason: `shipped override (${override.originText})` };
  for (const each of otherExamples(architecture, sources)) yield { ...each, context };
}

function* otherExamples(architecture: string, sources: ExampleSources): Generator<Candidate> {
  yield* (sources.engineTests ?? []).map(from('engine_test', () => 'what the tests of the engine load'));
  yield* sources.checkpointForDoc.map(from('checkpoint_for_doc', () => '_CHECKPOINT_FOR_DOC of the model'));
  yield* byConfiguration(architecture, sources.autoDocstring, sources).map(
    from('auto_docstring', ({ scope }) => `checkpoint of @auto_docstring on ${ownerOf(scope)}`),
  );
  yield* byConfiguration(architecture, sources.configLinks, sources).map(
    from('config_link', ({ scope }) => `link in the docstring of ${ownerOf(scope)}`),
  );
  yield* byReceiver(architecture, sources.mentions).map(from('from_pretrained', callReason));
  yield* byReceiver(architecture, sources.docPage).map(
    from('model_doc', (mention) => `documentation page, ${mention.receiver ?? 'link or pipeline'}`),
  );
}

function from(source: ExampleSource, reason: (mention: Mention) => string): (mention: Mention) => Candidate {
  return (mention) => ({ id: mention.id, source, reason: reason(mention), evidence: mention.evidence });
}

/**
 * The class's own examples: `Cls.from_pretrained("…")` in the class, then in any other string of the model's
 * files; `@auto_docstring(checkpoint=…)` on the class or one of its methods; then `AutoModel….from_pretrained`
 * in a docstring of the class. A call on a processor, a tokenizer or another class is never its own.
 */
function ownExamples(architecture: string, sources: ExampleSources): readonly Candidate[] {
  const { mentions, autoDocstring } = sources;
  const exact = mentions.filter(({ receiver }) => receiver === architecture);
  const inside = ({ scope }: Mention): boolean =>
    scope.startsWith(architecture) &&
    (scope.length === architecture.length || scope[architecture.length] === '.');
  const auto = mentions.filter((m) => inside(m) && m.receiver !== null && AUTO_MODEL.test(m.receiver));
  return [
    ...[...exact.filter(inside), ...exact.filter((m) => !inside(m))].map(from('from_pretrained', callReason)),
    ...autoDocstring
      .filter(inside)
      .map(from('auto_docstring', () => 'checkpoint of its own @auto_docstring')),
    ...auto.map(from('from_pretrained', callReason)),
  ];
}

const AUTO_MODEL = /^Auto(?:Model|Backbone)/;
const HELPER = /(?:Processor|Tokenizer(?:Fast)?|FeatureExtractor|Retriever)$/;
const CONFIGURATION = /Config$/;

function callReason({ receiver, scope }: Mention): string {
  const call = `${receiver ?? '…'}.from_pretrained`;
  return scope === ''
    ? `${call} in a string of the model's files`
    : `${call} in a docstring of ${ownerOf(scope)}`;
}

/** The outermost class or function of a dotted scope. */
function ownerOf(scope: string): string {
  return scope.split('.', 1)[0] ?? '';
}

/** Stable: the class itself, other models, configurations and calls without a receiver, then processors. */
function byReceiver(architecture: string, mentions: readonly Mention[]): readonly Mention[] {
  const rank = ({ receiver }: Mention): number => {
    if (receiver === architecture) return 0;
    if (receiver === null || receiver.endsWith('Config')) return 2;
    return HELPER.test(receiver) ? 3 : 1;
  };
  return mentions.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Mentions of the class's own configuration first: a folder often has configurations of sub-models that name the
 * sub-model's checkpoint. Without a known configuration class it is the one with the longest stem that begins
 * the class name: `Idefics2Config` for `Idefics2Model`, `Idefics2VisionConfig` for `Idefics2VisionTransformer`.
 */
function byConfiguration(
  architecture: string,
  mentions: readonly Mention[],
  { configClass }: ExampleSources,
): readonly Mention[] {
  const fit = ({ scope }: Mention): number => {
    const owner = ownerOf(scope);
    if (typeof configClass === 'string' && owner === configClass) return Number.POSITIVE_INFINITY;
    const stem = owner.replace(CONFIGURATION, '');
    return architecture.startsWith(stem) ? stem.length : 0;
  };
  // Equal fits keep their order; Infinity minus Infinity is no number.
  return mentions.toSorted((a, b) => (fit(a) === fit(b) ? 0 : fit(b) - fit(a)));
}

/**
 * Examples of architectures with a similar name, for an architecture that has none. To be shown as suggestions
 * only: a near name is no evidence.
 */
export function suggestExamples(
  architecture: string,
  known: ReadonlyMap<string, string>,
): readonly { readonly architecture: string; readonly id: string }[] {
  const near = suggest(architecture, known.keys());
  const names = near.length > 0 ? near : longestBeginning(architecture, known.keys());
  return names.flatMap((name) => {
    const id = known.get(name);
    return id === undefined ? [] : [{ architecture: name, id }];
  });
}

/** The longest name that `name` begins with: `LlamaForCausalLM` for `LlamaForCausalLMEagle`. */
function longestBeginning(name: string, candidates: Iterable<string>): readonly string[] {
  const beginnings = [...candidates].filter((candidate) => candidate !== name && name.startsWith(candidate));
  return beginnings.sort((a, b) => b.length - a.length).slice(0, 1);
}
