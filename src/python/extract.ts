import type { Diagnostic } from '../diagnostics.js';
import { readAroundBroken } from './around-broken.js';
import { brokenStatement, isTooLongToGuess } from './broken.js';
import { factsOnDemand, type FactsDepth, type ModuleFacts } from './facts.js';
import { readModule, scan } from './fast/module.js';
import { foreignLines, readBetweenForeign } from './foreign-lines.js';
import { loadLineLexer, type LineLexer } from './lexer.js';
import { decode, fastSource, mentionsOf, type SourceFile } from './source-file.js';
import { readStatements, type FileByStatements, type LineKit } from './statements.js';
import { createPythonParser, type PythonParser } from './syntax-tree.js';
import { readText, unreadFrom } from './whole.js';

/**
 * Turns one Python file into facts. Never throws for what a file contains: what Python would not read, and every
 * syntax error, is among the facts' diagnostics, with the facts around it as a best effort (`partial`).
 *
 * @param path what facts and diagnostics call the file; it is not opened
 * @param source the bytes, decoded as Python does (byte-order mark, PEP 263), and not kept; or a text that is decoded
 *   already
 * @param depth `module` unless given: function bodies are left out
 */
export type FactExtractor = (path: string, source: Uint8Array | string, depth?: FactsDepth) => ModuleFacts;

/**
 * How a file is read:
 *
 * - `full`: the whole file by tree-sitter. The reference.
 * - `slices`: the lexer finds the logical lines of module scope and class bodies, and of functions where their bodies
 *   are asked for; tree-sitter reads each of them.
 * - `fast`: of these, the regular shapes are read without tree-sitter.
 *
 * All give the same facts for every file that Python accepts. The last two do not report syntax errors in function
 * bodies that were not asked for, unless the lexer finds the file to be no Python. A statement of the module of which they are not sure is read as `full` reads a file
 * that has nothing else in it, and the whole file by `full` where they are not sure which its statements are. A
 * statement that is no Python by its brackets, its strings or its missing body is an `error` among the others, which are
 * read around it.
 */
export type ExtractorEngine = 'full' | 'slices' | 'fast';

/**
 * Told of every file: which engine read it, and how many of its lines tree-sitter had to read. It is `full` where that
 * was asked for a statement.
 */
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
  /** By its statements; null where it is not certain which they are. */
  readonly byStatements: (path: string, text: string, depth: FactsDepth) => FileByStatements | null;
  /** What its statements did not tell. */
  readonly whole: (path: string, text: string, depth: FactsDepth) => ModuleFacts;
}

export async function createFactReaders(): Promise<FactReaders> {
  const kit = await createKit({});
  return {
    lexer: kit.lexer,
    extract: (path, source, depth = 'module') => read(kit, decode(path, source), depth),
    byStatements: (path, text, depth) => readByStatements(kit, decode(path, text), depth),
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
  return readByStatements(kit, file, depth)?.facts ?? readWhole(kit, file, depth);
}

function readByStatements(kit: Kit, file: SourceFile, depth: FactsDepth): FileByStatements | null {
  const { lexer, parser, engine } = kit;
  if (lexer === null) return null;
  const lines: LineKit = { lexer, parser, slicesOnly: engine === 'slices' };
  const isLong = isTooLongToGuess(file.text);
  // Else what is read of a long file would be read again when an error is met behind it.
  const whole = readByLines(lines, file, depth, isLong);
  if (whole === null && !isLong && foreignLines(lexer, file.text) !== null) return null;
  const found = whole ?? readStatements(lines, file, depth);
  if (found !== null) report(kit, file.path, found);
  return found;
}

function report(
  { engine, onExtracted }: Kit,
  path: string,
  { refused, cut, lines, sliced }: FileByStatements,
): void {
  const isFull = refused.length > 0 || cut;
  onExtracted?.(path, isFull ? 'full' : engine, isFull ? 0 : lines, isFull ? 0 : sliced);
}

/**
 * By tree-sitter, where the lexer does not know the file to be no Python. If it does, around lines that are none and
 * statements that are broken, and of a long file what stands before the first of them.
 */
function readWhole(kit: Kit, file: SourceFile, depth: FactsDepth): ModuleFacts {
  const { lexer } = kit;
  const cut = lexer === null ? null : cutLong(lexer, file);
  if (cut !== null) return withProblem(read(kit, cut.before, depth), cut.problem);
  const isTried = lexer !== null && !isTooLongToGuess(file.text);
  const around = isTried ? readAround(kit, lexer, file, depth) : null;
  if (around === null) kit.onExtracted?.(file.path, 'full', 0, 0);
  else report(kit, file.path, around);
  return around?.facts ?? readText(kit.parser, file, depth).facts;
}

/** Around what the lexer knows to be no Python. */
function readAround(
  kit: Kit,
  lexer: LineLexer,
  file: SourceFile,
  depth: FactsDepth,
): FileByStatements | null {
  const unreported = { ...kit, onExtracted: undefined };
  const byStatements = (others: SourceFile): FileByStatements | null =>
    readByStatements(unreported, others, depth);
  const betweenForeign = (others: SourceFile): FileByStatements | null =>
    readBetweenForeign(lexer, others, byStatements);
  const found = betweenForeign(file);
  return (
    found ?? readAroundBroken(lexer, file, depth, (others) => byStatements(others) ?? betweenForeign(others))
  );
}

/** What stands before the statement that cannot be Python, in a file that is too long to guess at the rest. */
function cutLong(
  lexer: LineLexer,
  file: SourceFile,
): { readonly before: SourceFile; readonly problem: Diagnostic } | null {
  const { path, text, at } = file;
  if (!isTooLongToGuess(text)) return null;
  const { error } = scan(lexer, file, 'skip');
  const start = error === null ? null : brokenStatement(text, error);
  if (error === null || start === null) return null;
  const before = { ...file, text: text.slice(0, start), encoded: null };
  // What is noticed at the end began before it.
  const place = at(error.offset < text.trimEnd().length ? error.offset : error.line);
  return { before, problem: unreadFrom(path, place, error.message, at(start).line) };
}

function withProblem(facts: ModuleFacts, problem: Diagnostic): ModuleFacts {
  return { ...facts, partial: true, diagnostics: [...facts.diagnostics, problem] };
}

/** @param putOffAll gives null rather than read a line before somebody asks for it */
function readByLines(
  kit: LineKit,
  file: SourceFile,
  depth: FactsDepth,
  putOffAll: boolean,
): FileByStatements | null {
  const { lexer, parser, slicesOnly } = kit;
  // The bytes are not kept for what is read later.
  const { path, text, problems: diagnostics } = file;
  const source = fastSource(file);
  const read = readModule(lexer, parser, source, { slicesOnly, bodies: depth === 'bodies', putOffAll });
  if (read === null) return null;
  const { body, strings, classes, lines, sliced } = read;
  const { text: folded } = source;
  const mentions = (): ModuleFacts['mentions'] => mentionsOf(text, folded, strings());
  const facts = factsOnDemand({ path, depth, diagnostics }, body, mentions, classes);
  return { facts, refused: [], lines, sliced, cut: false };
}
