import { append } from '../append.js';
import type { Diagnostic } from '../diagnostics.js';
import { lineIndex, type LineIndex, type Position } from '../source/text.js';
import { brokenStatement, isTooLongToGuess, unread } from './broken.js';
import { decodeSource, dropMark, type DecodedSource } from './decode.js';
import type { CheckpointMention, FactsDepth, ModuleFacts } from './facts.js';
import { readModule } from './fast/module.js';
import { lineAt } from './fast/positions.js';
import { loadLineLexer, type LineLexer } from './lexer.js';
import { lowerModule, type StringPlace } from './lower/module.js';
import { mentionsInText } from './mentions.js';
import { createPythonParser, type PythonParser, type SyntaxNode } from './syntax-tree.js';

/**
 * Turns one Python file into facts. Never throws for what a file contains: what Python would not read, and every
 * syntax error, is among the facts' diagnostics, with the facts around it as a best effort (`partial`).
 *
 * @param path what facts and diagnostics call the file; it is not opened
 * @param source the bytes, decoded as Python does (byte-order mark, PEP 263); or a text that is decoded already
 * @param depth `module` unless given: function bodies are left out
 */
export type FactExtractor = (path: string, source: Uint8Array | string, depth?: FactsDepth) => ModuleFacts;

/** At most this many syntax errors of one file are reported one by one. */
const MAX_SYNTAX_ERRORS = 20;

const UNKNOWN_DAMAGE = 'this is not Python that the grammar knows';

/**
 * How a file is read:
 *
 * - `full`: the whole file by tree-sitter. The reference.
 * - `slices`: the lexer finds the logical lines of module scope and class bodies, and of functions where their bodies
 *   are asked for; tree-sitter reads each of them.
 * - `fast`: of these, the regular shapes are read without tree-sitter.
 *
 * All give the same facts for every file that Python accepts. The last two do not report syntax errors in function
 * bodies that were not asked for. A file of which they are not sure is read by `full`.
 */
export type ExtractorEngine = 'full' | 'slices' | 'fast';

/** Told of every file: which engine read it, and how many of its lines tree-sitter had to read. */
export type OnExtracted = (path: string, engine: ExtractorEngine, lines: number, sliced: number) => void;

export interface ExtractorOptions {
  /** `fast` without it. Where its WebAssembly module does not load, `full` takes over. */
  readonly engine?: ExtractorEngine | undefined;
  readonly onExtracted?: OnExtracted | undefined;
  /** Told how many UTF-16 units tree-sitter is given, each time that it is. */
  readonly onParse?: ((units: number) => void) | undefined;
}

/**
 * Loads the grammar and returns the extractor, which may be used for any number of files. This is the only door to
 * Python source: another implementation must give the same facts.
 *
 * @throws ArchscanError `grammar-unusable` when the grammar of this package cannot be loaded
 */
export async function createFactExtractor(options: ExtractorOptions = {}): Promise<FactExtractor> {
  const kit = await createKit(options);
  return (path, source, depth = 'module') => read(kit, decode(path, source), depth);
}

/** The ways to read a file, apart, with all that they share. */
export interface FactReaders {
  readonly lexer: LineLexer | null;
  /** The extractor; the other two are its steps. */
  readonly extract: FactExtractor;
  /** By its lines; null where that is not certain. */
  readonly byLines: (path: string, text: string, depth: FactsDepth) => ModuleFacts | null;
  /** What its lines did not tell. */
  readonly whole: (path: string, text: string, depth: FactsDepth) => ModuleFacts;
}

export async function createFactReaders(): Promise<FactReaders> {
  const kit = await createKit({});
  return {
    lexer: kit.lexer,
    extract: (path, source, depth = 'module') => read(kit, decode(path, source), depth),
    byLines: (path, text, depth) => readByLines(kit, decode(path, text), depth),
    whole: (path, text, depth) => readWhole(kit, decode(path, text), depth),
  };
}

interface Kit {
  readonly parser: PythonParser;
  readonly lexer: LineLexer | null;
  readonly engine: ExtractorEngine;
  readonly onExtracted: OnExtracted | undefined;
}

async function createKit({ engine = 'fast', onExtracted, onParse }: ExtractorOptions): Promise<Kit> {
  const parser = await createPythonParser(onParse);
  return { parser, lexer: engine === 'full' ? null : loadLineLexer(), engine, onExtracted };
}

function read(kit: Kit, file: SourceFile, depth: FactsDepth): ModuleFacts {
  return readByLines(kit, file, depth) ?? readWhole(kit, file, depth);
}

function readByLines(kit: Kit, file: SourceFile, depth: FactsDepth): ModuleFacts | null {
  const { lexer, parser, engine, onExtracted } = kit;
  const fast = lexer === null ? null : extractFast({ lexer, parser, engine }, file, depth);
  if (fast === null) return null;
  onExtracted?.(file.path, engine, fast.lines, fast.sliced);
  return fast.facts;
}

/** By tree-sitter; of a long broken file only what stands before the error. */
function readWhole(kit: Kit, file: SourceFile, depth: FactsDepth): ModuleFacts {
  const cut = kit.lexer === null ? null : cutLong(kit.lexer, file);
  if (cut !== null) return withProblem(read(kit, cut.before, depth), cut.problem);
  kit.onExtracted?.(file.path, 'full', 0, 0);
  return extractFull(kit.parser, file, depth);
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly ascii: Uint8Array | null;
  readonly at: PositionOf;
  /** Why Python would not read it. */
  readonly problems: readonly Diagnostic[];
}

function decode(path: string, source: Uint8Array | string): SourceFile {
  const decoded: DecodedSource =
    typeof source === 'string'
      ? { text: dropMark(source), ascii: null, problem: null }
      : decodeSource(source);
  let index: LineIndex | undefined;
  return {
    path,
    text: decoded.text,
    ascii: decoded.ascii,
    at: (offset) => (index ??= lineIndex(decoded.text)).position(offset),
    problems: sourceProblems(path, decoded),
  };
}

/** What stands before the statement that cannot be Python, in a file that is too long to guess at the rest. */
function cutLong(
  lexer: LineLexer,
  file: SourceFile,
): { readonly before: SourceFile; readonly problem: Diagnostic } | null {
  const { path, text, ascii, at } = file;
  if (!isTooLongToGuess(text)) return null;
  const { error } = ascii === null ? lexer.scanText(text) : lexer.scan(ascii);
  const start = error === null ? null : brokenStatement(text, error);
  if (error === null || start === null) return null;
  const before = { ...file, text: text.slice(0, start), ascii: ascii?.subarray(0, start) ?? null };
  // What is noticed at the end began before it.
  const place = at(error.offset < text.trimEnd().length ? error.offset : error.line);
  return { before, problem: unreadFrom(path, place, error.message, at(start).line) };
}

function withProblem(facts: ModuleFacts, problem: Diagnostic): ModuleFacts {
  return { ...facts, partial: true, diagnostics: [...facts.diagnostics, problem] };
}

function unreadFrom(path: string, place: Position, what: string, line: number): Diagnostic {
  const message = `Syntax error: ${what}. ${unread(line)}`;
  return { rule: 'python-syntax', severity: 'warning', message, file: path, ...place };
}

function extractFull(parser: PythonParser, file: SourceFile, depth: FactsDepth): ModuleFacts {
  const { path, at } = file;
  const options = { functionBodies: depth === 'bodies' };
  const { body, root, strings, problems, unread: end } = lowerModule(parser, file, options);
  const damage = [
    ...syntaxErrors(path, root, at),
    ...problems.slice(0, MAX_SYNTAX_ERRORS).map((each) => syntaxError(path, at(each.start), each.reason)),
  ];
  if (end !== null) damage.push(unreadFrom(path, at(end), UNKNOWN_DAMAGE, at(end).line));
  else if (root.damaged && damage.length === 0) damage.push(syntaxError(path, at(0), UNKNOWN_DAMAGE));
  const diagnostics = [...file.problems, ...damage];
  // A function's parameters are lowered behind its body.
  const mentions = strings
    .flatMap((place) => mentionsIn(file.text, place, at))
    .sort((a, b) => a.start - b.start);
  return { path, depth, body, mentions, partial: diagnostics.length > 0, diagnostics };
}

interface FastEngine {
  readonly lexer: LineLexer;
  readonly parser: PythonParser;
  readonly engine: ExtractorEngine;
}

function extractFast(
  { lexer, parser, engine }: FastEngine,
  file: SourceFile,
  depth: FactsDepth,
): { readonly facts: ModuleFacts; readonly lines: number; readonly sliced: number } | null {
  const { path, at, problems } = file;
  // Python ends a line at a lone carriage return. Same length, so offsets stay.
  const text = file.text.includes('\r') ? file.text.replace(/\r(?!\n)/g, '\n') : file.text;
  const source = { text, ascii: file.ascii, at };
  const options = { slicesOnly: engine === 'slices', bodies: depth === 'bodies' };
  const read = readModule(lexer, parser, source, options);
  if (read === null) return null;
  const { body, lines, sliced } = read;
  const mentions = read.strings.flatMap((place) =>
    mentionsIn(file.text, place, (offset) => {
      const { line, lineStart } = lineAt(text, place, offset);
      return { line, column: offset - lineStart + 1 };
    }),
  );
  const partial = problems.length > 0;
  return { facts: { path, depth, body, mentions, partial, diagnostics: problems }, lines, sliced };
}

type PositionOf = (offset: number) => Position;

function mentionsIn(text: string, place: StringPlace, at: PositionOf): readonly CheckpointMention[] {
  // No id is shorter than its call; most strings are.
  if (place.end - place.start < 12) return [];
  return mentionsInText(text.slice(place.start, place.end)).map(({ id, via, receiver, offset, length }) => {
    const start = place.start + offset;
    return { start, end: start + length, ...at(start), id, via, receiver, scope: place.scope };
  });
}

function sourceProblems(
  path: string,
  decoded: { text: string; problem: string | null },
): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const report = (message: string): void => {
    problems.push({ rule: 'python-source', severity: 'warning', message, file: path, line: 1, column: 1 });
  };
  if (decoded.problem !== null) report(`Python would not read this file: ${decoded.problem}.`);
  if (decoded.text.includes('\0')) report('Python would not read this file: it contains a NUL character.');
  return problems;
}

/** The outermost error nodes and missing tokens below the root, in source order. */
function syntaxErrors(path: string, root: SyntaxNode, at: PositionOf): readonly Diagnostic[] {
  const errors: Diagnostic[] = [];
  const stack: SyntaxNode[] = [root];
  for (let node = stack.pop(); node !== undefined && errors.length < MAX_SYNTAX_ERRORS; node = stack.pop()) {
    const damaged = node.children.filter((child) => child.damaged);
    const isWhole = node === root;
    if ((node.type !== 'ERROR' || isWhole) && !node.missing && damaged.length > 0) {
      append(stack, damaged.reverse());
    } else if (!isWhole) {
      const what = node.missing ? `${node.type} is missing` : UNKNOWN_DAMAGE;
      errors.push(syntaxError(path, at(node.start), what));
    }
  }
  return errors;
}

function syntaxError(path: string, place: Position, what: string): Diagnostic {
  const message = `Syntax error: ${what}. The facts beside it are a best effort.`;
  return { rule: 'python-syntax', severity: 'warning', message, file: path, ...place };
}
