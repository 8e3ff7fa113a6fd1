/** Named sets of strings: what a program found out. Programs of one job have the same parts. */
export type Answer = Readonly<Record<string, ReadonlySet<string>>>;

/** What one part of an answer lacks and has too much of, beside the reference. Sorted. */
export interface Difference {
  readonly part: string;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Only the parts that differ. */
export function compareAnswers(reference: Answer, answer: Answer): readonly Difference[] {
  return Object.entries(reference).flatMap(([part, expected]) => {
    const found = answer[part] ?? new Set<string>();
    const missing = without(expected, found);
    const extra = without(found, expected);
    return missing.length + extra.length === 0 ? [] : [{ part, missing, extra }];
  });
}

function without(items: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...items].filter((item) => !others.has(item)).sort();
}

const MODEL_NAME =
  /^\w+(?:ForCausalLM|ForConditionalGeneration|ForSequenceClassification|LMHeadModel|Model)$/;

/** The five name patterns, without private and abstract classes. */
export function isModelName(name: string): boolean {
  return MODEL_NAME.test(name) && !name.startsWith('_') && !name.includes('PreTrained');
}

/** `models/<folder>/modeling_<name>.py`, not of Flax or TensorFlow. */
export function isModelingFile(path: string): boolean {
  return /(?:^|\/)models\/[^/]+\/modeling_(?!flax_|tf_)[^/]*\.py$/.test(path);
}
