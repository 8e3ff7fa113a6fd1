import { createSession } from '../../src/index.js';
import type { Session, SessionOptions, SessionPosition } from '../../src/index.js';
import { exampleDocument, exampleFiles } from '../lint/support.js';

export const TRACKING = 'sglang/MODEL_SUPPORT_TRACKING.md';
export const MODELS = 'sglang/python/sglang/srt/models';
export const ACORN = `${MODELS}/acorn.py`;
export const CONFIGURATION = { overrideRows: false } as const;

export type Files = Readonly<Record<string, string>>;

/** The example's sources and the document that they give, by name. */
export function workspaceFiles(): Files {
  const below = (folder: 'sglang' | 'transformers'): Files =>
    Object.fromEntries(
      Object.entries(exampleFiles(folder)).map(([path, text]) => [`${folder}/${path}`, text]),
    );
  return { ...below('sglang'), ...below('transformers'), [TRACKING]: exampleDocument() };
}

export function memorySession(
  files: Files = workspaceFiles(),
  options: Partial<SessionOptions> = {},
): Session {
  return createSession({
    folders: ['sglang', 'transformers'],
    files,
    config: CONFIGURATION,
    date: '2026-01-02',
    ...options,
  });
}

/** The position of a piece of text, as a client counts it; `¦` in the piece is the cursor, else its beginning. */
export function positionOf(text: string, piece: string): SessionPosition {
  const cursor = Math.max(0, piece.indexOf('¦'));
  const at = text.indexOf(piece.replace('¦', ''));
  if (at === -1) throw new Error(`${piece} is not in the text`);
  const before = text.slice(0, at + cursor).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The text of a file of the example. */
export function fileText(files: Files, name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`there is no ${name}`);
  return text;
}

/** Locations as `file:line text`, the text that a range covers. */
export function shownLocations(
  session: Session,
  locations: readonly {
    uri: string;
    range: { line: number; column: number; endLine: number; endColumn: number };
  }[],
): readonly string[] {
  return locations.map(({ uri, range }) => {
    const line = session.text(uri)?.split('\n')[range.line - 1] ?? '';
    const covered = range.line === range.endLine ? line.slice(range.column - 1, range.endColumn - 1) : line;
    return `${uri.slice(uri.lastIndexOf('/') + 1)}:${range.line} ${covered}`;
  });
}
