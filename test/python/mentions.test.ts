import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mentionsInText } from '../../src/python/mentions.js';

/** The mentions of a text as `receiver → id (via)`, each checked to stand at its offset. */
function found(text: string): readonly string[] {
  return mentionsInText(text).map(({ id, via, receiver, offset, length }) => {
    const covered = text.slice(offset, offset + length);
    if (via !== 'from-pretrained-variable') expect(covered).toBe(id);
    else expect(covered).toMatch(/^\w+$/);
    return `${receiver ?? '-'} → ${id} (${via})`;
  });
}

describe('from_pretrained with a literal', () => {
  test.each([
    ['double quotes', '>>> m = AcornModel.from_pretrained("treeline/acorn-7b")'],
    ['single quotes', ">>> m = AcornModel.from_pretrained('treeline/acorn-7b')"],
    [
      'quotes escaped in a Python literal',
      String.raw`"m = AcornModel.from_pretrained(\"treeline/acorn-7b\")"`,
    ],
    ['white space', 'AcornModel . from_pretrained ( "treeline/acorn-7b" )'],
    ['more arguments', 'AcornModel.from_pretrained("treeline/acorn-7b", dtype="auto")'],
    ['keyword', 'AcornModel.from_pretrained(pretrained_model_name_or_path="treeline/acorn-7b")'],
    ['module before the class', 'transformers.AcornModel.from_pretrained("treeline/acorn-7b")'],
    ['several lines', 'AcornModel.from_pretrained(\n    "treeline/acorn-7b",\n    dtype="auto",\n)'],
    ['CRLF', 'AcornModel.from_pretrained(\r\n    "treeline/acorn-7b"\r\n)'],
    ['doctest continuation', '>>> m = AcornModel.from_pretrained(\n...     "treeline/acorn-7b",\n... )'],
    ['a comment in between', 'AcornModel.from_pretrained(  # the small one\n  "treeline/acorn-7b")'],
    ['an escaped line end', String.raw`"AcornModel.from_pretrained(\n    'treeline/acorn-7b')"`],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['AcornModel → treeline/acorn-7b (from-pretrained)']);
  });

  test('gives the offset of the id, not of the call', () => {
    const [mention] = mentionsInText('x\nAcornModel.from_pretrained(\n    "treeline/acorn-7b")');
    expect(mention).toMatchObject({ offset: 35, length: 17 });
  });

  test('keeps an id without organisation', () => {
    expect(found('AcornModel.from_pretrained("acorn")')).toEqual(['AcornModel → acorn (from-pretrained)']);
  });

  test('has no receiver when the call is not on a plain name', () => {
    expect(found('AcornConfig().from_pretrained("treeline/acorn-7b")')).toEqual([
      '- → treeline/acorn-7b (from-pretrained)',
    ]);
  });

  test.each([
    ['joined with +', 'M.from_pretrained("treeline/" + name)'],
    ['formatted', 'M.from_pretrained("treeline/%s" % name)'],
    ['method call', 'M.from_pretrained("treeline/acorn".lower())'],
    ['f-string', 'M.from_pretrained(f"treeline/acorn")'],
    ['path', 'M.from_pretrained("./models/acorn")'],
    ['path of three parts', 'M.from_pretrained("path/to/acorn")'],
    ['ellipsis', 'M.from_pretrained(...)'],
    ['mention of the method alone', 'see `from_pretrained` for "treeline/acorn"'],
    ['definition of the method', 'def from_pretrained(cls, name, *args):'],
  ])('is no mention: %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('from_pretrained with a variable', () => {
  test('takes the last assignment before the call', () => {
    const text = [
      '>>> ckpt = "treeline/acorn-1b"',
      '>>> a = AcornModel.from_pretrained(ckpt)',
      '>>> ckpt: str = "treeline/acorn-7b"  # larger',
      '>>> b = AcornModel.from_pretrained(ckpt, dtype="auto")',
    ].join('\n');
    expect(found(text)).toEqual([
      'AcornModel → treeline/acorn-1b (from-pretrained-variable)',
      'AcornModel → treeline/acorn-7b (from-pretrained-variable)',
    ]);
  });

  test('points at the variable in the call', () => {
    const text = 'ckpt = "treeline/acorn-1b"\nAcornModel.from_pretrained(ckpt)';
    expect(mentionsInText(text)).toMatchObject([{ offset: text.lastIndexOf('ckpt'), length: 4 }]);
  });

  test.each([
    ['nothing assigned', 'M.from_pretrained(model_id)'],
    ['assigned after the call', 'M.from_pretrained(a)\na = "treeline/acorn"'],
    ['last assigned something else', 'a = "treeline/acorn"\na = args.model\nM.from_pretrained(a)'],
    ['assigned an expression', 'a = "treeline/" + name\nM.from_pretrained(a)'],
    ['compared, not assigned', 'a == "treeline/acorn"\nM.from_pretrained(a)'],
    ['another name', 'aa = "treeline/acorn"\nM.from_pretrained(a)'],
  ])('is no mention: %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('links', () => {
  test.each([
    ['Markdown, text is the id', '[treeline/acorn](https://huggingface.co/treeline/acorn)'],
    ['text is the name only', '[acorn](https://huggingface.co/treeline/acorn)'],
    ['quotes and marks in the text', '[**`treeline/acorn`**](https://huggingface.co/treeline/acorn)'],
    ['trailing slash', '[treeline/acorn](https://huggingface.co/treeline/acorn/)'],
    ['short host', '[treeline/acorn](https://hf.co/treeline/acorn)'],
    ['a stray quote in the address', '[treeline/acorn"](https://huggingface.co/treeline/acorn")'],
    ['a view of a revision', '[acorn](https://huggingface.co/treeline/acorn/tree/main)'],
    ['bare', 'see https://huggingface.co/treeline/acorn.'],
    ['bare, config.json', '"https://huggingface.co/treeline/acorn/resolve/main/config.json"'],
    ['bare, revision', '<https://huggingface.co/treeline/acorn/tree/v2>'],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['- → treeline/acorn (link)']);
  });

  test('keeps the name of a link without organisation', () => {
    expect(found('[acorn](https://huggingface.co/acorn)')).toEqual(['- → acorn (link)']);
  });

  test.each([
    ['other text', '[here](https://huggingface.co/treeline/acorn)'],
    ['another model', '[the Oak model](https://huggingface.co/treeline/acorn)'],
    ['no text', '[""](https://huggingface.co/"")'],
    ['HTML', '<a href="https://huggingface.co/treeline/acorn">Acorn</a>'],
    ['an image', 'https://huggingface.co/treeline/acorn/resolve/main/photo.jpg'],
    ['a paper', '[paper](https://huggingface.co/papers/2305.13245)'],
    ['documentation', 'https://huggingface.co/docs/transformers'],
    ['a data set', '[datasets/oak](https://huggingface.co/datasets/oak)'],
    ['a space', 'https://huggingface.co/spaces/treeline/demo'],
    ['a list', '[models](https://huggingface.co/models?search=acorn)'],
    ["an organisation's list", '[treeline](https://huggingface.co/treeline/models?search=acorn)'],
    ['a user, bare', 'https://huggingface.co/treeline'],
    ['a query', 'https://huggingface.co/treeline/acorn?library=x'],
    ['another host', '[a/b](https://nothuggingface.co/a/b)'],
  ])('is no mention: %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

test('mentions come in text order', () => {
  const text = '[t/b](https://hf.co/t/b)\nM.from_pretrained("t/a")\n[t/c](https://hf.co/t/c)';
  expect(mentionsInText(text).map(({ id }) => id)).toEqual(['t/b', 't/a', 't/c']);
});

test('any text is scanned, and every mention lies inside it', () => {
  const piece = fc.constantFrom(
    'M.from_pretrained(',
    '"a/b"',
    ')',
    'M.from_pretrained("a/b")',
    'M.from_pretrained(v)',
    '\nv = "a/b"\n',
    "'",
    '\n... ',
    '#',
    '[a/b](',
    'https://hf.co/a/b',
    '\\',
  );
  let mentions = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      for (const { offset, length } of mentionsInText(text)) {
        mentions += 1;
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset + length).toBeLessThanOrEqual(text.length);
        expect(length).toBeGreaterThan(0);
      }
    }),
    { seed: 20251, numRuns: 500 },
  );
  expect(mentions).toBeGreaterThan(50);
});
