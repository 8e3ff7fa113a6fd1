import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffPatch, lineEdits } from '../../src/documents/diff.js';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { runs } from './property.js';

/** Applies the patch with git in a fresh folder; the text of the file afterwards. */
function applied(folder: string, path: string, before: string | null, after: string): string {
  if (before !== null) writeFiles(folder, { [path]: before });
  writeFileSync(join(folder, 'change.patch'), diffPatch(path, before, after));
  execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn', 'change.patch'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GIT_CEILING_DIRECTORIES: folder },
  });
  return readFileSync(join(folder, path), 'utf8');
}

describe('diffPatch', () => {
  test('shows the changed lines with three lines around them', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`).join('');
    expect(diffPatch('a.md', before, before.replace('line 10\n', 'line ten\nline ten and a half\n'))).toBe(
      [
        'diff --git a/a.md b/a.md',
        '--- a/a.md',
        '+++ b/a.md',
        '@@ -7,7 +7,8 @@',
        ' line 7',
        ' line 8',
        ' line 9',
        '-line 10',
        '+line ten',
        '+line ten and a half',
        ' line 11',
        ' line 12',
        ' line 13',
        '',
      ].join('\n'),
    );
  });

  test('nothing changed is an empty patch', () => {
    expect(diffPatch('a.md', 'x\n', 'x\n')).toBe('');
  });

  test.each<[string, string | null, string]>([
    ['a new file', null, 'a\nb\n'],
    ['a new file without final newline', null, 'a\nb'],
    ['an empty file gets content', '', 'a\n'],
    ['a file loses its content', 'a\n', ''],
    ['the final newline goes', 'a\nb\n', 'a\nb'],
    ['the final newline comes', 'a\nb', 'a\nb\n'],
    ['the last line changes, without final newline', 'a\nb', 'a\nc'],
    ['CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nx\r\nc\r\n'],
    ['lone CR', 'a\rb\nc', 'a\rx\nc'],
    ['BOM', '\uFEFFa\nb\n', '\uFEFFa\nc\n'],
    ['lines that look like a patch', '--- a\n+++ b\n@@ -1 +1 @@\n', '--- a\n+++ c\n@@ -1 +1 @@\n'],
  ])('git applies it: %s', (_, before, after) => {
    expect(applied(tempFolder(), 'dir/a.md', before, after)).toBe(after);
  });

  test.each(['with space.md', 'ümlaut/名前.md', 'quote"d.md', 'tab\there.md', 'back\\slash.md'])(
    'git applies it to %s',
    (path) => {
      if (process.platform === 'win32' && /["\t\\]/.test(path)) return;
      expect(applied(tempFolder(), path, 'a\n', 'b\n')).toBe('b\n');
      expect(applied(tempFolder(), path, null, 'b\n')).toBe('b\n');
    },
  );

  test('git applies it to anything', () => {
    const line = fc.constantFrom('a', 'b', 'c', '', '| x |', 'd\r', '\\ No newline at end of file');
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
      .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));
    const folder = tempFolder();
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        expect(applied(folder, 'a.md', before, after)).toBe(after);
      }),
      runs(40),
    );
  });
});

describe('lineEdits', () => {
  test('are of the lines that differ', () => {
    expect(lineEdits('a\nb\nc\n', 'a\nx\ny\nc\nd')).toEqual([
      { start: 2, end: 4, text: 'x\ny\n' },
      { start: 6, end: 6, text: 'd' },
    ]);
    expect(lineEdits('a\n', 'a\n')).toEqual([]);
    expect(lineEdits('\uFEFFa\r\nb', '\uFEFFx\r\nb')).toEqual([{ start: 1, end: 4, text: 'x\r\n' }]);
  });

  test('make any text of any other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '\n', '\r\n', '\r', '😀', '\uFEFF'), { maxLength: 24 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyEdits(before, lineEdits(before, after))).toBe(after);
      }),
      runs(500),
    );
  });
});
