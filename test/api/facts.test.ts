import { expect, test } from 'vitest';
import { createFactExtractor, statements, type ModuleFacts } from '../../src/index.js';

const SOURCE = `\
"""😀 An oak, as in Oak.from_pretrained("grove/Oak-1B")."""
if True:
    class Oak(Tree, kind="😀"): size = 7
def plant():
    class Inner: pass
`;

/** The facts of a file that is not there: it is never opened. */
async function facts(source: Uint8Array | string, depth?: 'module' | 'bodies'): Promise<ModuleFacts> {
  const extract = await createFactExtractor();
  return extract('nowhere/oak.py', source, depth);
}

test('lines and columns count from 1, offsets from 0, in UTF-16 units behind the byte-order mark', async () => {
  const { path, body, partial, diagnostics } = await facts(Buffer.from(`\ufeff${SOURCE}`));
  expect({ path, partial, diagnostics }).toEqual({ path: 'nowhere/oak.py', partial: false, diagnostics: [] });
  const all = statements(body);
  expect(all[0]).toMatchObject({ kind: 'expression', start: 0, line: 1, column: 1 });
  const oak = all.find((stmt) => stmt.kind === 'class');
  expect(oak).toMatchObject({ name: 'Oak', line: 3, column: 5 });
  expect(SOURCE.slice(oak?.start, oak?.end)).toBe('class Oak(Tree, kind="😀"): size = 7');
  expect(all.find((stmt) => stmt.kind === 'assign')).toMatchObject({
    line: 3,
    column: 33,
    value: { kind: 'number', text: '7' },
  });
});

test('a checkpoint that a docstring mentions', async () => {
  const { mentions } = await facts(SOURCE);
  expect(mentions).toMatchObject([{ id: 'grove/Oak-1B', via: 'from-pretrained', receiver: 'Oak', line: 1 }]);
  expect(SOURCE.slice(mentions[0]?.start, mentions[0]?.end)).toContain('grove/Oak-1B');
});

test('function bodies are there when they are asked for', async () => {
  const classes = async (depth?: 'module' | 'bodies'): Promise<readonly string[]> => {
    const { body } = await facts(SOURCE, depth);
    return statements(body).flatMap((stmt) => (stmt.kind === 'class' ? [stmt.name] : []));
  };
  expect(await classes()).toEqual(['Oak']);
  expect(await classes('bodies')).toEqual(['Oak', 'Inner']);
});

test('facts are plain JSON', async () => {
  const found = await facts(Buffer.from(SOURCE), 'bodies');
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test('a syntax error and an unknown encoding are diagnostics; what is around them is there', async () => {
  const broken = await facts('class Elm: pass\nclass (\nclass Fir: pass\n');
  expect(broken).toMatchObject({ partial: true, diagnostics: [{ rule: 'python-syntax', line: 2 }] });
  expect(statements(broken.body)[0]).toMatchObject({ kind: 'class', name: 'Elm' });
  const unreadable = await facts(Buffer.from('# coding: klingon\nclass Elm: pass\n'));
  expect(unreadable).toMatchObject({ partial: true, diagnostics: [{ rule: 'python-source', line: 1 }] });
});
