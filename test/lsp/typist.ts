/** Somebody who types into several files at once. The same seed types the same. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  type Position,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { uriOf, type TestClient } from './client.js';

/** A file that is open. */
export interface Sheet {
  readonly uri: string;
  readonly original: string;
  readonly text: string;
  readonly version: number;
}

interface Edit {
  /** Which of the files, which of the ways to edit it, and where: each from 0 up to 1. */
  readonly file: number;
  readonly way: number;
  readonly at: number;
  readonly letter: string;
  /** Whether another edit of the same file follows before anybody asks. */
  readonly goesOn: boolean;
}

/** The text after an edit; undefined: the file is closed and opened again. */
type Way = (text: string, edit: Edit, original: string) => string | undefined;

/** So many edits may lie on a text until it is as it was. */
const MOST_EDITS = 25;

const STATEMENTS = /^ {8,}\S.*$/gm;
const LINES = /^.*$/gm;
const ROWS = /^\| .*$/gm;
const ENTRY_CLASS = /^EntryClass = [^]*$/m;

const letterIn =
  (lines: RegExp): Way =>
  (text, { at, letter }) =>
    inLine(text, lines, at, (line) => insert(line, at, letter));
const rubIn =
  (lines: RegExp): Way =>
  (text, { at }) =>
    inLine(text, lines, at, (line) => line.slice(0, -1));
const lineBefore =
  (lines: RegExp, added: string): Way =>
  (text, { at }) =>
    inLine(text, lines, at, (line) => `${added}\n${line}`);
const lineGone =
  (lines: RegExp): Way =>
  (text, { at }) =>
    inLine(text, lines, at, () => '');
const lineTwice =
  (lines: RegExp): Way =>
  (text, { at }) =>
    inLine(text, lines, at, (line) => `${line}\n${line}`);
const entryClass =
  (value: string): Way =>
  (text) =>
    text.replace(ENTRY_CLASS, `EntryClass = ${value}\n`);
const broken =
  (piece: string): Way =>
  (text, { at }) =>
    insert(text, at, piece);
const mended: Way = (_text, _edit, original) => original;
const reopened: Way = () => undefined;

const PYTHON: readonly Way[] = [
  ...Array.from({ length: 8 }, () => letterIn(STATEMENTS)),
  rubIn(STATEMENTS),
  rubIn(STATEMENTS),
  lineBefore(STATEMENTS, '        # a remark'),
  lineBefore(LINES, ''),
  lineBefore(ENTRY_CLASS, 'class BirchForCausalLM:\n    pass\n\n'),
  entryClass('BirchForCausalLM'),
  entryClass('[NoSuchForCausalLM]'),
  entryClass('None'),
  broken('('),
  broken('"""'),
  mended,
  mended,
  mended,
  reopened,
];

const MARKDOWN: readonly Way[] = [
  letterIn(ROWS),
  letterIn(ROWS),
  letterIn(LINES),
  rubIn(ROWS),
  lineGone(ROWS),
  lineTwice(ROWS),
  lineBefore(LINES, ''),
  lineBefore(ROWS, '| **BirchForCausalLM** | Y |  | `birch.py` | org/birch[^birch] |'),
  mended,
  reopened,
];

const LIST: readonly Way[] = [
  letterIn(/^.*definitions: .*$/gm),
  letterIn(/^.*count: .*$/gm),
  rubIn(/^.*".*$/gm),
  lineGone(/^.*: .*$/gm),
  lineBefore(LINES, ''),
  mended,
  reopened,
];

export interface Typist {
  readonly sheets: () => readonly Sheet[];
  /** The next edits; after each, or after some of one file, the findings of the file are asked for. */
  readonly type: (edits: number) => Promise<void>;
  /** Every file as it was in the beginning. */
  readonly restore: () => Promise<void>;
}

export interface TypingOptions {
  readonly seed: number;
  /** How many edits there are at most. */
  readonly most: number;
  /** How many of them follow each other in one file, on average, until its findings are asked for. */
  readonly together: number;
  /** Called after the findings of a file were asked for. */
  readonly between: (sheet: Sheet) => Promise<void>;
}

export async function startTyping(
  client: TestClient,
  paths: readonly string[],
  { seed, most, together, between }: TypingOptions,
): Promise<Typist> {
  const { connection } = client;
  const sheets = new Map<string, Sheet & { readonly edits: number }>();
  const edits = fc.sample(edit(together), { seed, numRuns: most }).values();
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    const uri = uriOf(path);
    sheets.set(uri, { uri, original: text, text, version: 1, edits: 0 });
    await client.open(uri, text);
  }
  let current: string | undefined;

  async function set(uri: string, text: string | undefined): Promise<void> {
    const sheet = sheets.get(uri);
    if (sheet === undefined) throw new Error(`${uri} is not open`);
    const version = sheet.version + 1;
    const next = text ?? sheet.original;
    const count = next === sheet.original ? 0 : sheet.edits + 1;
    sheets.set(uri, { ...sheet, text: next, version, edits: count });
    if (text === undefined) {
      await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
      await client.open(uri, next, version);
      return;
    }
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [difference(sheet.text, next)],
    });
  }

  async function one(each: Edit): Promise<void> {
    const uri = current ?? pick([...sheets.keys()], each.file);
    const sheet = sheets.get(uri);
    if (sheet === undefined) throw new Error(`${uri} is not open`);
    const way = sheet.edits < MOST_EDITS ? pick(waysOf(uri), each.way) : mended;
    await set(uri, way(sheet.text, each, sheet.original));
    current = each.goesOn ? uri : undefined;
    if (each.goesOn) return;
    await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    await between(sheets.get(uri) ?? sheet);
  }

  return {
    sheets: () => [...sheets.values()],
    async type(count) {
      for (let n = 0; n < count; n += 1) {
        const next = edits.next();
        if (next.done === true) throw new Error('there are no more edits');
        await one(next.value);
      }
    },
    async restore() {
      current = undefined;
      for (const { uri, original } of sheets.values()) await set(uri, original);
    },
  };
}

function edit(together: number): fc.Arbitrary<Edit> {
  return fc.record({
    file: share(),
    way: share(),
    at: share(),
    letter: fc.constantFrom('x', 'e', '_', ' ', '7', '"', '|', '`', '😀'),
    goesOn: fc.noBias(fc.nat({ max: together - 1 })).map((n) => n > 0),
  });
}

/** From 0 up to 1, each as likely as another. */
function share(): fc.Arbitrary<number> {
  return fc.noBias(fc.nat({ max: 9999 })).map((n) => n / 10_000);
}

function waysOf(uri: string): readonly Way[] {
  if (uri.endsWith('.py')) return PYTHON;
  return uri.endsWith('.ts') ? LIST : MARKDOWN;
}

function pick<T>(all: readonly T[], at: number): T {
  const found = all[Math.floor(at * all.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}

/** Another text for one of the lines that fit; the same text when none does. */
function inLine(text: string, lines: RegExp, at: number, change: (line: string) => string): string {
  const found = [
    ...text.matchAll(new RegExp(lines, lines.flags.includes('g') ? lines.flags : `${lines.flags}g`)),
  ];
  if (found.length === 0) return text;
  const { 0: line, index } = pick(found, at);
  return text.slice(0, index) + change(line) + text.slice(index + line.length);
}

/** The digits behind those that chose the line choose the column. */
function insert(text: string, at: number, piece: string): string {
  const index = onLetter(text, Math.floor(((at * 100) % 1) * (text.length + 1)));
  return text.slice(0, index) + piece + text.slice(index);
}

/** Not between the two halves of a character. */
function onLetter(text: string, index: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) ? index - 1 : index;
}

/** What was typed, as an editor tells it. */
function difference(before: string, after: string): TextDocumentContentChangeEvent {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start += 1;
  start = onLetter(before, start);
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (onLetter(before, before.length - end) !== before.length - end) end -= 1;
  const range = { start: positionAt(before, start), end: positionAt(before, before.length - end) };
  return { range, text: after.slice(start, after.length - end) };
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
