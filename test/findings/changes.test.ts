import { describe, expect, test } from 'vitest';
import { findingsSince, parseDiff, WHOLE_FILE, type Changes } from '../../src/findings/changes.js';
import { evidence, finding } from './support.js';

describe('parseDiff', () => {
  test('lines that are there now, and the text of those that are gone', () => {
    const diff = `diff --git a.py a.py
index 1..2 100644
--- a.py
+++ a.py
@@ -3,2 +3 @@ class A:
-old
--- x
+new
@@ -10,0 +9,2 @@
+++ y
+b
@@ -20 +20,0 @@
-gone
`;
    expect([...parseDiff(diff)]).toEqual([
      [
        'a.py',
        {
          added: [
            { start: 3, end: 4 },
            { start: 9, end: 11 },
          ],
          removed: 'old\n-- x\ngone\n',
        },
      ],
    ]);
  });

  test('new, removed and oddly named files', () => {
    const diff = `--- /dev/null
+++ new file.py\t
@@ -0,0 +1,2 @@
+a
+b
--- gone.py
+++ /dev/null
@@ -1 +0,0 @@
-a
--- "\\303\\244\\"\\t.py"
+++ "\\303\\244\\"\\t.py"
@@ -1 +1 @@
-a
\\ No newline at end of file
+b
\\ No newline at end of file
`;
    expect([...parseDiff(diff)]).toEqual([
      ['new file.py', { added: [{ start: 1, end: 3 }], removed: '' }],
      ['gone.py', { added: [], removed: 'a\n' }],
      ['ä"\t.py', { added: [{ start: 1, end: 2 }], removed: 'a\n' }],
    ]);
  });

  test('nothing', () => {
    expect(parseDiff('').size).toBe(0);
  });
});

describe('findingsSince', () => {
  const changes: Changes = new Map([
    ['docs/a.md', { added: [{ start: 3, end: 5 }], removed: '' }],
    ['sglang/new.py', WHOLE_FILE],
    ['sglang/gone.py', { added: [], removed: 'EntryClass = OakForCausalLM\n' }],
  ]);
  const kept = (...findings: Parameters<typeof finding>[0][]): readonly number[] =>
    findingsSince(
      findings.map((given) => finding(given)),
      changes,
    ).map(({ line }) => line);

  test('keeps what stands on a changed line', () => {
    expect(kept({ line: 2 }, { line: 3 }, { line: 4 }, { line: 5 }, { line: 3, file: 'docs/b.md' })).toEqual([
      3, 4,
    ]);
  });

  test('keeps what a changed line of the code shows', () => {
    expect(
      kept(
        { line: 90, evidence: [evidence({ file: 'sglang/new.py', line: 77 })] },
        { line: 91, evidence: [evidence()] },
      ),
    ).toEqual([90]);
  });

  test('keeps what a line named that is gone', () => {
    expect(
      kept(
        { line: 90, architectures: ['ElmForCausalLM', 'OakForCausalLM'] },
        { line: 91, architectures: ['OakFor'] },
        { line: 92, key: 'EntryClass of the module', architectures: [] },
      ),
    ).toEqual([90]);
  });
});
