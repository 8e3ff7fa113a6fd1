import { describe, expect, test } from 'vitest';
import { decodeSource } from '../../src/python/decode.js';
import type { ClassStmt } from '../../src/python/syntax.js';
import { moduleClasses } from '../../src/python/walk.js';
import { readWorkspace, type Workspace } from '../../src/scan/workspace.js';
import { corpus } from '../support/corpus.js';
import { readExecuted, readNative, readSrt } from '../support/facts.js';
import { engineOf, record, registered } from './workspace.js';

let workspace: Promise<Workspace> | undefined;

function read(): Promise<Workspace> {
  return (workspace ??= readWorkspace({ roots: [corpus('sglang-2026-01')] }));
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

describe('the registry of SGLang in January 2026', () => {
  test('holds what a reader with CPython finds, with file and lines', async () => {
    const found = registered(await read(), 'srt').map(
      ({ key, file, line, classLine }) => [key, [fileName(file), line, classLine]] as const,
    );
    const { archs, count } = readNative();
    const expected = Object.entries(archs).map(
      ([key, { file, entry_line, class_line }]) => [key, [file, entry_line, class_line]] as const,
    );
    expect(record(found)).toEqual(record(expected));
    expect(found).toHaveLength(count);
  });

  test('holds what Python itself puts there', async () => {
    const found = registered(await read(), 'srt').map(({ key, file }) => [key, fileName(file)] as const);
    const { archs, count } = readExecuted();
    expect(record(found)).toEqual(archs);
    expect(found).toHaveLength(count);
  });

  test('is bound to the classes that another reader names, with bases and empty bodies', async () => {
    const all = await read();
    const found = registered(all, 'srt').map(({ key, className, file, line, classFile, classLine }) => {
      const shape = shapeOf(all, classFile ?? '', className);
      const place = { file, entry_line: line, class_line: classLine };
      return [key, { ...place, ...shape, binding: classFile === file ? 'class' : 'import' }] as const;
    });
    expect(record(found)).toEqual(readSrt().archs);
  });

  test('leaves nothing undecidable and nothing to report', async () => {
    const all = await read();
    expect(engineOf(all).undecidable).toEqual([]);
    expect(all.diagnostics).toEqual([]);
  });

  test('asks for every module of the models folder, those without an entry and one with a mark included', async () => {
    const sources = (await read()).engines[0]?.sources;
    const { bom_files, files_without_entry, archs } = readSrt();
    for (const path of bom_files) expect(sources?.raw(path).text.slice(0, 3)).toBe('\u00ef\u00bb\u00bf');
    const files = new Set(Object.values(archs).map(({ file }) => file));
    const folder = 'python/sglang/srt/models';
    const modules = sources?.tree
      .list(folder, 1)
      .filter((path) => path.endsWith('.py') && !path.endsWith('/__init__.py'));
    expect(modules).toEqual([...files, ...files_without_entry].sort());
  });
});

/** Base classes as written, and whether the class has bases and does nothing else. */
function shapeOf(
  { engines }: Workspace,
  path: string,
  name: string,
): { readonly bases: readonly string[]; readonly alias_subclass: boolean } {
  const source = engines[0]?.sources;
  const statement = moduleClasses(source?.facts(path)?.body ?? []).findLast((each) => each.name === name);
  const content = source?.tree.read(path);
  if (statement === undefined || content?.ok !== true) throw new Error(`${path} has no class ${name}`);
  const { text } = decodeSource(content.bytes);
  const bases = statement.args
    .filter(({ form }) => form === 'positional')
    .map(({ value }) => text.slice(value.start, value.end));
  return { bases, alias_subclass: bases.length > 0 && isEmpty(statement) };
}

function isEmpty({ body }: ClassStmt): boolean {
  return body.every(
    (stmt) => stmt.kind === 'pass' || (stmt.kind === 'expression' && stmt.value.kind === 'string'),
  );
}
