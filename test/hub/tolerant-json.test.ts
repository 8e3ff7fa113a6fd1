import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, parseTolerantJson } from '../../src/hub/index.js';

function valueOf(text: string): unknown {
  const result = parseTolerantJson(text);
  expect(result).toMatchObject({ ok: true });
  return result.ok ? result.value : undefined;
}

function defectOf(text: string): string {
  const result = parseTolerantJson(text);
  return result.ok ? 'none' : `${result.line}:${result.column} ${result.message}`;
}

const RUNS = { seed: 20_260_102, numRuns: 1000 };

describe('parseTolerantJson', () => {
  test('reads the numbers that Python writes without a standard', () => {
    expect(valueOf('[0.0, Infinity, -Infinity, NaN]')).toEqual([0, Infinity, -Infinity, Number.NaN]);
    expect(valueOf('{"a": "NaN, Infinity"}')).toEqual({ a: 'NaN, Infinity' });
    expect(valueOf(' NaN ')).toBeNaN();
    expect(valueOf('1e999')).toBe(Infinity);
  });

  test('accepts a byte-order mark and does not count it', () => {
    expect(valueOf('\uFEFF{"a": 1}')).toEqual({ a: 1 });
    expect(defectOf('\uFEFFx')).toBe("1:1 Unexpected 'x', expected a value");
  });

  test('the last of equal keys wins', () => {
    expect(valueOf('{"a": 1, "b": 2, "a": 3}')).toEqual({ a: 3, b: 2 });
  });

  test('every key is plain data', () => {
    const value = valueOf('{"__proto__": {"polluted": true}, "constructor": 1}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(value).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(valueOf('{}'))).toBeNull();
  });

  test.each([
    ['', '1:1 Unexpected the end of the text, expected a value'],
    ['  \n ', '2:2 Unexpected the end of the text, expected a value'],
    ['{"a": 1,}', "1:9 Unexpected '}', expected a property name in double quotes"],
    ["{'a': 1}", `1:2 Unexpected ''', expected a property name in double quotes`],
    ['{"a" 1}', "1:6 Unexpected '1', expected ':' after the property name"],
    ['{"a": 1 "b": 2}', `1:9 Unexpected '"', expected ',' or '}'`],
    ['[1, 2', "1:6 Unexpected the end of the text, expected ',' or ']'"],
    ['[1,]', "1:4 Unexpected ']', expected a value"],
    ['[\r\n  1,\r  +1]', "3:3 Unexpected '+', expected a value"],
    ['{"😀": x}', "1:8 Unexpected 'x', expected a value"],
    ['[é]', '1:2 Unexpected character U+00E9, expected a value'],
    ['nan', "1:1 Unexpected 'n', expected a value"],
    ['-NaN', "1:1 Unexpected '-', expected a value"],
    ['01', "1:2 Unexpected '1', expected the end of the text"],
    ['1.', "1:2 Unexpected '.', expected the end of the text"],
    ['true false', "1:6 Unexpected 'f', expected the end of the text"],
    ['"a\nb"', '1:3 Control character U+000A in a string must be escaped'],
    ['["abc', '1:2 The string that begins here is not closed'],
    ['["a\\', '1:4 Unknown escape in a string'],
    ['["a\\x41"]', '1:4 Unknown escape in a string'],
    ['["\\u12G4"]', '1:3 Unknown escape in a string'],
    ['["\\constructor"]', '1:3 Unknown escape in a string'],
    ['{"a": 1} // no', "1:10 Unexpected '/', expected the end of the text"],
    ['<!doctype html>', "1:1 Unexpected '<', expected a value"],
    ['\u00a01', '1:1 Unexpected character U+00A0, expected a value'],
  ])('%j is refused at its place', (text, expected) => {
    expect(defectOf(text)).toBe(expected);
  });

  test('limits the nesting, whatever the text', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseTolerantJson(nested(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(defectOf(nested(MAX_JSON_DEPTH + 1))).toBe(
      `1:${MAX_JSON_DEPTH + 1} Nested more than 500 levels deep`,
    );
    expect(defectOf('{"a":'.repeat(1_000_000))).toContain('Nested more than');
    expect(valueOf(`[${'[],'.repeat(2000)}[]]`)).toHaveLength(2001);
  });

  test('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'binary' }),
        fc.constantFrom(undefined, 2, '\t'),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect(JSON.stringify(valueOf(text))).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
      RUNS,
    );
  });

  test('accepts the texts that JSON.parse accepts, and no others', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '\\',
        '\\n',
        '\\u0041',
        '\\u',
        '1',
        '-',
        '0',
        '.5',
        'e+',
        'E9',
      ],
      ...['true', 'null', 'fals', ' ', '\n', '\t', '\f', '\u0000', '\u2028', 'é'],
    );
    const mutated = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), fc.array(piece, { maxLength: 4 }))
      .map(([text, at, cut, pieces]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + pieces.join('') + text.slice(start + cut);
      });
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          expect(parseTolerantJson(text).ok).toBe(isStandardJson(text));
        },
      ),
      { ...RUNS, numRuns: 5000 },
    );
  });
});

function isStandardJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
