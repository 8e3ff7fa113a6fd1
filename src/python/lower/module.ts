/** One file from text to statements: parsed, repaired where the grammar fails valid Python, and lowered. */
import { isTooLongToGuess } from '../broken.js';
import type { Stmt } from '../syntax.js';
import type { CopyOptions, PythonParser, SyntaxNode, SyntaxTree } from '../syntax-tree.js';
import type { LowerContext } from './context.js';
import { applyEdits, type Edit } from './edits.js';
import { openLine, openString, type TextProblem } from './endings.js';
import { lowerExpr } from './expressions.js';
import { repairs } from './repairs.js';
import { lowerBlock } from './statements.js';

/** A string literal, implicitly joined parts one by one. */
export interface StringPlace {
  readonly start: number;
  readonly end: number;
  /** Dotted path of the class or function around it. */
  readonly scope: string;
}

export interface LoweredModule {
  readonly body: readonly Stmt[];
  readonly root: SyntaxNode;
  /** In source order. */
  readonly strings: readonly StringPlace[];
  /** Where the facts say less than the text although the tree is whole. */
  readonly problems: readonly TextProblem[];
  /** Where the first statement begins that was not read, with all behind it; null when everything was. */
  readonly unread: number | null;
}

export interface ModuleText {
  /** The decoded text with its own line ends. */
  readonly text: string;
  readonly at: LowerContext['at'];
}

/** A misread statement may hide another one from the first look; more rounds than this are not worth it. */
const MAX_ROUNDS = 4;

export function lowerModule(parser: PythonParser, source: ModuleText, options: CopyOptions): LoweredModule {
  // Python ends a line at a lone carriage return, the grammar does not. Same length, so offsets stay.
  const text = source.text.replace(/\r(?!\n)/g, '\n');
  const open = openString(text);
  const ending = open ?? openLine(text);
  const module = lowerText(parser, open === null ? text : text.slice(0, open.start), source, options);
  return ending === null ? module : { ...module, problems: [...module.problems, ending] };
}

function lowerText(
  parser: PythonParser,
  text: string,
  source: ModuleText,
  options: CopyOptions,
): LoweredModule {
  let edits: readonly Edit[] = [];
  let tree = parser.parse(text, options);
  if (tree.damage > 0) {
    const found = repairs(text);
    const repaired = found.length === 0 ? tree : parseEdited(parser, text, found, options);
    if (repaired.damage < tree.damage) {
      edits = found;
      tree = repaired;
    }
  }
  if (tree.damage > 0 && isTooLongToGuess(text)) return lowerBefore(parser, text, tree.root, source, options);
  for (let round = 1; ; round++) {
    const { module, misread } = lowerTree(tree.root, source, options);
    if (misread.length === 0 || round === MAX_ROUNDS) return module;
    edits = [...edits, ...misread];
    const again = parseEdited(parser, text, edits, options);
    if (again.damage > tree.damage) return module;
    tree = again;
  }
}

/** The statements before the first that is damaged. */
function lowerBefore(
  parser: PythonParser,
  text: string,
  root: SyntaxNode,
  source: ModuleText,
  options: CopyOptions,
): LoweredModule {
  const unread = root.children.find(({ damaged }) => damaged)?.start ?? 0;
  const before = parser.parse(text.slice(0, unread), options);
  // What is damaged without what was behind it was no whole statement.
  const kept = before.damage > 0 ? { ...root, children: [], damaged: false } : before.root;
  return { ...lowerTree(kept, source, options).module, unread };
}

function parseEdited(
  parser: PythonParser,
  text: string,
  edits: readonly Edit[],
  options: CopyOptions,
): SyntaxTree {
  const edited = applyEdits(text, edits);
  return parser.parse(edited.text, { ...options, offset: edited.original });
}

function lowerTree(
  root: SyntaxNode,
  source: ModuleText,
  { functionBodies }: CopyOptions,
): { readonly module: LoweredModule; readonly misread: readonly Edit[] } {
  const strings: StringPlace[] = [];
  const problems: TextProblem[] = [];
  const misread: Edit[] = [];
  const ctx = createContext(source, {
    functionBodies,
    onString: ({ start, end }, scope) => {
      strings.push({ start, end, scope });
    },
    onProblem: (node, reason) => {
      // What is damaged is reported from the tree.
      if (!node.damaged) problems.push({ start: node.start, reason });
    },
    onMisread: (edit) => {
      misread.push(edit);
    },
  });
  const body = lowerBlock(ctx, root);
  return { module: { body, root, strings, problems, unread: null }, misread };
}

type Listeners = Pick<LowerContext, 'functionBodies' | 'onString' | 'onProblem' | 'onMisread'>;

/** @param lowerBody what becomes of a block; without it, its statements */
export function createContext(
  { text, at }: ModuleText,
  listeners: Listeners,
  lowerBody = lowerBlock,
): LowerContext {
  const ctx: LowerContext = {
    ...listeners,
    text,
    at,
    lower: (node, depth) => lowerExpr(ctx, node, depth),
    block: (node) => lowerBody(ctx, node),
    scope: '',
    blockDepth: 0,
    indentation: null,
    inFunction: false,
  };
  return ctx;
}
