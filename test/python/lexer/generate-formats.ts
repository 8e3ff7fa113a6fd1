import type { Random } from '../../../bench/random.js';

/** A program with format strings that hold format strings, by the rules of PEP 701; often one that is broken. */
export function formatProgram(random: Random): string {
  const string = random.many(1, 2, () => formatString(random, 3)).join(' ');
  return random.pick([
    `x = ${string}\ny = 1\n`,
    `def f():\n  return ${string}\ny = 1\n`,
    `class A:\n  ${string}\n  def g(): ${string}\n`,
  ]);
}

function formatString(random: Random, depth: number): string {
  const quote = random.pick(["'", '"', "'''", '"""']);
  const prefix = random.pick(['f', 'f', 'f', 'F', 'rf', 'fR']);
  return `${prefix}${quote}${text(random, depth)}${quote}`;
}

const TEXTS = [
  ...['a', ' ', '{{', '}}', '\\n', "\\'", '\\"', '\\{', '\\}', '\\N{DASH}', '\\\n', '#'],
  ...[':', '!', '\n', 'é', '"', "'", '\\', '{', '}'],
] as const;

function text(random: Random, depth: number): string {
  return random
    .many(0, 4, () => (random.chance(0.4) ? field(random, depth) : (TEXTS[random.below(TEXTS.length)] ?? '')))
    .join('');
}

function field(random: Random, depth: number): string {
  const between = random.pick([' + ', '\n+', ' , ', ' # c"\n , ', ' \\\n + ']);
  const value = random.many(1, 2, () => expression(random, depth)).join(between);
  const specification = random.chance(0.3) ? `:${depth > 0 ? text(random, depth - 1) : '>3'}` : '';
  return `{${value}${random.pick(['', '', '=', '!r', ' !s'])}${specification}}`;
}

function expression(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.5)) return formatString(random, depth - 1);
  return random.pick([
    ...(['x', 'x[1:2]', '(lambda: 1)', '(y:=2)', '{1: 2}[1]', 'a != b'] as const),
    ...(["d['k']", 'd["k"]', '"""t"""', 'rb"q"', '[*x]', 'x if y else z'] as const),
  ]);
}
