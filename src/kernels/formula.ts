/** A number together with what it was computed from, or why there is none. */
export type Computed<F> =
  | { readonly ok: true; readonly value: number; readonly fields: readonly F[] }
  | { readonly ok: false; readonly problem: FormulaProblem };

export interface FormulaProblem {
  readonly rule: 'field-missing' | 'field-invalid' | 'heads-not-divisible' | 'experts-not-divisible';
  readonly message: string;
}

/** Gives a letter of a formula its value. */
export type Lookup<F> = (name: string) => Computed<F>;

/** Says what went wrong where a division leaves a remainder. */
export type DivisionProblem = (
  left: string,
  leftValue: number,
  right: string,
  rightValue: number,
) => FormulaProblem;

type Operand<F> = { readonly text: string } & Computed<F>;

const TOKEN = /\s*(?:([A-Za-z]+)|(\d+)|([-+*/(),]))/y;

/**
 * Evaluates a formula of the rule tables: `+`, `*`, parentheses, `/` that must leave no remainder, and the functions
 * `int`, `heads` and `groups`. A formula that is not well formed is a defect of the table and throws.
 */
export function evaluateFormula<F>(
  formula: string,
  lookup: Lookup<F>,
  divides: DivisionProblem,
): Computed<F> {
  const reader: Reader<F> = { tokens: tokenize(formula), at: 0, formula, lookup, divides };
  const result = readSum(reader);
  if (reader.at < reader.tokens.length) throw malformed(reader);
  return result;
}

interface Reader<F> {
  readonly tokens: readonly string[];
  at: number;
  readonly formula: string;
  readonly lookup: Lookup<F>;
  readonly divides: DivisionProblem;
}

function tokenize(formula: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < formula.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(formula);
    if (found === null) throw new Error(`Formula '${formula}': unexpected character at ${at}`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

function readSum<F>(reader: Reader<F>): Operand<F> {
  let left = readProduct(reader);
  while (takes(reader, '+')) left = combine(left, readProduct(reader), '+', (a, b) => a + b);
  return left;
}

function readProduct<F>(reader: Reader<F>): Operand<F> {
  let left = readAtom(reader);
  for (;;) {
    if (takes(reader, '*')) left = combine(left, readAtom(reader), '*', (a, b) => a * b);
    else if (takes(reader, '/')) left = divide(reader, left, readAtom(reader));
    else return left;
  }
}

function readAtom<F>(reader: Reader<F>): Operand<F> {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw malformed(reader);
  reader.at += 1;
  if (/^\d+$/.test(token)) return { text: token, ok: true, value: Number(token), fields: [] };
  if (token === '(') {
    const inner = readSum(reader);
    expect(reader, ')');
    return { ...inner, text: `(${inner.text})` };
  }
  if (!/^[A-Za-z]+$/.test(token)) throw malformed(reader);
  return takes(reader, '(') ? readCall(reader, token) : { text: token, ...reader.lookup(token) };
}

function readCall<F>(reader: Reader<F>, name: string): Operand<F> {
  const first = readSum(reader);
  if (name === 'int') {
    expect(reader, ')');
    return first.ok ? { ...first, value: Math.trunc(first.value) } : first;
  }
  expect(reader, ',');
  const second = readSum(reader);
  expect(reader, ')');
  if (name === 'heads') return shareHeads(reader, first, second);
  if (name === 'groups') return shareGroups(first, second);
  throw malformed(reader);
}

/** Fewer key-value heads than ranks are replicated: every rank holds one. */
function shareHeads<F>(reader: Reader<F>, heads: Operand<F>, ranks: Operand<F>): Operand<F> {
  if (!heads.ok || !ranks.ok || heads.value >= ranks.value) return divide(reader, heads, ranks);
  const replicated = divide(reader, ranks, heads);
  return replicated.ok ? { ...replicated, value: 1 } : replicated;
}

/** Groups that do not divide are raised to one per rank. */
function shareGroups<F>(groups: Operand<F>, ranks: Operand<F>): Operand<F> {
  return combine(groups, ranks, '/', (a, b) => (a % b === 0 ? a / b : 1));
}

function divide<F>(reader: Reader<F>, left: Operand<F>, right: Operand<F>): Operand<F> {
  if (left.ok && right.ok && (right.value === 0 || left.value % right.value !== 0)) {
    const problem = reader.divides(left.text, left.value, right.text, right.value);
    return { text: `${left.text}/${right.text}`, ok: false, problem };
  }
  return combine(left, right, '/', (a, b) => a / b);
}

function combine<F>(
  left: Operand<F>,
  right: Operand<F>,
  sign: string,
  apply: (a: number, b: number) => number,
): Operand<F> {
  if (!left.ok) return left;
  if (!right.ok) return right;
  const fields = [...new Set([...left.fields, ...right.fields])];
  return {
    text: `${left.text}${sign}${right.text}`,
    ok: true,
    value: apply(left.value, right.value),
    fields,
  };
}

function takes<F>(reader: Reader<F>, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at += 1;
  return true;
}

function expect<F>(reader: Reader<F>, token: string): void {
  if (!takes(reader, token)) throw malformed(reader);
}

function malformed<F>(reader: Reader<F>): Error {
  return new Error(`Formula '${reader.formula}' is not well formed at token ${reader.at}`);
}
