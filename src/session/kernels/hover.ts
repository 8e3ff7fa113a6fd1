import { codeSpan, escapeText } from '../../documents/markdown/escape.js';
import { STATUS_MARKS } from '../../kernels/coverage/model.js';
import { parseDefinitionName } from '../../kernels/index.js';
import { uriOf } from '../keys.js';
import { linkTo } from '../links.js';
import { offsetOf, rangeOf } from '../texts.js';
import type { SessionHover, SessionPosition } from '../types.js';
import { definitionKey, type KernelFile, type Kernels } from './files.js';
import { sameUses, useAt, type KernelUse } from './uses.js';

/** What is known of a definition or a model: its file, its rows, its modules. */
export function kernelHover(
  file: KernelFile,
  kernels: Kernels,
  position: SessionPosition,
): SessionHover | null {
  const use = useAt(file, offsetOf(file, position));
  if (use === undefined) return null;
  const definition = use.kind === 'definition' ? use.name : null;
  const markdown = definition === null ? modelText(kernels, use) : definitionText(kernels, use);
  return { range: rangeOf(file, use.start, use.end), architecture: null, definition, engines: [], markdown };
}

function definitionText(kernels: Kernels, use: KernelUse): string {
  const opType = parseDefinitionName(use.name)?.pattern.opType ?? 'no known op type';
  const statuses = new Map(
    (kernels.page?.read.value?.sections ?? []).flatMap(({ title, parts }) =>
      parts.flatMap(({ rows }) =>
        rows
          .filter(({ name }) => name === use.name)
          .map(({ status }) => [title, status === null ? '?' : STATUS_MARKS[status]] as const),
      ),
    ),
  );
  const uses = sameUses(kernels, use);
  return [
    `${codeSpan(use.name)} · ${opType}`,
    [
      `- ${fileText(kernels, use.name)}`,
      ...uses.map(({ file, use: { where, start } }) => {
        const link = linkTo(uriOf(file.key), rangeOf(file, start, start).line);
        const mark = file.kind === 'page' ? `${statuses.get(where) ?? ''} ` : '';
        return `- ${mark}${escapeText(where)} (${link})`;
      }),
    ].join('\n'),
  ].join('\n\n');
}

function fileText(kernels: Kernels, name: string): string {
  if (kernels.definitions === null) return 'It is not known which definitions exist';
  const key = definitionKey(kernels, name);
  if (key !== undefined) return `Defined in ${linkTo(uriOf(key), 1)}`;
  const similar = kernels.definitions.sources.definitions.similar(name).map((each) => codeSpan(each.name));
  return `There is no such definition${similar.length === 0 ? '' : `; perhaps ${similar.join(', ')}`}`;
}

function modelText(kernels: Kernels, use: KernelUse): string {
  const page = kernels.page?.read.value;
  const row = page?.summary.rows.find(({ title }) => sameTitle(kernels, title, use));
  const places = sameUses(kernels, use).map(({ file, use: { where, start } }) => {
    const link = linkTo(uriOf(file.key), rangeOf(file, start, start).line);
    return `- ${link}${where === '' ? '' : ` (${where})`}`;
  });
  const summary = row === undefined ? '' : `${escapeText(row.architecture)} · ${escapeText(row.label)}`;
  return [`**${escapeText(use.name)}**`, summary, places.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function sameTitle(kernels: Kernels, title: string, use: KernelUse): boolean {
  return sameUses(kernels, use).some(({ use: { name } }) => name === title);
}
