import { beforeAll, expect, test } from 'vitest';
import { createFactExtractor, type FactExtractor } from '../../../src/python/extract.js';
import { MAIN, openProgram } from './open-program.js';
import { shown } from './shown.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

function answers(source: string, files: Readonly<Record<string, string>>, names: readonly string[]): unknown {
  const project = openProgram(extract, source, files);
  return names.map((name) => {
    const value = project.lookup(MAIN, name);
    return value === undefined ? undefined : shown(value, project);
  });
}

const TABLE = { 'table.py': 'TABLE = {"a": 1}\n' };

/** Runs the functions of its own, whose bodies are not read before they are asked for. */
const READER = `from .table import TABLE
def keys():
    return list(TABLE)
before = keys()
from . import other
after = keys()
alone = len('abc')
`;

test('what another module changes is seen from there on', () => {
  const files = { ...TABLE, 'other.py': 'from .table import TABLE\nTABLE["b"] = 2\n' };
  expect(answers(READER, files, ['after', 'before', 'alone'])).toEqual(["['a', 'b']", "['a']", '3']);
});

test('a table that nobody changes is read where it lies', () => {
  const files = { ...TABLE, 'other.py': 'from .table import TABLE\nsize = len(TABLE)\n' };
  expect(answers(READER, files, ['after', 'before', 'alone'])).toEqual(["['a']", "['a']", '3']);
});

test('what a module makes of a name that it only imports is its value there', () => {
  const source = `from .table import TABLE
from .other import other
TABLE.update({"b": 2})
size = len('abc')
`;
  const files = { ...TABLE, 'other.py': 'other = {"o": 1}\n' };
  expect(answers(source, files, ['TABLE', 'other', 'size'])).toEqual(["{'a': 1, 'b': 2}", "{'o': 1}", '3']);
});

/** Some steps for each number, and conditions that the machine decides. */
function long(numbers: number, conditions: number): string {
  const open = (index: number): string => `if torch.flag(${index}):\n    OPEN = ${index}\n`;
  const first = Array.from({ length: conditions }, (_, index) => open(index)).join('');
  const loop = `for i in range(${numbers}):\n    TABLE["b"] = i + i - i + i - i\n`;
  return `import torch\nfrom .table import TABLE\n${first}${loop}`;
}

test('modules that are too much to run together are run apart', () => {
  const together = (numbers: number, conditions: number): unknown =>
    answers(READER, { ...TABLE, 'other.py': long(numbers, conditions) }, ['after', 'before']);
  expect(together(10, 2)).toMatchInlineSnapshot(`
    [
      "['a', 'b']",
      "['a']",
    ]
  `);
  expect(together(900, 0)).toMatchInlineSnapshot(`
    [
      "['a', 'b']",
      "['a']",
    ]
  `);
  expect(together(900, 2)).toMatchInlineSnapshot(`
    [
      "['a']",
      "['a']",
    ]
  `);
});

const METHODS = `import torch
if True:
    def in_if():
        return 'if'
try:
    class Outer:
        class Inner:
            @staticmethod
            def deep():
                def inside():
                    return 'inside'
                return inside()
except ImportError:
    pass
for each in [1]:
    with torch.no_grad():
        def in_with():
            return 'with'
answer = (in_if(), Outer.Inner.deep(), in_with())
`;

test('the body of a function is found wherever the function stands', () => {
  expect(answers(METHODS, {}, ['answer'])).toEqual(["('if', 'inside', 'with')"]);
});
