/** Sentences of a section against its model's configuration. Only numbers and names that can be read without doubt. */
import type { Finding } from '../../findings/finding.js';
import { RECIPE_SOURCES, RECIPE_WORDS, type Cookbook, type RecipeSource } from '../recipe.js';
import { featuresOf, type Feature } from '../features.js';
import { quantityOf } from '../expected.js';
import { layerCounts, type LayerCounts } from './layer-counts.js';
import { summaryRowOf, type CoveragePage } from './model.js';
import { findingAt } from './page-findings.js';
import { paragraphsOf, recipesFor, type Paragraph, type SectionFacts } from './section-facts.js';

export function lintWords(facts: SectionFacts, cookbook: Cookbook | null): readonly Finding[] {
  const paragraphs = paragraphsOf(facts.page, facts.section);
  return [
    ...paragraphs.flatMap((paragraph) => [
      ...(paragraph.architecture ? layerFindings(facts, paragraph) : []),
      ...(paragraph.architecture ? architectureFindings(facts, paragraph) : []),
      ...numberFindings(facts, paragraph),
    ]),
    ...summaryFindings(facts),
    ...(cookbook === null ? [] : cookbookFindings(facts, cookbook)),
  ];
}

type CountName = Exclude<keyof LayerCounts, 'placedBy'>;

const LAYERS: readonly (readonly [RegExp, CountName, string])[] = [
  [/(?<![\w.])(\d+)(?= (?:decoder )?layers\b)/g, 'total', 'layers'],
  [/(?<![\w.])(\d+)(?= MoE(?: \+| layers?\b))/g, 'moe', 'layers with experts'],
  [/(?<![\w.])(\d+)(?= dense layers?\b)/g, 'dense', 'dense layers'],
  [/(?<![\w.])(\d+)(?= GQA(?: attention layers?\b| layers?\b| \())/g, 'attention', 'attention layers'],
  [/(?<![\w.])(\d+)(?= GDN\b)/g, 'linear', 'layers with linear attention'],
  [/(?<![\w.])(\d+)(?= Mamba2? (?:layers?|SSM)\b)/g, 'mamba', 'Mamba layers'],
];

function layerFindings(facts: SectionFacts, { text, start }: Paragraph): readonly Finding[] {
  const counts = layerCounts(facts.model.config);
  return LAYERS.flatMap(([pattern, kind, what]) =>
    [...text.matchAll(pattern)].flatMap(({ 0: number, index }) => {
      const is = counts[kind];
      if (is === null || is === Number(number)) return [];
      const message = `${facts.model.id} has ${is} ${what}, not ${number}.`;
      return [proseFinding(facts, 'prose-layers', message, start + index, number.length)];
    }),
  );
}

/** How sentences name a quantity of the rule tables. */
const NUMBERS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])hidden(?:_size)?=(\d+)/g, 'H'],
  [/(?<![\w.])head_dim=(\d+)/g, 'd'],
  [/(?<![\w.])intermediate(?:_size)?=(\d+)/g, 'I'],
  [/\bintermediate size \((\d+)/g, 'I'],
  [/(?<![\w.])vocab(?:_size)?=(\d+)/g, 'V'],
  [/(?<![\w.])kv_lora_rank=(\d+)/g, 'kvrank'],
  [/(?<![\w.])q_lora_rank=(\d+)/g, 'qrank'],
  [/(?<![\w.])qk_rope_head_dim=(\d+)/g, 'kpe'],
  [/(?<![\w.])kv_heads=(\d+)/g, 'kv'],
  [/(?<![=\w.→/])(\d+)(?:q\/\d+kv heads| (?:q-heads|query heads|attention heads)\b)/g, 'q'],
  [/(?<![=\w.→])\d+q\/(\d+)kv heads\b/g, 'kv'],
  [/(?<![=\w.→])(\d+) (?:kv-heads|KV heads)\b/g, 'kv'],
  [/(?<![=\w.→/])(\d+) (?:total )?experts\b/g, 'E'],
];

/** What a rank holds, not what the configuration says. */
const PER_RANK = /\bper[ -](?:GPU|device|rank)\b|\beffective\b/i;

function numberFindings(facts: SectionFacts, { text, start }: Paragraph): readonly Finding[] {
  const { config, id } = facts.model;
  return sentencesOf(text).flatMap((sentence) =>
    NUMBERS.flatMap(([pattern, letter]) => {
      const field = quantityOf(config, letter);
      // A width of experts is written under the same name.
      if (field === null || (letter === 'I' && featuresOf(config).has('moe'))) return [];
      return [...sentence.text.matchAll(pattern)].flatMap((match) => {
        const number = match[1] ?? '';
        if (Number(number) === field.value) return [];
        const around = clauseAt(sentence.text, match.index);
        if ((letter === 'q' || letter === 'kv') && PER_RANK.test(around)) return [];
        const at = start + sentence.start + match.index + match[0].indexOf(number);
        const message = `${field.name} of ${id} is ${field.value}, not ${number}.`;
        return [proseFinding(facts, 'prose-number', message, at, number.length)];
      });
    }),
  );
}

/** From the comma before to the end: `giving 20 q-heads and 4 kv-heads per device`. */
function clauseAt(sentence: string, index: number): string {
  return sentence.slice(sentence.lastIndexOf(',', index) + 1);
}

interface Sentence {
  readonly text: string;
  readonly start: number;
}

function sentencesOf(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(/[.;](?=\s|$)/g)) {
    sentences.push({ text: text.slice(start, index + end.length), start });
    start = index + end.length;
  }
  if (start < text.length) sentences.push({ text: text.slice(start), start });
  return sentences;
}

/** Words for kinds of layers, and the features one of which must be there. */
const CLAIMS: readonly (readonly [RegExp, readonly Feature[], string])[] = [
  [/\bGQA attention\b/, ['gqa'], 'grouped-query attention'],
  [/\bMLA attention\b/, ['mla'], 'latent attention'],
  [/\bMoE FFN\b/i, ['moe'], 'experts'],
  [/\bdense (?:MLP|FFN|transformer)\b/i, ['dense-mlp', 'dense-prefix'], 'dense layers only'],
];

function architectureFindings(facts: SectionFacts, { text, start }: Paragraph): readonly Finding[] {
  const features = featuresOf(facts.model.config);
  return CLAIMS.flatMap(([pattern, wanted, what]) => {
    const found = pattern.exec(text);
    // A hybrid of dense layers and experts is both, so a dense one is contradicted by experts in most layers.
    const holds =
      wanted.some((feature) => features.has(feature)) && !(what.startsWith('dense') && features.has('moe'));
    if (found === null || holds) return [];
    const message = `${facts.model.id} is ${kindsOf(features)}: the words claim ${what}.`;
    return [proseFinding(facts, 'prose-architecture', message, start + found.index, found[0].length)];
  });
}

const KINDS: readonly (readonly [Feature, string])[] = [
  ['lightning', 'lightning attention'],
  ['gdn', 'GDN'],
  ['dsa', 'DSA'],
  ['mla', 'MLA'],
  ['gqa', 'GQA'],
  ['mamba', 'Mamba2'],
  ['moe', 'MoE'],
  ['dense-mlp', 'dense'],
];

function kindsOf(features: ReadonlySet<Feature>): string {
  return KINDS.flatMap(([feature, word]) => (features.has(feature) ? [word] : [])).join(' + ');
}

/** Words of the Summary's cell; what a model has beside them is not asked for. */
const SUMMARY_WORDS: readonly (readonly [RegExp, readonly Feature[]])[] = [
  [/^GQA$/i, ['gqa']],
  [/^MLA$/i, ['mla']],
  [/^DSA$/i, ['dsa']],
  [/^GDN$/i, ['gdn']],
  [/^Mamba2?(?: Hybrid)?$/i, ['mamba']],
  [/^Lightning(?: Attn| Attention)?$/i, ['lightning']],
  [/^MoE$/i, ['moe']],
  [/^Dense$/i, ['dense-mlp']],
];

function summaryFindings({ page, section, model }: SectionFacts): readonly Finding[] {
  const row = summaryRowOf(page, section.title);
  const cell = row === undefined ? undefined : cellOf(page, row.row);
  if (row === undefined || cell === undefined) return [];
  const features = featuresOf(model.config);
  const wrong = row.architecture
    .split('+')
    .map((word) => word.trim())
    .filter((word) =>
      SUMMARY_WORDS.some(
        ([pattern, wanted]) => pattern.test(word) && !wanted.some((feature) => features.has(feature)),
      ),
    );
  if (wrong.length === 0) return [];
  const message = `The Summary says ${row.architecture}, and ${model.id} is ${kindsOf(features)}.`;
  const about = { severity: 'error', rule: 'summary-architecture', message, key: section.title } as const;
  return [findingAt(page, cell, about)];
}

function cellOf(
  { summary: { table } }: CoveragePage,
  row: number,
): { start: number; end: number } | undefined {
  return table.rows[row]?.cells[table.columns.indexOf('Architecture')]?.content;
}

/** What a section says about serving against the recipes, when it calls them its source or they have the model. */
function cookbookFindings(facts: SectionFacts, cookbook: Cookbook): readonly Finding[] {
  const { page, section, model, served } = facts;
  if (served.span === null) return [];
  const recipes = recipesFor(cookbook.models, [
    section.title,
    ...section.title.split(/\s*\/\s*/),
    model.id,
  ]).flatMap((each) => each.recipes);
  const about = { severity: 'error', rule: 'cookbook-claim', key: section.title } as const;
  const { name } = RECIPE_WORDS[cookbook.source];
  const named = namedSources(paragraphsOf(page, section));
  // What another source says is not known.
  if (named.length > 0 && !named.includes(cookbook.source)) return [];
  if (recipes.length === 0) {
    const message = `There is no recipe for ${section.title} in ${name}.`;
    return named.length > 0 ? [findingAt(page, served.span, { ...about, message })] : [];
  }
  const tp = new Set(
    recipes.flatMap(({ degrees, parallelism }) => [degrees.tp, parallelism?.tp ?? degrees.tp]),
  );
  const ep = new Set(recipes.map(({ degrees }) => degrees.ep ?? 1));
  const unknown = [
    ...served.tp.flatMap((degree) => (tp.has(degree) ? [] : [`TP=${degree}`])),
    ...served.ep.flatMap((degree) => (ep.has(degree) ? [] : [`EP=${degree}`])),
  ];
  if (unknown.length === 0) return [];
  const has = [...tp].sort((a, b) => a - b).join(', ');
  const message = `No recipe of ${name} has ${unknown.join(' and ')} for ${section.title}; TP is ${has} there.`;
  return [findingAt(page, served.span, { ...about, message })];
}

function namedSources(paragraphs: readonly Paragraph[]): readonly RecipeSource[] {
  return RECIPE_SOURCES.filter((source) =>
    paragraphs.some(({ text }) => RECIPE_WORDS[source].claim.test(text)),
  );
}

function proseFinding(
  { page, section }: SectionFacts,
  rule: string,
  message: string,
  start: number,
  length: number,
): Finding {
  const about = { severity: 'error', rule, message, key: `${section.title} ${message}` } as const;
  return findingAt(page, { start, end: start + length }, about);
}
