import { describe, expect, test } from 'vitest';
import { showLines } from './show.js';

/** A string is lexed rightly when what stands behind it is seen again: a semicolon, and then a next line. */
function isToken(string: string): void {
  for (const before of ['', 'x = ', 'if x:\n  def f():\n    return ']) {
    const [header = '', ...rest] = showLines(`${before}${string} # '"\nafter = 1\n`);
    expect(header).not.toMatch(/^\d+: /);
    expect(rest.at(-1)).toMatch(/:0 simple after = 1$/);
  }
}

/** The text ends inside of it: the next line is no row. */
function isBroken(string: string): void {
  for (const before of ['x = ', 'def f():\n  return ']) {
    const rows = showLines(`${before}${string}\nafter = 1\n`);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/^\d+: /);
  }
}

describe('plain strings', () => {
  test.each([
    `''`,
    `""`,
    `'"'`,
    `"'"`,
    `'\\''`,
    `'\\\\'`,
    `r'\\''`,
    `'a\\\nb'`,
    `'a\\\r\nb'`,
    `'''''' ''`,
    `'''a'b''c\\'''d\n#'''`,
    `"""\\\\"""`,
    `"""\\\r\n"""`,
    `'''\n"""\n'''`,
    `b'{' Rb"{" bR'{' u"{" U'{'`,
    `'${'x'.repeat(100)}' "${'\\"'.repeat(50)}"`,
    `'é' "𝒳"`,
    `'a' 'b'"c"`,
    `1 if'{'else"}"`,
    `x in"{" or"{" and"{"`,
  ])('%j', isToken);

  test.each([`'`, `"a`, `'a\n'`, `'''a''`, `"""a\\"""`, `'''\\'''`, `'\\`, `r'\\'`])(
    '%j ends nowhere',
    isBroken,
  );
});

describe('format and template strings', () => {
  test.each([
    `f''`,
    `F"{x}"`,
    `f'{{'`,
    `f'}}'`,
    `f'{{{x}}}'`,
    `f'{x!r}'`,
    `f'{x!r:>10}'`,
    `f'{x:{y}}'`,
    `f'{x:{y:{z}}}'`,
    `f'{x:a{y}b{z}c}'`,
    `f'{x:"}'`,
    `f'{x=}'`,
    `f'{x:=5}'`,
    `f'{(x:=5)}'`,
    `f'{(lambda x: {x})}'`,
    `f'{d["a"]}'`,
    `f'{a[1:2]}'`,
    `f'{ {"a": 1}["a"] }'`,
    `f'{x!=y}'`,
    `f"{'}'}"`,
    `f"{'{'}"`,
    `f'\\{x}'`,
    `f'\\'{x}'`,
    `f'\\N{BULLET}{x}'`,
    `f'\\\\N{x}'`,
    `rf'\\N{x}'`,
    `fR'\\{x}d'`,
    `f'a\\\nb{x}'`,
    `f'''\n{x}\n"'{y}'''`,
    `f'''{\nx # }\n}'''`,
    `f'''{x:\n}'''`,
    `f'''{x:''}'''`,
    `f'é{ü}'`,
    // PEP 701
    `f'{d['a']}'`,
    `f"{f"{f"{1}"}"}"`,
    `f'{'\\n'.join(x)}'`,
    `f'{"\\n".join(x)}'`,
    `f'{x + \n y}'`,
    `f'{x # "\n}'`,
    `f'{x + \\\n y}'`,
    `f'{'''a'b'''}'`,
    `f"""{f"""{f'{"""x"""}'}"""}"""`,
    `f'{f'{x:{'>'}10}':{y}}'`,
    // PEP 750
    `t'{x}'`,
    `rT"{x["a"]}"`,
    `Tr'\\{x!r:{y}}'`,
  ])('%j', isToken);

  test.each([
    `f'`,
    `f'{`,
    `f'{x`,
    `f'{x'`,
    `f'{x:'`,
    `f'{x:a\nb}'`,
    `f'}'`,
    `f'{x}}'`,
    `f'{(}'`,
    `f'{)}'`,
    `f'{x]}'`,
    `f'''{x''`,
    `f'{x\\ }'`,
    `f'\\N{x'`,
    `f'{'a}'`,
    `f'{x:{y:{z:{w}}}}'`,
    `f'\\`,
  ])('%j ends nowhere', isBroken);

  test('a letter is a prefix only as a whole word', () => {
    isBroken(`f'{'`);
    for (const word of [
      'if',
      'bf',
      'xf',
      'f1',
      '1f',
      'fb',
      'ff',
      'rff',
      'rrf',
      '_f',
      'éf',
      'u',
      'b',
      'rb',
      'or',
    ]) {
      expect(showLines(`${word}'{'\nafter`)).toEqual([
        `1:0 ${word === 'if' ? 'compound' : 'simple'} ${word}'{'`,
        '2:0 simple after',
      ]);
    }
  });
});
