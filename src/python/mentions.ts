/**
 * Checkpoint ids in the text of one string: a docstring, another string constant, or a Markdown page.
 * Works on text as written (a Python literal with its quotes and prefix included), so that an offset found
 * here is an offset into the source.
 */

/** A place in a text that names a Hugging Face repository. */
export interface TextMention {
  /** `org/name`, or `name` alone when the text gives no organisation. Not checked to be usable. */
  readonly id: string;
  readonly via: 'from-pretrained' | 'from-pretrained-variable' | 'link';
  /** `X` of `X.from_pretrained(…)`; null for links and when the call is not made on a plain name. */
  readonly receiver: string | null;
  /**
   * UTF-16 offset into the text: of the id, of the variable in the call (`from-pretrained-variable`), or of
   * the id within the URL (`link`).
   */
  readonly offset: number;
  /** UTF-16 units covered from `offset`. */
  readonly length: number;
}

const CALL = 'from_pretrained';

const KEYWORD = 'pretrained_model_name_or_path';
const QUOTED_ID = String.raw`(?<escape>\\?)(?<quote>["'])(?<id>[A-Za-z0-9_][\w.-]*(?:/[\w.-]+)?)\k<escape>\k<quote>`;
const ARGUMENT = new RegExp(String.raw`[rRuU]?${QUOTED_ID}|(?<variable>[A-Za-z_]\w*)`, 'dy');
/** One thing to skip inside a call: white space, an escaped line end, a comment, a doctest prompt. */
const GAP = /[ \t]+|\\[nrt]|#[^\n]*|[\r\n][ \t]*(?:\.{3}(?=\s)|>>>(?=\s))?/y;
const RECEIVER = /(?<![\w.])(?:[A-Za-z_]\w*\s?\.\s?)*([A-Za-z_]\w*)\s*\.\s*$/;
const ASSIGNMENT = new RegExp(
  String.raw`(?:^|\\n|;)[ \t]*(?:(?:>>>|\.\.\.)[ \t]+)?(?<name>[A-Za-z_]\w*)[ \t]*(?::[ \t]*\w+[ \t]*)?=(?!=)[ \t]*` +
    String.raw`(?:[rRuU]?${QUOTED_ID}[ \t]*(?=$|\\n|[;#]))?`,
  'dgm',
);

/**
 * Every checkpoint that `text` names, in text order:
 *
 * - `X.from_pretrained("org/name")`, over several lines, with either quote, positional or as
 *   `pretrained_model_name_or_path=`; an argument that is not one plain literal is no mention;
 * - `X.from_pretrained(name)` where the last assignment to `name` before it, in the same text, is a literal;
 * - a link to a repository of huggingface.co, see {@link linkMentions}.
 *
 * Literal parts that Python would join (`"org/" "name"`) are not joined.
 */
export function mentionsInText(text: string): readonly TextMention[] {
  const calls = text.includes(CALL) ? callMentions(text) : [];
  const links = text.includes('hf.co/') || text.includes('huggingface.co/') ? linkMentions(text) : [];
  return links.length === 0 ? calls : [...calls, ...links].sort((a, b) => a.offset - b.offset);
}

function callMentions(text: string): readonly TextMention[] {
  const found: TextMention[] = [];
  let assignments: readonly Assignment[] | undefined;
  for (let at = text.indexOf(CALL); at >= 0; at = text.indexOf(CALL, at + CALL.length)) {
    const match = firstArgument(text, at + CALL.length);
    const places = match?.indices?.groups;
    if (!match?.groups || !places) continue;
    const receiver = receiverBefore(text, at);
    const { id, variable } = match.groups;
    if (id !== undefined && places.id) {
      found.push({ id, via: 'from-pretrained', receiver, offset: places.id[0], length: id.length });
    } else if (variable !== undefined && places.variable) {
      assignments ??= assignmentsIn(text);
      const assigned = assignments.findLast((a) => a.name === variable && a.end <= at)?.id;
      if (assigned === undefined) continue;
      const offset = places.variable[0];
      found.push({
        id: assigned,
        via: 'from-pretrained-variable',
        receiver,
        offset,
        length: variable.length,
      });
    }
  }
  return found;
}

/** The literal id or the variable that is the whole first argument of a call whose name ends at `at`. */
function firstArgument(text: string, at: number): RegExpExecArray | null {
  const open = skipGap(text, at);
  if (text[open] !== '(') return null;
  let start = skipGap(text, open + 1);
  const equals = text.startsWith(KEYWORD, start) ? skipGap(text, start + KEYWORD.length) : -1;
  if (equals >= 0 && text[equals] === '=') start = skipGap(text, equals + 1);
  ARGUMENT.lastIndex = start;
  const match = ARGUMENT.exec(text);
  const next = match ? text[skipGap(text, ARGUMENT.lastIndex)] : undefined;
  return next === ',' || next === ')' ? match : null;
}

/** Where the next token of a call begins, at or after `at`. */
function skipGap(text: string, at: number): number {
  GAP.lastIndex = at;
  for (;;) {
    const before = GAP.lastIndex;
    if (!GAP.test(text)) return before;
  }
}

/** How far before `.from_pretrained` its receiver may begin; keeps a long line without spaces cheap. */
const RECEIVER_REACH = 200;

function receiverBefore(text: string, at: number): string | null {
  return RECEIVER.exec(text.slice(Math.max(0, at - RECEIVER_REACH), at))?.[1] ?? null;
}

interface Assignment {
  readonly name: string;
  /** Undefined when the value is something else than one literal. */
  readonly id: string | undefined;
  readonly end: number;
}

function assignmentsIn(text: string): readonly Assignment[] {
  return Array.from(text.matchAll(ASSIGNMENT), (match) => ({
    name: match.groups?.name ?? '',
    id: match.groups?.id,
    end: match.index + match[0].length,
  }));
}

const LINK = /(?<![\w.-])(?:https?:\/\/)?(?:www\.)?(?:huggingface|hf)\.co\/["']?(?<path>[\w./-]*[\w-])/dg;

/** First path segments of huggingface.co that are not an organisation or a user. */
const SITE_SECTIONS: ReadonlySet<string> = new Set(
  (
    'api blog chat collections course datasets docs enterprise inference inference-endpoints join kernels landing ' +
    'learn login models new notifications organizations paper papers posts pricing search settings spaces storage ' +
    'support tasks terms-of-service transformers privacy'
  ).split(' '),
);

/** What may follow `org/name` in the address of a repository's own page. */
const REVISION_VIEW = /^\/(?:tree\/[^/]+|(?:blob|raw|resolve)\/[^/]+\/config\.json)$/;

/**
 * A link counts when it is about the repository itself:
 *
 * - in Markdown, when its text is the id or the name of the repository, up to case, quotes and punctuation
 *   (`[here](…)`, `[the SuperPoint model](…)` may be about any other model);
 * - bare, when it leads to the repository's first page, a revision, or its `config.json` (a link to another
 *   file is mostly an image), and has an organisation.
 */
function linkMentions(text: string): readonly TextMention[] {
  const found: TextMention[] = [];
  for (const match of text.matchAll(LINK)) {
    const start = match.indices?.groups?.path?.[0];
    const path = match.groups?.path?.replace(/\.git$/, '');
    const [first = '', second] = path?.split('/') ?? [];
    if (start === undefined || path === undefined || first === '' || SITE_SECTIONS.has(first)) continue;
    if (second === 'models' || second === '') continue;
    const id = second === undefined ? first : `${first}/${second}`;
    const label = labelBefore(text, match.index);
    const rest = path.slice(id.length);
    const counts =
      label === null
        ? second !== undefined &&
          (rest === '' || REVISION_VIEW.test(rest)) &&
          !/^[?#]/.test(text.slice(start + path.length))
        : squash(label) !== '' && (squash(label) === squash(id) || squash(label) === squash(second ?? id));
    if (counts) found.push({ id, via: 'link', receiver: null, offset: start, length: id.length });
  }
  return found;
}

/** The text of the Markdown or HTML link whose address begins at `at`; null for a bare address. */
function labelBefore(text: string, at: number): string | null {
  const before = text.slice(Math.max(0, at - RECEIVER_REACH), at);
  if (/(?:href|src)\s*=\s*\\?["']?$/.test(before)) return '';
  const label = /\[([^[\]]*)\]\(\s*<?$/.exec(before);
  return label ? (label[1] ?? '') : null;
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
