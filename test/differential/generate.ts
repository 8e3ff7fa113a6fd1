import { createExpressions, type Expressions } from './generate-expressions.js';
import type { Random } from '../../bench/random.js';

/** A Python program, most of the time a valid one. Lines end in a line feed; see mutate.ts for the rest. */
export function generateProgram(random: Random): string {
  const context: Context = {
    random,
    make: createExpressions(random),
    unit: random.pick(['    ', '    ', '  ', '\t', ' ', '        ']),
  };
  return random.many(1, 4, () => statement(context, '', 2)).join('');
}

interface Context {
  readonly random: Random;
  readonly make: Expressions;
  /** One step of indentation. */
  readonly unit: string;
}

/** One statement with its line end, or several in one line. */
function statement(context: Context, indent: string, depth: number): string {
  const { random } = context;
  const before = random.chance(0.15)
    ? random.pick(['\n', `${indent}# EntryClass = Fake\n`, '# note\n', '   \n', '\f\n'])
    : '';
  if (depth > 0 && random.chance(0.45)) return before + compound(context, indent, depth - 1);
  const parts = random.many(1, random.chance(0.1) ? 3 : 1, () => simple(context, depth));
  const end = random.pick(['\n', '\n', '\n', ' \n', '  # note\n', ';\n']);
  return `${before}${indent}${parts.join(random.pick(['; ', ';']))}${end}`;
}

function suite(context: Context, indent: string, depth: number): string {
  const { random, unit } = context;
  if (random.chance(0.15)) return ` ${random.many(1, 2, () => simple(context, 1)).join('; ')}\n`;
  const inner = indent + unit;
  const note = random.chance(0.1) ? `  # note\n` : '\n';
  const doc = random.chance(0.2) ? `${inner}${context.make.string(1)}\n` : '';
  return note + doc + random.many(1, 3, () => statement(context, inner, depth)).join('');
}

// ---------------------------------------------------------- simple statements

type Maker = (context: Context, depth: number) => string;

const SIMPLE: readonly [Maker, ...Maker[]] = [
  ({ make, random }, depth) =>
    random.many(1, random.chance(0.2) ? 3 : 1, () => `${make.target(2)} = `).join('') + make.value(depth),
  ({ make, random }, depth) =>
    `EntryClass = [${random.many(1, 3, () => make.name()).join(', ')}] + ${make.arithmetic(depth)}`,
  ({ make, random }, depth) =>
    `${make.place(1)} ${random.pick(['+=', '-=', '*=', '@=', '//=', '**=', '>>=', '|=', '%=', '&=', '^='])} ${make.value(depth)}`,
  ({ make, random }, depth) =>
    `${random.pick([make.place(1), `(${make.name()})`])}: ${make.expression(depth)}${random.chance(0.6) ? ` = ${make.value(depth)}` : ''}`,
  ({ make }, depth) => make.value(depth),
  ({ make }, depth) => make.value(depth),
  ({ make }, depth) => make.call(depth),
  ({ make, random }) =>
    `import ${random.many(1, 2, () => `${make.name()}${random.pick(['', '.b', ' . c'])}${random.pick(['', ' as d'])}`).join(', ')}`,
  ({ make, random }) => {
    const names = random.many(1, 3, () => `${make.name()}${random.pick(['', ' as z'])}`).join(', ');
    const module = random.pick([
      make.name(),
      `.${make.name()}`,
      '..',
      '...a.b',
      '. . c',
      '.... d',
      '__future__',
    ]);
    const star = module === '__future__' ? names : '*';
    return `from ${module} import ${random.pick([names, `(${names})`, `(\n  ${names},  # note\n)`, star])}`;
  },
  ({ make, random }) =>
    `del ${random.pick([make.place(1), `${make.place(1)}, ${make.place(1)}`, `(${make.name()}, [x])`, 'a,'])}`,
  ({ make, random }) =>
    `${random.pick(['global', 'nonlocal'])} ${random.many(1, 2, () => make.name()).join(', ')}`,
  ({ make, random }, depth) =>
    `assert ${make.expression(depth)}${random.pick(['', `, ${make.expression(depth)}`])}`,
  ({ make, random }, depth) =>
    random.pick([
      'raise',
      `raise ${make.expression(depth)}`,
      `raise ${make.name()} from ${make.expression(depth)}`,
    ]),
  ({ make, random }, depth) =>
    random.pick(['return', `return ${make.value(depth)}`]).replace('return yield', 'return'),
  ({ random }) => random.pick(['pass', 'break', 'continue', '...', 'print', 'exec']),
  ({ make, random }, depth) =>
    random.pick([
      `print ${make.string(1)}.a`.replace(/^print [^'"].*$/s, 'print'),
      `print >> ${make.name()}`,
      `print -${make.name()}`,
      `print (${make.expression(depth)}) % 1`,
      `exec ("a") in ${make.name()}`,
      `match [${make.name()}]`,
      `match * ${make.name()}`,
      `match (${make.name()}).a`,
      `type (${make.name()}).b = 1`,
      `case = ${make.name()}`,
      `type = match = case`,
    ]),
  ({ make, random }, depth) =>
    random.chance(0.9)
      ? 'pass'
      : `type ${make.name()}${random.pick(['', '[T]', '[*Ts, **P]', '[T: int]'])} = ${make.expression(depth)}`,
];

function simple(context: Context, depth: number): string {
  return context.random.pick(SIMPLE)(context, depth);
}

// -------------------------------------------------------- compound statements

type CompoundMaker = (context: Context, indent: string, depth: number) => string;

const COMPOUND: readonly [CompoundMaker, ...CompoundMaker[]] = [
  classStatement,
  classStatement,
  functionStatement,
  functionStatement,
  (context, indent, depth) => {
    const { make, random } = context;
    const elifs = random.many(
      0,
      2,
      () => `${indent}elif ${make.expression(2)}:${suite(context, indent, depth)}`,
    );
    return `${indent}if ${make.expression(2)}:${suite(context, indent, depth)}${elifs.join('')}${orelse(context, indent, depth)}`;
  },
  (context, indent, depth) => {
    const { make, random } = context;
    const head = `${random.pick(['', '', 'async '])}for ${make.target(2)} in ${make.value(2).replace(/^yield.*$/s, 'x')}:`;
    return `${indent}${head}${suite(context, indent, depth)}${orelse(context, indent, depth)}`;
  },
  (context, indent, depth) =>
    `${indent}while ${context.make.expression(2)}:${suite(context, indent, depth)}${orelse(context, indent, depth)}`,
  tryStatement,
  withStatement,
  matchStatement,
];

function compound(context: Context, indent: string, depth: number): string {
  return context.random.pick(COMPOUND)(context, indent, depth);
}

function orelse(context: Context, indent: string, depth: number): string {
  return context.random.chance(0.25) ? `${indent}else:${suite(context, indent, depth)}` : '';
}

function decorators({ make, random }: Context, indent: string): string {
  return random
    .many(
      0,
      random.chance(0.3) ? 2 : 0,
      () => `${indent}@${make.expression(1)}${random.pick(['', '  # note', '\n'])}\n`,
    )
    .join('');
}

function typeParameters({ random }: Context): string {
  return random.chance(0.01) ? random.pick(['[T]', '[T: int, *Ts, **P]', '[T: (int, str)]']) : '';
}

function classStatement(context: Context, indent: string, depth: number): string {
  const { make, random } = context;
  const args = random.pick([
    '',
    '()',
    `(${make.arguments(1)})`,
    `(\n  Base,  # class Fake(x):\n  metaclass=M,\n)`,
  ]);
  const head = `class ${random.pick([make.name(), 'AForCausalLM', 'BModel'])}${typeParameters(context)}${args}:`;
  return decorators(context, indent) + indent + head + suite(context, indent, depth);
}

function functionStatement(context: Context, indent: string, depth: number): string {
  const { make, random } = context;
  const returns = random.chance(0.2) ? ` -> ${make.expression(2)}` : '';
  const head = `${random.pick(['', '', 'async '])}def ${make.name()}${typeParameters(context)}(${make.parameters(2, true)})${returns}:`;
  return decorators(context, indent) + indent + head + suite(context, indent, depth);
}

function tryStatement(context: Context, indent: string, depth: number): string {
  const { make, random } = context;
  const group = random.pick(['', '', '*']);
  const handlers = random.many(0, 2, () => {
    const type = random.pick([make.name(), `(${make.name()}, ${make.name()})`, `${make.name()}.b as e`]);
    return `${indent}except${group} ${type}:${suite(context, indent, depth)}`;
  });
  const finals =
    handlers.length === 0 || random.chance(0.3) ? `${indent}finally:${suite(context, indent, depth)}` : '';
  const middle = handlers.length > 0 ? orelse(context, indent, depth) : '';
  return `${indent}try:${suite(context, indent, depth)}${handlers.join('')}${middle}${finals}`;
}

function withStatement(context: Context, indent: string, depth: number): string {
  const { make, random } = context;
  const item = (): string => make.expression(2) + (random.chance(0.6) ? ` as ${make.place(1)}` : '');
  const items = random.many(1, 3, item).join(', ');
  const head = random.pick([
    items,
    `(${items})`,
    `(\n  ${items},\n)`,
    `(${make.name()}) as ${make.name()}, ${items}`,
  ]);
  return `${indent}${random.pick(['', '', 'async '])}with ${head}:${suite(context, indent, depth)}`;
}

function matchStatement(context: Context, indent: string, depth: number): string {
  const { make, random, unit } = context;
  const cases = random.many(1, 3, () => {
    const guard = random.chance(0.3) ? ` if ${make.expression(1)}` : '';
    return `${indent}${unit}case ${openPattern(context)}${guard}:${suite(context, indent + unit, depth)}`;
  });
  const subject = random.pick([
    make.expression(2),
    `${make.name()}, *${make.name()}`,
    `(${make.name()})`,
    `${make.name()},`,
  ]);
  return `${indent}match ${subject}:\n${cases.join('')}`;
}

function openPattern(context: Context): string {
  const { random } = context;
  if (random.chance(0.1))
    return `${pattern(context, 2)}, ${random.pick(['*_', '*rest', pattern(context, 1)])}`;
  return pattern(context, 3);
}

function pattern(context: Context, depth: number): string {
  const { make, random } = context;
  const { pick, many } = random;
  const sub = (): string => pattern(context, depth - 1);
  const literal = pick([
    '1',
    '-1',
    '1 + 2j',
    '-1.5 - 1J',
    '"a" "b"',
    "b'x'",
    'None',
    'True',
    'a.b',
    'a . b.c',
  ]);
  if (depth <= 0) return pick([literal, '_', make.name()]);
  const items = many(0, 2, sub);
  const attributes = [...items, ...many(0, 2, () => `k${random.below(9)}=${sub()}`)].join(', ');
  const entries = many(0, 2, () => `${literal}: ${sub()}`);
  return pick([
    literal,
    '_',
    make.name(),
    `[${[...items, pick(['*_', '*rest', '1'])].join(', ')}]`,
    `(${items.map((each) => `${each},`).join(' ')})`,
    `(${sub()})`,
    `${literal} | ${sub()}`,
    `(${sub()}) as ${pick(['x', 'naïve', 'match'])}`,
    `{${[...entries, ...many(0, 1, () => '**rest')].join(', ')}}`,
    `${make.name()}(${attributes})`,
    `a.B(${attributes})`,
    `A(k=B() as c)`,
  ]);
}
