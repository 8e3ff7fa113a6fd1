import type { Workspace } from '../../src/scan/workspace.js';
import type { nativeOracle } from '../support/oracle.js';
import { engineOf, record, registered } from './workspace.js';

/** Architecture to `file:line of EntryClass:line of the class`, and what could not be read. */
export type NativeAnswer = Readonly<Record<string, string>>;

export function nativeAnswer(workspace: Workspace): NativeAnswer {
  const archs = registered(workspace, 'srt').map(
    ({ key, file, line, classLine }) =>
      [key, `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${classLine ?? 0}`] as const,
  );
  const srt = engineOf(workspace).undecidable.filter(({ file }) => file.includes('/srt/'));
  return { ...record(archs), ...record(srt.map(({ file, line }) => [`unread ${file}:${line}`, 'unread'])) };
}

export function oracleAnswer({ archs, unread }: Awaited<ReturnType<typeof nativeOracle>>): NativeAnswer {
  return {
    ...record(
      Object.entries(archs).map(([key, { file, entry_line, class_line }]) => [
        key,
        `${file}:${entry_line}:${class_line}`,
      ]),
    ),
    ...record(unread.map(({ file, line }) => [`unread ${file}:${line}`, 'unread'])),
  };
}
