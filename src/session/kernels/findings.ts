import { compareText } from '../../diagnostics.js';
import type { Edit } from '../../documents/markdown/edits.js';
import { setCell } from '../../documents/markdown/operations.js';
import { combinePlans } from '../../documents/markdown/plan.js';
import { verifyEdits } from '../../documents/markdown/verify.js';
import { findingOf, sortFindings, type Finding } from '../../findings/finding.js';
import { ignoredIn } from '../../findings/ignores/ignored.js';
import { applyIgnores } from '../../findings/ignores/apply.js';
import { markdownIgnores } from '../../findings/ignores/markdown.js';
import { typescriptIgnores } from '../../findings/ignores/typescript.js';
import type { CoveragePage } from '../../kernels/coverage/index.js';
import { lintConfigs } from '../../kernels/coverage/lint-configs.js';
import { lintPage } from '../../kernels/coverage/lint-page.js';
import { correctedLabels } from '../../kernels/coverage/lint-rows.js';
import { lintTags, lintUnlisted } from '../../kernels/coverage/lint-tags.js';
import { modelConfigs } from '../../kernels/coverage/model-configs.js';
import { CELL } from '../../kernels/coverage/page-findings.js';
import { refreshSections } from '../../kernels/coverage/refresh.js';
import { sectionFacts } from '../../kernels/coverage/section-facts.js';
import { lintModels } from '../../kernels/models-ts/index.js';
import { keyBelow } from '../keys.js';
import type { KernelContext, KernelFile, Kernels, PageFile } from './files.js';
import { compareWith, keptFor, type Compared } from './known-models.js';

/** The findings of `archscan lint` in one file that is about kernels. */
export function kernelFindings(file: KernelFile, kernels: Kernels): readonly Finding[] {
  const found = sortFindings(fileFindings(file, kernels));
  const { text, key } = file;
  const comments =
    file.kind === 'page'
      ? markdownIgnores(text, key, key.endsWith('.mdx'))
      : file.kind === 'models'
        ? typescriptIgnores(text, key)
        : [];
  return applyIgnores(found, comments, { transformersKnown: true }).findings;
}

function fileFindings(file: KernelFile, kernels: Kernels): readonly Finding[] {
  if (file.kind === 'definition') return definitionFindings(kernels).get(file.key) ?? [];
  const read = file.read.diagnostics.map((each) => findingOf(each));
  if (file.kind === 'models')
    return [...read, ...listFindings(kernels).findings.filter(({ file: at }) => at === file.key)];
  const { value: page } = file.read;
  if (page === null) return read;
  const ofList = page === kernels.page?.read.value ? listFindings(kernels).findings : [];
  const own = pageFindings(page, kernels).findings;
  return [...read, ...own, ...ofList.filter(({ file: at }) => at === file.key)];
}

const ofPages = keptFor<Compared>();
const ofLists = keptFor<Compared>();
const ofTags = keptFor<Compared>();
const byFile = keptFor<ReadonlyMap<string, readonly Finding[]>>();

const NONE: Compared = { findings: [], problems: [] };

function pageFindings(page: CoveragePage, { definitions, known }: Kernels): Compared {
  return ofPages(page, [definitions, known], () =>
    compareWith(known, (configs) => [
      ...lintPage(page, definitions?.sources ?? null),
      ...(configs === null ? [] : lintConfigs(page, configs, known?.cookbook() ?? null)),
    ]),
  );
}

/** What the list of models disagrees with stands partly on the page. */
function listFindings({ models, page: file, definitions, known }: Kernels): Compared {
  const list = models?.read.value ?? null;
  const page = file?.read.value ?? null;
  if (list === null) return NONE;
  const files = definitions?.sources.definitions ?? null;
  return ofLists(list, [page, definitions, known], () =>
    compareWith(known, (configs) => lintModels(list, { definitions: files, page, configs })),
  );
}

function tagFindings({ definitions, known }: Kernels): Compared {
  if (definitions === null || known === null) return NONE;
  const { tree, sources } = definitions;
  return ofTags(definitions, [known], () =>
    compareWith(known, (configs) =>
      configs === null ? [] : lintTags(tree, sources.definitions.files, configs),
    ),
  );
}

/** By key of the file. */
function definitionFindings(kernels: Kernels): ReadonlyMap<string, readonly Finding[]> {
  const { definitions, page: file } = kernels;
  const page = file?.read.value ?? null;
  if (definitions === null) return new Map();
  return byFile(definitions, [tagFindings(kernels), page], () => {
    const found = new Map(definitions.findings());
    const { root, sources } = definitions;
    const unlisted = page === null ? [] : lintUnlisted(sources.definitions.files, page);
    for (const finding of [...tagFindings(kernels).findings, ...unlisted]) {
      const key = keyBelow(root, finding.file);
      found.set(key, [...(found.get(key) ?? []), { ...finding, file: key }]);
    }
    return found;
  });
}

/** What is wrong in the configurations that the page, the list and the definitions of a folder need. */
function configProblems(kernels: Kernels): readonly Finding[] {
  const page = kernels.page?.read.value ?? null;
  return [
    ...(page === null ? NONE : pageFindings(page, kernels)).problems,
    ...listFindings(kernels).problems,
    ...tagFindings(kernels).problems,
  ];
}

/** The findings of a configuration of a model; reading it fails once, whoever needs it. */
export function configFindings({ folders }: KernelContext, key: string): readonly Finding[] {
  const found = folders.flatMap(configProblems).filter(({ file }) => file === key);
  return sortFindings(new Map(found.map((each) => [JSON.stringify(each), each])).values());
}

/** The files of kernels that have findings or could have some. */
export function kernelFiles({ folders }: KernelContext): readonly string[] {
  const keys = folders.flatMap((kernels) => [
    ...[kernels.page, kernels.models].flatMap((file) => file?.key ?? []),
    ...definitionFindings(kernels).keys(),
    ...configProblems(kernels).map(({ file }) => file),
  ]);
  return [...new Set(keys)].sort(compareText);
}

/** The edits of `archscan coverage --fix`; none when it refuses the page. */
export function pageEdits({ read: { value: page } }: PageFile, { known }: Kernels): readonly Edit[] {
  if (page === null) return [];
  const facts = known === null ? [] : sectionFacts(page, modelConfigs(known.tree, known.checkpoints ?? {}));
  const ignored = ignoredIn(page.document);
  const { value, diagnostics } = refreshSections(page, page.sections, null, ignored);
  const relabelled = facts
    .flatMap(correctedLabels)
    .filter(({ row }) => !ignored(row.line, 'row-ep-label'))
    .map(({ row: { table, row }, markdown }) =>
      setCell(page.document, table, row, table.columns.indexOf(CELL.opType), { markdown }),
    );
  const plan = combinePlans([...value.plans, ...relabelled.flatMap((each) => (each.ok ? [each.plan] : []))]);
  const isRefused = diagnostics.length > 0 || relabelled.some(({ ok }) => !ok);
  if (isRefused || plan.edits.length === 0) return [];
  return verifyEdits(page.document, plan).ok ? plan.edits : [];
}
