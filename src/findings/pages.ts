/** The documentation of the rules: one page each, and an index. Written by `npm run rule-pages`. */
import { coverageConfigRules } from './rules/coverage-configs.js';
import { coverageModelsRules } from './rules/coverage-models.js';
import { coveragePageRules } from './rules/coverage-page.js';
import { READING_RULES, RULE_GROUPS, RULES, type Rule } from './registry.js';

const GENERATED = '<!-- Written by npm run rule-pages from src/findings/rules; do not edit. -->';

/** Path below `docs/rules` to text. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ...RULES.map((rule): [string, string] => [`${rule.id}.md`, rulePage(rule)]),
  ]);
}

function rulePage(rule: Rule): string {
  const { language, before, after } = rule.example;
  const facts = [
    `**${rule.severity}**`,
    rule.fixable === true
      ? `corrected by \`${rule.fixedBy ?? 'archscan lint --fix'}\``
      : 'not corrected by `--fix`',
    ...(rule.needs === 'transformers' ? ['needs the transformers sources'] : []),
  ];
  return `${[
    `# ${rule.id}`,
    GENERATED,
    `${capitalised(rule.title)}. ${facts.join(' · ')}`,
    `## What it means\n\n${rule.meaning}`,
    `## Why it matters\n\n${rule.reason}`,
    `## How to fix it\n\n${rule.fix}`,
    `## Example\n\nBefore:\n\n${fenced(language, before)}`,
    after === '' ? 'After: nothing.' : `After:\n\n${fenced(language, after)}`,
    `## How to live with it\n\n${ignoring(rule)}`,
  ].join('\n\n')}\n`;
}

function indexPage(): string {
  const groups = RULE_GROUPS.map(({ title, rules }) => {
    const rows = rules.map(
      ({ id, severity, title: what, fixable }) =>
        `| [${id}](${id}.md) | ${severity} | ${fixable === true ? 'yes' : ''} | ${what} |`,
    );
    return [
      `## ${title}`,
      '',
      '| Rule | Severity | `--fix` | Finds |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  const readings = READING_RULES.map(({ id, title }) => `| ${id} | ${title} |`);
  return `${[
    '# Rules',
    GENERATED,
    'Everything that `archscan lint` and, for kernel coverage, `archscan coverage --check` can find. An error makes the exit code 1; warnings and information do not.',
    ...groups,
    [
      '## Evidence',
      '',
      'These find nothing. They say by which rule a fact was read, in the evidence of a finding or of a support level.',
      '',
      '| Rule | The place is |',
      '| --- | --- |',
      ...readings,
    ].join('\n'),
  ].join('\n\n')}\n`;
}

function ignoring({ id, example, always, ofFile }: Rule): string {
  if (always === true) return 'Neither a comment nor a baseline leaves it out.';
  if (ofFile === true) {
    const code = htmlComment(`archscan-ignore-file ${id}: <reason>`);
    return `With a reason, for the whole file:\n\n${fenced('markdown', code)}`;
  }
  if (example.language === 'python') {
    return `On the line, or alone on the line above, with a reason:\n\n${fenced('python', `# archscan: ignore[${id}] <reason>`)}`;
  }
  if (/^(?:tracking|document|footnote|ignore)-/.test(id)) return inMarkdown(id, htmlComment);
  if (id.startsWith('models-')) return inTypeScript(id);
  if (PAGE_RULES.has(id))
    return `${inMarkdown(id, (text) => `{/* ${text} */}`)}\n\nA page that is not MDX has it as \`<!-- … -->\`.`;
  return 'It is about an input, not about a line: correct the input.';
}

/** What is found on the coverage page. */
const PAGE_RULES: ReadonlySet<string> = new Set(
  [...coveragePageRules, ...coverageConfigRules, ...coverageModelsRules]
    .map(({ id }) => id)
    .filter((id) => !/^(?:models|definition)-/.test(id)),
);

function htmlComment(text: string): string {
  return `<!-- ${text} -->`;
}

function inMarkdown(id: string, comment: (text: string) => string): string {
  const code = comment(`archscan-ignore-next-line ${id}: <reason>`);
  return `With a reason, above the line. Inside a table, where a comment cannot have a line of its own, as \`archscan-ignore-line\` in a cell of the row; for the whole file, as \`archscan-ignore-file\`:\n\n${fenced('markdown', code)}`;
}

function inTypeScript(id: string): string {
  const code = `// archscan-ignore-next-line ${id}: <reason>`;
  return `With a reason, alone on the line above; at the end of the line, as \`archscan-ignore-line\`; for the whole file, as \`archscan-ignore-file\`:\n\n${fenced('ts', code)}`;
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
