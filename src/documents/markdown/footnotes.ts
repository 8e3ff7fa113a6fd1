/**
 * Footnotes of one page share one pool of names, whatever table they stand in. They are never renumbered: what is
 * broken is reported, because only a person knows which remark was meant.
 */
import type { FootnoteDefinition, Nodes } from 'mdast';
import type { Diagnostic, Severity } from '../../diagnostics.js';
import { firstBy, groupBy } from '../../group-by.js';
import { placeAt } from './lines.js';
import { headingChain, type MarkdownDocument } from './parse.js';
import { plainText } from './plain-text.js';

export interface Footnotes {
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
}

export interface Definition {
  /** As Markdown compares it: in lower case. */
  readonly id: string;
  readonly text: string;
  readonly line: number;
  /** Outermost heading above it. */
  readonly section: number | undefined;
}

export interface Reference {
  readonly id: string;
  readonly line: number;
  readonly column: number;
  readonly section: number | undefined;
}

export function readFootnotes(document: MarkdownDocument): Footnotes {
  const definitions: Definition[] = [];
  const references: Reference[] = [];
  const base = document.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (const { node, heading } of document.blocks) {
    const [section] = headingChain(document.headings, heading);
    const add = (id: string, offset: number): void => {
      const { line, column } = placeAt(document.lines, offset, document.file);
      references.push({ id: id.toLowerCase(), line, column, section });
    };
    visit(node, (each) => {
      const offset = (each.position?.start.offset ?? 0) + base;
      if (each.type === 'footnoteDefinition') definitions.push(definitionOf(each, section));
      else if (each.type === 'footnoteReference') add(each.identifier, offset);
      else if (each.type === 'text') {
        // Without a definition Markdown takes a reference for text.
        const raw = document.text.slice(offset, (each.position?.end.offset ?? 0) + base);
        for (const match of raw.matchAll(/(?<!\\)\[\^([^\]\s]+)\]/g))
          add(match[1] ?? '', offset + match.index);
      }
    });
  }
  return { definitions, references };
}

function visit(node: Nodes, act: (node: Nodes) => void): void {
  act(node);
  if ('children' in node) for (const child of node.children) visit(child, act);
}

function definitionOf(node: FootnoteDefinition, section: number | undefined): Definition {
  const text = node.children.map(plainText).join(' ');
  return { id: node.identifier.toLowerCase(), text, line: node.position?.start.line ?? 1, section };
}

/** A footnote that readers do not see as its author meant it. */
export interface FootnoteProblem extends Diagnostic {
  /** The footnote's name, without `[^` and `]`. */
  readonly subject: string;
}

/** @param earlier the page at an older revision, to see which references now point at another remark */
export function checkFootnotes(
  document: MarkdownDocument,
  earlier: MarkdownDocument | null,
): readonly FootnoteProblem[] {
  const notes = readFootnotes(document);
  const { file } = document;
  return [
    ...dangling(file, notes),
    ...duplicates(file, notes),
    ...unused(file, notes),
    ...gaps(file, notes),
    ...strayReferences(file, notes),
    ...(earlier === null ? [] : retargeted(file, notes, readFootnotes(earlier))),
  ];
}

/** By name; of several the first, as Markdown has it. */
function definitionsById({ definitions }: Footnotes): ReadonlyMap<string, Definition> {
  return firstBy(definitions, ({ id }) => id);
}

function referredIds({ references }: Footnotes): ReadonlySet<string> {
  return new Set(references.map(({ id }) => id));
}

/** A name of the footnotes of one section. */
function inSection({ id, section }: Pick<Definition, 'id' | 'section'>): string {
  return `${section ?? ''}:${id}`;
}

function dangling(file: string, notes: Footnotes): readonly FootnoteProblem[] {
  const defined = definitionsById(notes);
  return notes.references
    .filter(({ id }) => !defined.has(id))
    .map(({ id, line, column }) =>
      problem(
        'footnote-dangling',
        file,
        `[^${id}] has no definition, so readers see it as text. Define or remove it`,
        {
          line,
          column,
          subject: id,
        },
      ),
    );
}

function duplicates(file: string, notes: Footnotes): readonly FootnoteProblem[] {
  const first = definitionsById(notes);
  const references = groupBy(notes.references, inSection);
  return notes.definitions.flatMap((definition) => {
    const counts = first.get(definition.id);
    if (counts === definition || counts === undefined) return [];
    const own = counts.section === definition.section ? [] : (references.get(inSection(definition)) ?? []);
    const lines = own.map(({ line }) => line);
    const shown =
      lines.length === 0 ? '' : `; what refers to it at line ${lines.join(', ')} shows that remark`;
    const { id, line } = definition;
    const message = `[^${id}] is defined at line ${counts.line} already, and the first definition counts${shown}. Give this one a name of its own`;
    return [problem('footnote-duplicate', file, message, { line, subject: id })];
  });
}

function unused(file: string, notes: Footnotes): readonly FootnoteProblem[] {
  const referred = referredIds(notes);
  return notes.definitions
    .filter(({ id }) => !referred.has(id))
    .map(({ id, line }) =>
      problem('footnote-unused', file, `nothing refers to [^${id}], so nobody sees this remark`, {
        line,
        subject: id,
        severity: 'warning',
      }),
    );
}

function gaps(file: string, { definitions }: Footnotes): readonly FootnoteProblem[] {
  const numbered = definitions.flatMap(({ id, line }) =>
    /^\d{1,4}$/.test(id) ? [{ number: Number(id), line }] : [],
  );
  const last = numbered.reduce((most, { number }) => Math.max(most, number), 0);
  const first = firstBy(numbered, ({ number }) => number);
  const found: FootnoteProblem[] = [];
  let nearest = first.get(0)?.line;
  for (let number = 1; number < last; number += 1) {
    const line = first.get(number)?.line;
    if (line !== undefined) nearest = line;
    if (line !== undefined || nearest === undefined) continue;
    const message = `the numbers of the footnotes go up to ${last}, but there is no [^${number}]; they are not renumbered`;
    const details = { line: nearest, subject: String(number), severity: 'info' } as const;
    found.push(problem('footnote-gap', file, message, details));
  }
  return found;
}

/**
 * A reference whose definition stands in another section, while its own section has a definition that nothing
 * refers to: the definition was probably renamed, and the old name now belongs to another remark.
 */
function strayReferences(file: string, notes: Footnotes): readonly FootnoteProblem[] {
  const referred = referredIds(notes);
  const defined = definitionsById(notes);
  const here = new Set(notes.definitions.map(inSection));
  const orphans = groupBy(
    notes.definitions.filter(({ id }) => !referred.has(id)),
    ({ section }) => section,
  );
  return notes.references.flatMap((reference) => {
    const { id, line, column, section } = reference;
    const shown = defined.get(id);
    const [meant] = orphans.get(section) ?? [];
    if (shown === undefined || here.has(inSection(reference)) || meant === undefined) return [];
    const message = `[^${id}] shows "${excerpt(shown.text)}" (line ${shown.line}), but nothing refers to [^${meant.id}] of this section: "${excerpt(meant.text)}". Check which one is meant`;
    return [problem('footnote-retargeted', file, message, { line, column, subject: id })];
  });
}

/** A name that has another text than before, and references that were not changed along with it. */
function retargeted(file: string, now: Footnotes, before: Footnotes): readonly FootnoteProblem[] {
  const old = definitionsById(before);
  const current = definitionsById(now);
  const referred = referredIds(before);
  const seen = new Set<string>();
  return now.references.flatMap(({ id, line, column }) => {
    const was = old.get(id);
    const is = current.get(id);
    if (was === undefined || is === undefined || !referred.has(id) || seen.has(id)) return [];
    if (isSameRemark(was.text, is.text)) return [];
    seen.add(id);
    const moved = now.definitions.find((each) => each.id !== id && isSameRemark(each.text, was.text));
    const where = moved === undefined ? '' : `, which is now [^${moved.id}]`;
    const message = `[^${id}] used to show "${excerpt(was.text)}"${where}; it now shows "${excerpt(is.text)}". Check what refers to it`;
    return [problem('footnote-retargeted', file, message, { line, column, subject: id })];
  });
}

/** An edited remark keeps most of its words. */
function isSameRemark(a: string, b: string): boolean {
  const words = (text: string): ReadonlySet<string> =>
    new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [left, right] = [words(a), words(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return a === b || shared * 2 >= Math.min(left.size, right.size);
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).trimEnd()}…`;
}

function problem(
  rule: string,
  file: string,
  message: string,
  about: Readonly<{ line: number; column?: number; subject: string; severity?: Severity }>,
): FootnoteProblem {
  return { file, column: 1, rule, severity: 'error', message, ...about };
}
