import { STATUS_MARKS, summaryRowOf } from '../../kernels/coverage/model.js';
import { keyBelow, uriOf } from '../keys.js';
import { rangeOf } from '../texts.js';
import type { SessionSymbol } from '../types.js';
import type { KernelContext, KernelFile, ModelsList, PageFile } from './files.js';
import { locationOf, titleOf, usesOf } from './uses.js';

/** Sections with their rows, models with their modules, or the one definition of a file. */
export function kernelSymbols(file: KernelFile): readonly SessionSymbol[] {
  switch (file.kind) {
    case 'page':
      return sections(file);
    case 'models':
      return models(file);
    case 'definition':
      return usesOf(file).map((use): SessionSymbol => {
        const location = locationOf(file, use);
        return {
          name: use.name,
          kind: 'definition',
          detail: '',
          location,
          selection: location.range,
          children: [],
        };
      });
  }
}

function sections(file: PageFile): readonly SessionSymbol[] {
  const page = file.read.value;
  if (page === null) return [];
  const { blocks, headings } = page.document;
  return page.sections.flatMap((section): readonly SessionSymbol[] => {
    const heading = headings.find(({ line }) => line === section.line);
    if (heading === undefined) return [];
    const end = blocks[section.blocks.last]?.end ?? heading.end;
    const rows = section.parts.flatMap((part) => part.rows);
    return [
      {
        name: section.title,
        kind: 'section',
        detail: summaryRowOf(page, section.title)?.label ?? '',
        location: locationOf(file, { start: heading.start, end }),
        selection: rangeOf(file, heading.start, heading.end),
        children: rows.flatMap(({ table, row, name, text, status }): readonly SessionSymbol[] => {
          const line = table.rows[row]?.line;
          const cell = table.rows[row]?.cells[table.columns.indexOf('Definition')];
          if (line === undefined || cell === undefined) return [];
          const location = locationOf(file, line);
          const selection = rangeOf(file, cell.content.start, cell.content.end);
          const detail = status === null ? '' : STATUS_MARKS[status];
          return [{ name: name ?? text, kind: 'row', detail, location, selection, children: [] }];
        }),
      },
    ];
  });
}

function models(file: ModelsList): readonly SessionSymbol[] {
  return (file.read.value?.entries ?? []).map((entry) => ({
    name: titleOf(entry),
    kind: 'model',
    detail: entry.id.text,
    location: locationOf(file, entry.span),
    selection: rangeOf(file, entry.id.span.start, entry.id.span.end),
    children: entry.modules.map((each): SessionSymbol => {
      const location = locationOf(file, each.span);
      const detail = each.count === null ? '' : `× ${each.count.value}`;
      return { name: each.name, kind: 'module', detail, location, selection: location.range, children: [] };
    }),
  }));
}

/** Sections, models and definitions of every folder. */
export function kernelWorkspaceSymbols({ folders }: KernelContext): readonly SessionSymbol[] {
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return folders.flatMap(({ page, models: list, definitions }) => [
    ...(page === undefined ? [] : sections(page).map(alone)),
    ...(list === undefined ? [] : models(list).map(alone)),
    ...(definitions?.sources.definitions.files ?? []).map(({ name, opType, path }): SessionSymbol => {
      const uri = uriOf(keyBelow(definitions?.root ?? '', path));
      return {
        name,
        kind: 'definition',
        detail: opType,
        location: { uri, range: start },
        selection: start,
        children: [],
      };
    }),
  ]);
}

function alone(symbol: SessionSymbol): SessionSymbol {
  return { ...symbol, children: [] };
}
