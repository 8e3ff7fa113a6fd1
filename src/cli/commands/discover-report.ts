import type { Candidate } from '../../kernels/discover/candidates.js';
import type {
  DiscoverReport,
  ManifestReport,
  PlannedKernel,
  PlannedModel,
} from '../../kernels/discover/contract.js';
import type { Discovery, LookedAt } from '../../kernels/discover/discover.js';
import { GROUPS } from '../../kernels/discover/groups.js';
import type { PopularitySignal } from '../../kernels/discover/popularity.js';
import { RECIPE_WORDS } from '../../kernels/recipe.js';
import { printable } from '../io.js';

export function discoverText({ revisions, discovery, models, manifests }: DiscoverReport): string {
  const parts = [
    ...(discovery === null ? [] : [candidateLines(discovery)]),
    ...models.map(planLines),
    ...(models.length > 1 ? [totalLines(models)] : []),
    ...manifests.map(manifestLines),
    [
      `Revisions: ${Object.entries(revisions)
        .map(([name, commit]) => `${name} ${commit ?? 'none'}`)
        .join(', ')}`,
    ],
  ];
  return parts.map((lines) => lines.map((line) => `${printable(line)}\n`).join('')).join('\n');
}

function candidateLines({ candidates, tracked, sglang, cookbook, dropped }: Discovery): readonly string[] {
  const looked = [
    ['SGLang', sglang],
    [RECIPE_WORDS[cookbook?.source ?? 'sgl-cookbook'].name, cookbook],
  ] as const;
  const hasHistory = sglang !== null || cookbook !== null;
  const gone = new Map<string, number>();
  for (const { dropped: reason } of dropped) {
    if (reason !== null) gone.set(reason, (gone.get(reason) ?? 0) + 1);
  }
  return [
    ...looked.flatMap(([title, at]) => (at === null ? [] : [`${title}: added ${windowText(at)}`])),
    '',
    `New models: ${hasHistory || candidates.length > 0 ? candidates.length : 'not known'}`,
    ...candidates.flatMap(candidateText),
    ...(tracked.length === 0 ? [] : [`On the page already: ${tracked.length}`]),
    ...tracked.map(({ slug, hfRepoId, title }) => `  ${hfRepoId ?? slug} (${title})`),
    ...(dropped.length === 0 ? [] : [`Added modules that are no models: ${dropped.length}`]),
    ...[...gone].map(([reason, count]) => `  ${count} ${REASONS[reason] ?? reason}`),
  ];
}

const REASONS: Readonly<Record<string, string>> = {
  nested: 'below another folder',
  gone: 'removed again',
  'no-entry-class': 'without EntryClass',
  draft: 'drafts for speculative decoding',
};

function windowText({ window, head }: LookedAt): string {
  return `${window.since} to ${window.until ?? head.date} (at ${head.short}, ${head.date})`;
}

function candidateText({
  slug,
  hfRepoId,
  sources,
  architectures,
  conditionalGeneration,
  draft,
  possibleIds,
  popularity,
  evidence,
}: Candidate): readonly string[] {
  const marks = [
    ...sources.map((source) => (source === 'sglang' ? 'day-0' : source)),
    ...(conditionalGeneration ? ['multimodal by its architecture'] : []),
    ...(draft ? ['a draft for speculative decoding'] : []),
  ];
  const id = hfRepoId ?? 'needs id';
  return [
    `  ${slug}: ${id} (${marks.join(', ')})`,
    ...(architectures.length === 0 ? [] : [`    ${architectures.join(', ')}`]),
    ...evidence.map(({ file, line, date }) => `    ${file}:${line}, added ${date}`),
    ...(popularity === null ? [] : [`    ${popularityText(popularity)}`]),
    ...(possibleIds.length === 0 ? [] : [`    may be: ${possibleIds.join(', ')}`]),
  ];
}

function popularityText({ providers, trendingRank, recent, priority }: PopularitySignal): string {
  const parts = [
    ...(providers.length === 0 ? [] : [`served by ${providers.join(', ')}`]),
    ...(trendingRank === null ? [] : [`${trendingRank}. of the trending models`]),
    ...(recent ? ['new on the Hub'] : []),
    ...(priority === 'highest' ? ['highest priority'] : []),
  ];
  return parts.join(', ');
}

const PARALLELISM_SOURCES: Readonly<Record<PlannedModel['parallelismSource'], string>> = {
  cookbook: 'from its recipes',
  given: 'as given',
  default: 'one device: it has no recipe',
};

function planLines(model: PlannedModel): readonly string[] {
  const { modelSlug, hfRepoId, config, parallelisms, parallelismSource, kernels, unmapped } = model;
  const groups = GROUPS.map((group) => ({
    ...group,
    members: kernels.filter((each) => each.group === group.id),
  }));
  const shown = groups.filter(({ members }) => members.length > 0);
  const degrees = parallelisms.map(({ tp, ep }) => `TP ${tp} EP ${ep}`).join(', ');
  return [
    `Model: ${modelSlug}`,
    `HF repo: ${hfRepoId ?? 'not known'}`,
    `Architecture: ${architectureText(model)}`,
    `Parallelism (attention TP, EP): ${degrees} (${PARALLELISM_SOURCES[parallelismSource]})`,
    `Configuration: ${config}`,
    '',
    `Kernel inventory: ${kernels.length} definitions`,
    ...shown.flatMap(({ title, mark, members }) => [
      `  ${title}: ${members.length}`,
      ...members.map((kernel) => `    ${mark} ${kernel.definition_name}${noteOf(kernel)}`),
    ]),
    ...(unmapped.length === 0 ? [] : [`  NO DEFINITION KNOWN: ${unmapped.length}`]),
    ...unmapped.map(({ opType, module, reason }) => `    — ${opType}: ${module} (${reason})`),
  ];
}

function architectureText({ architecture, layers, summary }: PlannedModel): string {
  return [architecture ?? 'unknown', ...(layers === null ? [] : [`${layers} layers`]), summary]
    .filter((part) => part !== '')
    .join(', ');
}

function noteOf({ tier, reason, similar }: PlannedKernel): string {
  const notes = [
    ...(tier === 'core' ? [] : [tier]),
    ...(reason === null ? [] : [reason]),
    ...(similar.length === 0 ? [] : [`a trace dump may be it: ${similar.join(', ')}`]),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

/** What several models need together: a definition that they share is counted once. */
function totalLines(models: readonly PlannedModel[]): readonly string[] {
  const kernels = new Map(
    models.flatMap((model) => model.kernels.map((kernel) => [kernel.definition_name, kernel] as const)),
  );
  const counts = GROUPS.map(({ id, title }) => {
    return { title, count: [...kernels.values()].filter(({ group }) => group === id).length };
  });
  return [
    `All ${models.length} models: ${kernels.size} definitions`,
    ...counts.flatMap(({ title, count }) => (count === 0 ? [] : [`  ${title}: ${count}`])),
  ];
}

function manifestLines({ file, written, added, stale, outdated }: ManifestReport): readonly string[] {
  return [
    `Manifest: ${file} (${written ? 'written' : 'up to date'}), ${added.length} added`,
    ...stale.map((name) => `  stale: ${JSON.stringify(name)} is not needed by this run`),
    ...outdated.map((name) => `  outdated: ${name} exists now; --refresh says so`),
  ];
}
