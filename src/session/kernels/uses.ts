/** What a place in a page, a list of models or a definition's file is about: a definition, or a model. */
import type { Span } from '../../documents/markdown/edits.js';
import { titleKey } from '../../kernels/coverage/model.js';
import type { ModelEntry } from '../../kernels/models-ts/model.js';
import { remembered } from '../../memo.js';
import { uriOf } from '../keys.js';
import { rangeOf, type TextView } from '../texts.js';
import type { SessionLocation } from '../types.js';
import type { DefinitionText, KernelFile, Kernels, ModelsList, PageFile } from './files.js';

/** A name in a text; offsets in UTF-16 units. */
export interface KernelUse extends Span {
  readonly kind: 'definition' | 'model';
  readonly name: string;
  /** What stands around it: the title of a section, a module of a model. */
  readonly where: string;
}

/** Every name of a definition or a model in a file, in the order of the text. */
export const usesOf = remembered((file: KernelFile): readonly KernelUse[] =>
  [...readUses(file)].sort((a, b) => a.start - b.start || a.end - b.end),
);

function readUses(file: KernelFile): readonly KernelUse[] {
  switch (file.kind) {
    case 'page':
      return pageUses(file);
    case 'models':
      return listUses(file);
    case 'definition':
      return [{ kind: 'definition', name: file.name, where: '', ...nameSpan(file) }];
  }
}

function pageUses({ read: { value: page }, text }: PageFile): readonly KernelUse[] {
  if (page === null) return [];
  const { document, summary, sections } = page;
  const title = summary.table.columns.indexOf('Model');
  const models = summary.rows.flatMap((row) => {
    const cell = summary.table.rows[row.row]?.cells[title];
    return cell === undefined ? [] : [model(row.title, 'Summary', cell.content)];
  });
  const headings = sections.flatMap((section) => {
    const heading = document.headings.find(({ line }) => line === section.line);
    return heading === undefined ? [] : [model(section.title, '', heading)];
  });
  const rows = sections.flatMap(({ title: where, parts }) =>
    parts.flatMap((part) =>
      part.rows.flatMap(({ table, row, name }): readonly KernelUse[] => {
        const cell = table.rows[row]?.cells[table.columns.indexOf('Definition')];
        if (cell === undefined || name === null) return [];
        const at = text.indexOf(name, cell.content.start);
        const found = at !== -1 && at < cell.content.end;
        const span = found ? { start: at, end: at + name.length } : cell.content;
        return [{ kind: 'definition', name, where, start: span.start, end: span.end }];
      }),
    ),
  );
  return [...models, ...headings, ...rows];
}

function model(name: string, where: string, { start, end }: Span): KernelUse {
  return { kind: 'model', name, where, start, end };
}

function listUses({ read: { value } }: ModelsList): readonly KernelUse[] {
  return (value?.entries ?? []).flatMap((entry) => [
    model(titleOf(entry), '', inner(entry.id.span)),
    ...(entry.name === null ? [] : [model(titleOf(entry), 'name', inner(entry.name.span))]),
    ...entry.modules.flatMap(({ name: where, definitions }) =>
      (definitions?.elements ?? []).map(({ text, span }): KernelUse => ({
        kind: 'definition',
        name: text,
        where,
        ...inner(span),
      })),
    ),
  ]);
}

/** What the page calls it. */
export function titleOf({ id, name }: ModelEntry): string {
  return name?.text ?? id.text;
}

/** Without the quotation marks. */
export function inner({ start, end }: Span): Span {
  return { start: start + 1, end: Math.max(start + 1, end - 1) };
}

/** The value of `"name"`, or the beginning of the file. */
function nameSpan({ text, name }: DefinitionText): Span {
  const at = text.indexOf(JSON.stringify(name));
  return at === -1 ? { start: 0, end: 0 } : { start: at + 1, end: at + 1 + name.length };
}

export function useAt(file: KernelFile, offset: number): KernelUse | undefined {
  return usesOf(file).find(({ start, end }) => start <= offset && offset <= end);
}

export function locationOf(view: TextView, { start, end }: Span): SessionLocation {
  return { uri: uriOf(view.key), range: rangeOf(view, start, end) };
}

/** Models are compared by their titles' keys, definitions by name. */
export function isSameUse(a: Pick<KernelUse, 'kind' | 'name'>, b: Pick<KernelUse, 'kind' | 'name'>): boolean {
  if (a.kind !== b.kind) return false;
  return a.kind === 'model' ? titleKey(a.name) === titleKey(b.name) : a.name === b.name;
}

/** The places of a folder that are about the same; of a model its sections and entries. */
export function sameUses(
  { page, models }: Kernels,
  wanted: Pick<KernelUse, 'kind' | 'name'>,
): readonly { readonly file: PageFile | ModelsList; readonly use: KernelUse }[] {
  const files = [page, models].filter((file) => file !== undefined);
  return files.flatMap((file) =>
    usesOf(file)
      .filter((use) => isSameUse(use, wanted))
      .map((use) => ({ file, use })),
  );
}
