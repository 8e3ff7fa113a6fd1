import { describe, expect, test } from 'vitest';
import { requireLexer, withoutShape } from './compare.js';
import { flagsOf, numbers, show, showLines } from './show.js';

/** A program of these lines. */
const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

describe('logical lines', () => {
  test('module scope, compound statements and class bodies give rows', () => {
    const text = lines(
      'import a  # why',
      '',
      'if a:',
      '    # a note',
      '    class B(a.C):',
      '        x = 1; y = 2;',
      '    z = [',
      '',
      '  1,',
      ']',
      'else: w = 1',
    );
    expect(show(text)).toMatchInlineSnapshot(`
      [
        "1:0 simple import a []",
        "3:0 compound if a: []",
        "5:1 class class B(a.C): [bracket]",
        "6:2 simple x = 1; y = 2; [semicolon]",
        "7:1 simple z = [\\n\\n  1,\\n] [multiline bracket]",
        "11:0 compound else: w = 1 [inline]",
      ]
    `);
  });

  test('every hard keyword of a compound statement', () => {
    const heads = ['if x', 'while x', 'for x in y', 'with x', 'try', 'async with x', 'async for x in y'];
    const clauses = ['elif x', 'else', 'except', 'except* E', 'finally'];
    for (const head of [...heads, ...clauses]) {
      expect(showLines(`${head}:\n    y\n`)).toEqual([`1:0 compound ${head}:`, '2:1 simple y']);
      expect(showLines(`${head}: y`)).toEqual([`1:0 compound ${head}: y`]);
    }
    for (const word of [
      'iffy',
      'if_',
      'whiles',
      'elses',
      'finally_',
      'finallyy',
      'classy',
      'define',
      'i',
      'éif',
    ]) {
      expect(showLines(`${word} = 1`)).toEqual([`1:0 simple ${word} = 1`]);
    }
    for (const line of ['if(x): y', 'if"x": y', 'while[x]: y', 'with(x): y', 'if\\\n  x: y', 'if-x: y']) {
      expect(numbers(requireLexer().scanText(line)).map(([kind = 0]) => kind & 0xff)).toEqual([2]);
    }
  });

  test('match and case are keywords only where they are', () => {
    const text = lines(
      'match = 1',
      'match(x, y)',
      'match x:',
      '    case [1, 2]: case = 3',
      '    case _:',
      '        match.case',
      'case = 4',
      'if x:',
      '    case = 5',
    );
    expect(showLines(text)).toMatchInlineSnapshot(`
      [
        "1:0 simple match = 1",
        "2:0 simple match(x, y)",
        "3:0 compound match x:",
        "4:1 compound case [1, 2]: case = 3",
        "5:1 compound case _:",
        "6:2 simple match.case",
        "7:0 simple case = 4",
        "8:0 compound if x:",
        "9:1 simple case = 5",
      ]
    `);
  });

  test('soft keywords that mean nothing here, and Python 2 names', () => {
    const text = lines('type X = int', 'print(x)', 'exec("x")', 'type = 1', 'async_ = 1', 'lambda: 0');
    expect(showLines(text)).toEqual([
      '1:0 simple type X = int',
      '2:0 simple print(x)',
      '3:0 simple exec(\\"x\\")',
      '4:0 simple type = 1',
      '5:0 simple async_ = 1',
      '6:0 simple lambda: 0',
    ]);
  });

  test('headers over several lines, decorators and type parameters', () => {
    const text = lines(
      '@a.b(',
      '    c)',
      '@ d',
      'class E[T: (int, str)](',
      '    F,  # base',
      '    metaclass=G,',
      '):',
      '    def h[U](',
      '        self',
      '    ) -> None:',
      '        pass',
      '    @x',
      '    async  def i(self): ...',
    );
    expect(show(text)).toMatchInlineSnapshot(`
      [
        "1:0 decorator @a.b(\\n    c) [multiline bracket]",
        "3:0 decorator @ d []",
        "4:0 class class E[T: (int, str)](\\n    F,  # base\\n    metaclass=G,\\n): [multiline comment bracket]",
        "8:1 def def h[U](\\n        self\\n    ) -> None: [multiline bracket] body         pass",
        "12:1 decorator @x []",
        "13:1 def async  def i(self): ... [inline bracket] body ",
      ]
    `);
  });

  test('an empty file, one without a line end, and one of comments', () => {
    expect(show('')).toEqual([]);
    expect(show('x')).toEqual(['1:0 simple x []']);
    expect(show('\n\n  # x\n\t\n\f\n#')).toEqual([]);
    expect(show('x # y')).toEqual(['1:0 simple x []']);
  });

  test('lines inside of brackets begin no statement', () => {
    expect(showLines('x = (\nif_\nclass_)\ny')).toEqual(['1:0 simple x = (\\nif_\\nclass_)', '4:0 simple y']);
  });
});

describe('function bodies', () => {
  test('are passed over, whatever they hold', () => {
    const text = lines(
      'def f(a):',
      '    x = """',
      'class NotAClass:',
      '"""',
      '    y = [',
      'def_,',
      '# comment',
      ']',
      '# a comment at column 0',
      '    z = 1 + \\',
      'w',
      '    class Inner:',
      '        def g(self): pass',
      '    if x:',
      "        return '#' # end",
      '',
      '    # trailing comment',
      'after = 1',
    );
    expect(showLines(text)).toMatchInlineSnapshot(`
      [
        "1:0 def def f(a): body     x = \\"\\"\\"\\nclass NotAClass:\\n\\"\\"\\"\\n    y = [\\ndef_,\\n# comment\\n]\\n# a comment at column 0\\n    z = 1 + \\\\\\nw\\n    class Inner:\\n        def g(self): pass\\n    if x:\\n        return '#'",
        "18:0 simple after = 1",
      ]
    `);
  });

  test('end with their last significant byte', () => {
    const body = (text: string): unknown => showLines(`def f():\n${text}`)[0]?.split(' body ')[1];
    expect(body('  x')).toBe('  x');
    expect(body('  x  # y\n')).toBe('  x');
    expect(body('  x;  \n\n  # y')).toBe('  x;');
    expect(body('\n  # y\n  x \\\n\n')).toBe('\\n  # y\\n  x');
    expect(body('  x \\\n # y\n')).toBe('  x');
    expect(body('  x  # y\n                          \nz')).toBe('  x');
    expect(body('  x  # y\n                          # z\nz')).toBe('  x');
    expect(body('  x\r\n  y \f\t\r\n\r\nz')).toBe('  x\\r\\n  y');
    expect(body('  """\n  # not a comment """\n  # a comment\n')).toBe(
      '  \\"\\"\\"\\n  # not a comment \\"\\"\\"',
    );
    expect(body('  x = """\n  # not a comment """\n  # a comment\n')).toBe(
      '  x = \\"\\"\\"\\n  # not a comment \\"\\"\\"',
    );
    expect(body('  x = (1 # y\n)\n')).toBe('  x = (1 # y\\n)');
  });

  test('a backslash in a comment joins nothing', () => {
    expect(showLines('def f():\n  x # y \\\nz')).toEqual(['1:0 def def f(): body   x', '3:0 simple z']);
  });

  test('async in brackets at column 0 begins no statement', () => {
    expect(showLines('def f():\n  x = [y\nasync for y in z]\n  w\n')).toEqual([
      '1:0 def def f(): body   x = [y\\nasync for y in z]\\n  w',
    ]);
  });

  test('deeper than a block of sixteen bytes', () => {
    for (const width of [14, 15, 16, 17, 31, 32, 33]) {
      const outer = ' '.repeat(width);
      const text = lines('if x:', `${outer}def f():`, `${outer} y`, '', `${outer} z`, `${outer}w`, 'v');
      expect(showLines(text)).toEqual([
        '1:0 compound if x:',
        `2:1 def def f(): body ${outer} y\\n\\n${outer} z`,
        '6:1 simple w',
        '7:0 simple v',
      ]);
    }
  });

  test('indented by tabs and form feeds', () => {
    expect(showLines('def f():\n\tx\n\t\ty\n        z\nw')).toEqual([
      '1:0 def def f(): body \\tx\\n\\t\\ty\\n        z',
      '5:0 simple w',
    ]);
    expect(showLines('def f():\n  x\n    \fy\nz')).toEqual([
      '1:0 def def f(): body   x',
      '3:0 simple y',
      '4:0 simple z',
    ]);
  });

  test('a docstring has a row: a first line that begins with a string', () => {
    const first = (line: string): readonly string[] =>
      showLines(`def f():\n  # x\n  ${line}\n  y\n`).slice(1);
    expect(first('"a"')).toEqual(['3:1 docstring \\"a\\"']);
    expect(first("rB'''a\nb''' ; z")).toEqual(["3:1 docstring rB'''a\\nb''' ; z"]);
    expect(first('( # x\n\n (\\\n u"a"))')).toEqual(['3:1 docstring ( # x\\n\\n (\\\\\\n u\\"a\\"))']);
    expect(first('f"a".b')).toEqual(['3:1 docstring f\\"a\\".b']);
    for (const other of ['x"a"', 'abc', '(a, "b")', 'return "a"', 'rbu"a"', '["a"]']) {
      expect(first(other)).toEqual([]);
    }
  });

  test('a docstring of a method is one deeper than its function, that of a class an ordinary line', () => {
    expect(showLines('class A:\n  "doc"\n  def f(self):\n    "doc"\n')).toEqual([
      '1:0 class class A:',
      '2:1 simple \\"doc\\"',
      '3:1 def def f(self): body     \\"doc\\"',
      '4:2 docstring \\"doc\\"',
    ]);
  });

  test('an inline body is part of the line', () => {
    const [row] = numbers(requireLexer().scanText('def f(): "doc"; x  # y\n'));
    expect(row?.slice(1)).toEqual([0, 17, 1, 0, 0, 17, 17]);
  });
});

describe('positions', () => {
  test('CRLF counts once, and offsets stay', () => {
    const text = 'x = 1\r\n\r\nif x:\r\n  y = (\r\n2)\r\n';
    expect(numbers(requireLexer().scanText(text)).map(withoutShape)).toEqual([
      [1, 0, 5, 1, 0, 0, 0, 0],
      [2, 9, 14, 3, 9, 0, 0, 0],
      [1 + 256 * (2048 + 8), 18, 27, 4, 16, 1, 0, 0],
    ]);
  });

  test('are UTF-16 units', () => {
    const text = '# ü𝒳\né = "𝒳"; ﬁ = 1\n\u2028 = y';
    expect(numbers(requireLexer().scanText(text)).map(withoutShape)).toEqual([
      [1 + 256 * (256 + 4 + 2), 6, 21, 2, 6, 0, 0, 0],
      // A line separator is no line end in Python.
      [1 + 256 * 4, 22, 27, 3, 22, 0, 0, 0],
    ]);
  });
});

describe('flags', () => {
  test.each([
    ['x', []],
    ['x;', ['semicolon']],
    ['f("a;b", ";")', ['string', 'bracket']],
    ['x = 1  # é ; from_pretrained \\', []],
    ['x = (1,  # é\n)', ['nonAscii', 'multiline', 'comment', 'bracket']],
    ['x = 1 + \\\n  2', ['multiline', 'backslash']],
    ['x = 1 \\\n\n', []],
    ['x = "a\\\nb"', ['multiline', 'string', 'escape']],
    ['x = r"\\d"', ['string', 'escape']],
    ['x = """a\nb"""', ['multiline', 'string', 'tripleQuoted']],
    ['x = ""', ['string']],
    ['x = f""', ['formatString', 'string']],
    ['x = f"""{a[0]}"""', ['formatString', 'string', 'tripleQuoted']],
    ["x = f\"{a[0] + '''b'''}\"", ['formatString', 'string']],
    ["x = f'''{a # \\\n}'''", ['multiline', 'formatString', 'string', 'tripleQuoted', 'escape']],
    ['x = Rt"{a}"', ['formatString', 'string']],
    ['x = {}', ['bracket']],
    ['if x: y', ['inline']],
    ['def f(): pass', ['inline', 'bracket']],
    ['é', ['nonAscii']],
  ])('%j: %j', (text, expected) => {
    expect(flagsOf(text)).toEqual(expected);
  });

  test.each([
    ['from_pretrained', true],
    ['xfrom_pretrainedx', true],
    ['from_pretraine', false],
    ['rom_pretrained', false],
    ['_pretrained.co', false],
    ['hf.co/', true],
    ['f.co/', false],
    ['hf.co', false],
    ['huggingface.co/x', true],
    ['uggingface.co/x', false],
    ['face.co/', false],
    ['hugginghface.co/ hf.com/', false],
  ])('a mention in %j: %j', (text, expected) => {
    // At every offset within the blocks that are looked at together.
    for (let before = 0; before < 40; before++) {
      const flags = flagsOf(`x = '${' '.repeat(before)}${text}'`);
      expect(flags.includes('mention')).toBe(expected);
      expect(flagsOf(`x${' '.repeat(before)}\n'${text}'`)).toEqual([]);
    }
    expect(flagsOf(`x = [ # ${text}\n]`).includes('mention')).toBe(expected);
  });
});
