/** The documentation of the rules: one page each, and an index. Written by `npm run rule-pages`. */
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

function ignoring({ id, example, always }: Rule): string {
  if (always === true) return 'Neither a comment nor a baseline leaves it out.';
  if (example.language === 'python') {
    return `On the line, or alone on the line above, with a reason:\n\n${fenced('python', `# archscan: ignore[${id}] <reason>`)}`;
  }
  if (!/^(?:tracking|document|footnote|ignore)-/.test(id))
    return 'It is about an input, not about a line: correct the input.';
  const comment = `<!-- archscan-ignore-next-line ${id}: <reason> -->`;
  return `With a reason, above the line. Inside a table, where a comment cannot have a line of its own, as \`archscan-ignore-line\` in a cell of the row; for the whole file, as \`archscan-ignore-file\`:\n\n${fenced('markdown', comment)}`;
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
