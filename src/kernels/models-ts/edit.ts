/** Edits of models.ts as ranges. What was written is read again, and must say what was meant; else nothing changes. */
import type { Diagnostic, Outcome, Place } from '../../diagnostics.js';
import { applyEdits, type Edit } from '../../documents/markdown/edits.js';
import { dominantEol } from '../../documents/markdown/lines.js';
import type { LiteralArray, ModelModule, ModelsFile } from './model.js';
import { readModels } from './read.js';

/** The file afterwards, and what is new in it. */
export interface ModelsChange {
  readonly text: string;
  readonly added: readonly string[];
}

/** Lists of definitions stand on one line up to this width. */
const LINE_WIDTH = 100;

/**
 * Adds definitions to a module; those that it has are left out. What is not plain data is refused
 * (`models-edit-refused`).
 */
export async function addDefinitions(
  models: ModelsFile,
  id: string,
  moduleName: string,
  names: readonly string[],
): Promise<Outcome<ModelsChange>> {
  const entry = models.entries.find((each) => each.id.text === id);
  const ids = models.entries.map((each) => each.id.text).join(', ');
  if (entry === undefined) return refused(models, null, `there is no model ${id}; there are ${ids}`);
  const found = entry.modules.find(({ name }) => name === moduleName);
  if (found === undefined) return refused(models, entry, `the model ${id} has no module ${moduleName}`);
  const problem = entry.opaque ?? found.opaque;
  if (problem !== null) return refused(models, problem, problem.reason);
  const present = new Set(found.definitions?.elements.map(({ text }) => text));
  const added = [...new Set(names)].filter((name) => !present.has(name));
  if (added.length === 0) return { value: { text: models.text, added }, diagnostics: [] };
  const edit =
    found.definitions === null
      ? newProperty(models, found, added)
      : longerList(models, found.definitions, added);
  if (edit === null) return refused(models, found, `the definitions of ${moduleName} hold comments only`);
  const text = applyEdits(models.text, [edit]);
  return verified(models, found, { text, added }, (after) => {
    const now = after.entries
      .find((each) => each.id.text === id)
      ?.modules.find(({ name }) => name === moduleName);
    const expected = [...present, ...added];
    return now?.definitions?.elements.map((each) => each.text).join('\n') === expected.join('\n');
  });
}

/** Reads the edited text again; what it must say is checked, and that all other entries stay. */
export async function verified(
  before: ModelsFile,
  place: Place,
  change: ModelsChange,
  holds: (after: ModelsFile) => boolean,
): Promise<Outcome<ModelsChange>> {
  const { value: after } = await readModels(change.text, before.file);
  if (after === null || !holds(after)) {
    return refused(before, place, 'the edited file would not read as planned');
  }
  return { value: change, diagnostics: [] };
}

export function refused(models: ModelsFile, place: Place | null, reason: string): Outcome<ModelsChange> {
  const at = place ?? { file: models.file, line: 1, column: 1 };
  const diagnostic: Diagnostic = {
    file: at.file,
    line: at.line,
    column: at.column,
    rule: 'models-edit-refused',
    severity: 'error',
    message: `The file is not changed: ${reason}.`,
  };
  return { value: { text: models.text, added: [] }, diagnostics: [diagnostic] };
}

/** A string literal in the file's style. */
export function quoted({ quote }: ModelsFile, text: string): string {
  const json = JSON.stringify(text);
  return quote === '"' ? json : `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `["a", "b"]` where it fits behind `lead`, else one name per line, a step deeper than `indent`. */
export function listText(models: ModelsFile, names: readonly string[], indent: string, lead: string): string {
  const words = names.map((name) => quoted(models, name));
  const line = `[${words.join(', ')}]`;
  if (`${lead}${line},`.length <= LINE_WIDTH) return line;
  const eol = dominantEol(models.text);
  const step = indentStep(models);
  return `[${eol}${words.map((word) => `${indent}${step}${word},${eol}`).join('')}${indent}]`;
}

/** One step of indentation: how far the first entry stands inside the array. */
export function indentStep(models: ModelsFile): string {
  const first = models.entries[0];
  const indent = first === undefined ? '' : indentAt(models.text, first.span.start);
  return indent === '' ? '  ' : indent;
}

/** The blanks at the beginning of the line that holds this offset. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Behind the `type`, as the other modules have it; in an object on one line on that line. */
function newProperty(models: ModelsFile, target: ModelModule, names: readonly string[]): Edit | null {
  const { text } = models;
  const anchor = target.properties.find(({ name }) => name === 'type') ?? target.properties.at(-1);
  if (anchor === undefined) return null;
  const { end } = anchor.span;
  if (!/[\r\n]/.test(text.slice(target.span.start, target.span.end))) {
    const list = `[${names.map((name) => quoted(models, name)).join(', ')}]`;
    return { start: end, end, text: `, definitions: ${list}` };
  }
  const indent = indentAt(text, anchor.span.start);
  const list = listText(models, names, indent, `${indent}definitions: `);
  return insertAfter(models, end, `${dominantEol(text)}${indent}definitions: ${list}`);
}

function longerList(models: ModelsFile, list: LiteralArray, names: readonly string[]): Edit | null {
  const { text } = models;
  const inner = text.slice(list.span.start, list.span.end);
  const last = list.elements.at(-1);
  if (!/[\r\n]/.test(inner)) {
    const all = [...list.elements.map((each) => each.text), ...names];
    // A comment inside would be lost with the rest of the list.
    const comment = /\/[/*]/.test(withoutLiterals(text, list));
    if (comment && last === undefined) return null;
    const added = names.map((name) => `, ${quoted(models, name)}`).join('');
    if (comment && last !== undefined) return { start: last.span.end, end: last.span.end, text: added };
    const lead = text.slice(lineStart(text, list.span.start), list.span.start);
    return { ...list.span, text: listText(models, all, indentAt(text, list.span.start), lead) };
  }
  if (last === undefined) return null;
  const indent = indentAt(text, last.span.start);
  const eol = dominantEol(text);
  const lines = names.map((name) => `${eol}${indent}${quoted(models, name)}`);
  return insertAfter(models, last.span.end, lines.join(','));
}

/** What stands between the literals of a list. */
function withoutLiterals(text: string, { span, elements }: LiteralArray): string {
  let at = span.start;
  let rest = '';
  for (const element of elements) {
    rest += text.slice(at, element.span.start);
    at = element.span.end;
  }
  return rest + text.slice(at, span.end);
}

/**
 * New lines behind an element of a list or an object that ends at `end`: behind its comma and a comment on its line.
 * The comma that is missing is added, and the last line ends as the element did.
 */
export function insertAfter({ text }: ModelsFile, end: number, lines: string): Edit {
  const rest = /^[ \t]*(,?)(?:[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/))*/.exec(text.slice(end));
  const [whole = '', comma = ''] = rest ?? [];
  if (comma === ',') {
    const at = end + whole.length;
    return { start: at, end: at, text: `${lines},` };
  }
  return { start: end, end: end + whole.length, text: `,${whole}${lines}` };
}
