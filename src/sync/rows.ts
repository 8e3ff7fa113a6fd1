/** New rows for architectures that the engine serves and that no table of the profile names. */
import { codeSpan, escapeText } from '../documents/markdown/escape.js';
import type { Edit } from '../documents/markdown/edits.js';
import { insertRow } from '../documents/markdown/operations.js';
import { placeKeys } from '../documents/markdown/order.js';
import type { Content, Plan } from '../documents/markdown/plan.js';
import { refusal } from './cells.js';
import { holds, type EngineFacts, type Registered } from './facts.js';
import { evidenceOf, finding, type Fixes, type SyncFinding } from './finding.js';
import type { Page, PageTable } from './page.js';
import type { NewRows, Profile } from './profile.js';

/** Architectures for one table. */
interface Arrivals {
  readonly page: Page;
  readonly table: PageTable;
  readonly rows: NewRows;
  readonly registered: Registered[];
}

export interface NewRowPlans {
  readonly findings: readonly SyncFinding[];
  /** By the file of the page. */
  readonly plans: ReadonlyMap<string, readonly Plan[]>;
  readonly fixes: Fixes;
}

/** @param named architectures that some row stands for */
export function planRows(
  facts: EngineFacts,
  { leftOut = [] }: Profile,
  pages: readonly Page[],
  named: ReadonlySet<string>,
): NewRowPlans {
  const tables = pages.flatMap((page) =>
    page.tables.flatMap((table): Arrivals[] =>
      table.profile.rows === undefined || table.profile.readOnly === true
        ? []
        : [{ page, table, rows: table.profile.rows, registered: [] }],
    ),
  );
  const findings: SyncFinding[] = [];
  if (tables.length === 0) return { findings, plans: new Map(), fixes: new Map() };
  for (const each of facts.served) {
    const isLeftOut = leftOut.some((condition) => holds(facts, each, condition));
    if (named.has(each.architecture) || isLeftOut) continue;
    if (each.status === 'conditional') {
      findings.push(conditional(facts, tables, each));
      continue;
    }
    const target = tables.find(({ rows }) => rows.where.some((condition) => holds(facts, each, condition)));
    if (target === undefined) findings.push(unplaced(facts, tables, each));
    else target.registered.push(each);
  }
  const plans = new Map<string, readonly Plan[]>();
  const fixes = new Map<SyncFinding, readonly Edit[]>();
  for (const each of tables) {
    const planned = planTable(facts, each, named);
    findings.push(...planned.findings);
    plans.set(each.page.file, [...(plans.get(each.page.file) ?? []), ...planned.plans.values()]);
    for (const [found, { edits }] of planned.plans) fixes.set(found, edits);
  }
  return { findings, plans, fixes };
}

function unplaced(facts: EngineFacts, tables: readonly Arrivals[], registered: Registered): SyncFinding {
  const { architecture, registry } = registered;
  const message = `${facts.title} registers ${architecture} (${registry}), which no page names and no table of the profile takes`;
  const details = {
    line: 1,
    subject: architecture,
    severity: 'warning',
    evidence: evidenceOf(registered),
  } as const;
  return finding('sync-unplaced', tables[0]?.page.file ?? '', message, details);
}

function conditional(facts: EngineFacts, tables: readonly Arrivals[], registered: Registered): SyncFinding {
  const { architecture, registry } = registered;
  const message = `${facts.title} registers ${architecture} (${registry}) where a condition holds, or where nothing leads to it; no page names it, and no row is added`;
  const details = {
    line: 1,
    subject: architecture,
    severity: 'info',
    evidence: evidenceOf(registered),
  } as const;
  return finding('sync-conditional', tables[0]?.page.file ?? '', message, details);
}

function planTable(
  facts: EngineFacts,
  { page, table: { profile, table, rows: present, keyColumn }, rows, registered }: Arrivals,
  documented: ReadonlySet<string>,
): { readonly findings: readonly SyncFinding[]; readonly plans: ReadonlyMap<SyncFinding, Plan> } {
  const findings: SyncFinding[] = [];
  const plans = new Map<SyncFinding, Plan>();
  const named = present.filter(({ glob, keys }) => !glob && keys.length > 0);
  const byName = new Map(registered.map((each) => [each.architecture, each]));
  const { keys, after } = placeKeys(
    named.map((row) => row.keys[0]?.name ?? ''),
    [...byName.keys()],
  );
  for (const [i, key] of keys.entries()) {
    const each = byName.get(key);
    if (each === undefined) continue;
    const above = named[after[i] ?? -1];
    const cells = table.columns.map((column, index): Content | null =>
      index === keyColumn ? keyCell(page, rows, key) : newCell(facts, page, { rows, profile, column, each }),
    );
    const open = table.columns.filter((_, index) => cells[index] === null);
    const content = cells.map((cell) => cell ?? '');
    const planned = insertRow(page.document, table, above?.index ?? -1, content);
    const line = above?.row.lineNumber ?? table.lineNumber;
    if (!planned.ok) {
      findings.push(refusal(page.file, line, planned.reason));
      continue;
    }
    const message = `${facts.title} registers ${key}, and no page names it${sibling(facts, each, documented)}; its row belongs behind this one${byHand(open)}`;
    const details = { line, subject: key, fixable: true, evidence: evidenceOf(each) };
    const found = finding('sync-missing-row', page.file, message, details);
    findings.push(found);
    plans.set(found, planned.plan);
  }
  return { findings, plans };
}

/** An architecture that shares the class and has a row: the new row says the same of another name. */
function sibling(facts: EngineFacts, each: Registered, documented: ReadonlySet<string>): string {
  const others = facts.served.filter(
    ({ architecture, className, classFile }) =>
      documented.has(architecture) && className === each.className && classFile === each.classFile,
  );
  const other = others.find(({ architecture, className }) => architecture === className) ?? others[0];
  return other === undefined ? '' : ` (it has the class of ${other.architecture})`;
}

function byHand(columns: readonly string[]): string {
  return columns.length === 0 ? '' : `; fill in by hand: ${columns.join(', ')}`;
}

function keyCell({ document }: Page, { keyMarkup = 'code' }: NewRows, key: string): Content {
  const dialect = { mdx: document.mdx };
  if (keyMarkup === 'code') return { markdown: codeSpan(key, dialect) };
  return keyMarkup === 'bold' ? { markdown: `**${escapeText(key, dialect)}**` } : key;
}

interface NewCellOf {
  readonly rows: NewRows;
  readonly profile: PageTable['profile'];
  readonly column: string;
  readonly each: Registered;
}

/** Null when nothing is known that could stand there. */
function newCell(facts: EngineFacts, page: Page, { rows, profile, column, each }: NewCellOf): Content | null {
  const machine = profile.machine?.find((candidate) => candidate.column === column);
  const value = machine === undefined ? undefined : each.capabilities[machine.capability];
  if (machine !== undefined) return value === undefined ? null : value ? machine.yes : machine.no;
  const example = facts.record(each.architecture).example.id;
  if (rows.example?.column === column) {
    return example === null
      ? (rows.example.missing ?? null)
      : { markdown: codeSpan(example, { mdx: page.document.mdx }) };
  }
  const fill = rows.fill?.find(
    (candidate) =>
      candidate.column === column && (candidate.when === undefined || holds(facts, each, candidate.when)),
  );
  return fill?.from === 'exampleName' ? (example?.split('/').at(-1) ?? null) : (fill?.text ?? null);
}
