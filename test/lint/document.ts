import { edited, exampleDocument, exampleLinter, lintText, summaries, type LintSetup } from './support.js';

/** The document that the example's sources give. */
export const clean = exampleDocument();

/** What lint says about the example's document after some edits, without information. */
export function found(
  edits: readonly (readonly [string, string])[],
  setup: LintSetup = {},
): readonly string[] {
  return summaries(lintText(edited(clean, ...edits), exampleLinter(setup)).findings);
}

/** A row of it, with its line end. */
export const row = (name: string): string => {
  const line = clean.split('\n').find((each) => each.startsWith(`| **${name}** `));
  if (line === undefined) throw new Error(`no row of ${name}`);
  return `${line}\n`;
};

const FALLBACK_HEADER: readonly (readonly [string, string])[] = [
  [
    '| Example HF Model |\n|---|---|---|---|---|\n',
    '| Example HF Model | Fallback |\n|---|---|---|---|---|---|\n',
  ],
];

/** The example's document with a column Fallback in the first table. */
export const withFallback = exampleLinter().fix({
  file: 'x.md',
  text: edited(clean, ...FALLBACK_HEADER),
}).text;
