import type { Diagnostic } from '../../diagnostics.js';
import { describeArchitecture, layerCount } from '../../kernels/coverage/describe.js';
import type { Candidate } from '../../kernels/discover/candidates.js';
import type { Discovery, LookedAt } from '../../kernels/discover/discover.js';
import { GROUPS, groupOf } from '../../kernels/discover/groups.js';
import type { ModelPlan } from '../../kernels/discover/plan.js';
import type { PopularitySignal } from '../../kernels/discover/popularity.js';
import type { InventoryEntry } from '../../kernels/inventory.js';
import { phaseOneOf } from '../../kernels/manifest/kernel.js';
import type { MergedManifest, RepositoryCommits } from '../../kernels/manifest/merge.js';
import { printable } from '../io.js';

export interface DiscoverReport {
  readonly commits: RepositoryCommits;
  /** Null: new models were not looked for. */
  readonly discovery: Discovery | null;
  readonly plans: readonly ModelPlan[];
  readonly manifest: (MergedManifest & { readonly file: string; readonly written: boolean }) | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function discoverText({ commits, discovery, plans, manifest }: DiscoverReport): string {
  const parts = [
    ...(discovery === null ? [] : [candidateLines(discovery)]),
    ...plans.map(planLines),
    ...(manifest === null ? [] : [manifestLines(manifest)]),
    [
      `Revisions: ${Object.entries(commits)
        .map(([name, commit]) => `${name} ${commit ?? 'none'}`)
        .join(', ')}`,
    ],
  ];
  return parts.map((lines) => lines.map((line) => `${printable(line)}\n`).join('')).join('\n');
}

function candidateLines({ candidates, tracked, sglang, cookbook, dropped }: Discovery): readonly string[] {
  const looked = [
    ['SGLang', sglang],
    ['sgl-cookbook', cookbook],
  ] as const;
  const gone = new Map<string, number>();
  for (const { dropped: reason } of dropped) {
    if (reason !== null) gone.set(reason, (gone.get(reason) ?? 0) + 1);
  }
  return [
    ...looked.flatMap(([title, at]) => (at === null ? [] : [`${title}: added ${windowText(at)}`])),
    '',
    `New models: ${candidates.length}`,
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
  possibleIds,
  popularity,
  evidence,
}: Candidate): readonly string[] {
  const marks = [
    ...sources.map((source) => (source === 'sglang' ? 'day-0' : source)),
    ...(conditionalGeneration ? ['multimodal by its architecture'] : []),
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

const PARALLELISM_SOURCES: Readonly<Record<ModelPlan['parallelismSource'], string>> = {
  cookbook: 'from sgl-cookbook',
  given: 'as given',
  default: 'one device: sgl-cookbook has no recipe',
};

function planLines(plan: ModelPlan): readonly string[] {
  const { modelSlug, hfRepoId, config, parallelisms, parallelismSource, entries, unmapped } = plan;
  const groups = GROUPS.map((group) => ({
    ...group,
    members: entries.filter((each) => groupOf(each) === group.id),
  }));
  const shown = groups.filter(({ members }) => members.length > 0);
  const degrees = parallelisms.map(({ tp, ep }) => `TP ${tp} EP ${ep}`).join(', ');
  return [
    `Model: ${modelSlug}`,
    `HF repo: ${hfRepoId ?? 'not known'}`,
    `Architecture: ${architectureText(plan)}`,
    `Parallelism (attention TP, EP): ${degrees} (${PARALLELISM_SOURCES[parallelismSource]})`,
    `Configuration: ${config.place.file}`,
    '',
    `Kernel inventory: ${entries.length} definitions`,
    ...shown.flatMap(({ title, mark, members }) => [
      `  ${title}: ${members.length}`,
      ...members.map((entry) => `    ${mark} ${entry.name}${noteOf(entry)}`),
    ]),
    ...(unmapped.length === 0 ? [] : [`  NO DEFINITION KNOWN: ${unmapped.length}`]),
    ...unmapped.map(({ opType, module, reason }) => `    — ${opType}: ${module} (${reason})`),
  ];
}

function architectureText({ config }: ModelPlan): string {
  const layers = layerCount(config);
  const { summary } = describeArchitecture(config);
  return [config.architecture ?? 'unknown', ...(layers === null ? [] : [`${layers} layers`]), summary]
    .filter((part) => part !== '')
    .join(', ');
}

function noteOf({ classification, tier }: InventoryEntry): string {
  const notes = [
    ...(tier === 'core' ? [] : [tier]),
    ...(classification.status === 'new' && classification.reason !== null ? [classification.reason] : []),
    ...(classification.status === 'new' && classification.similar.length > 0
      ? [`a trace dump may be it: ${classification.similar.join(', ')}`]
      : []),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

function manifestLines({
  file,
  written,
  added,
  stale,
  outdated,
}: NonNullable<DiscoverReport['manifest']>): readonly string[] {
  return [
    `Manifest: ${file} (${written ? 'written' : 'up to date'}), ${added.length} added`,
    ...stale.map((name) => `  stale: ${JSON.stringify(name)} is not needed by this run`),
    ...outdated.map((name) => `  outdated: ${name} exists now; --refresh says so`),
  ];
}

export function discoverJson({ commits, discovery, plans, manifest, diagnostics }: DiscoverReport): string {
  const report = {
    schemaVersion: 1,
    revisions: commits,
    discovery,
    models: plans.map(planJson),
    manifest:
      manifest === null
        ? null
        : {
            file: manifest.file,
            written: manifest.written,
            added: manifest.added,
            stale: manifest.stale,
            outdated: manifest.outdated,
          },
    diagnostics,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function planJson({
  modelSlug,
  hfRepoId,
  config,
  parallelisms,
  parallelismSource,
  entries,
  unmapped,
}: ModelPlan): object {
  const counts = GROUPS.map(({ id }) => [id, entries.filter((each) => groupOf(each) === id).length] as const);
  return {
    modelSlug,
    hfRepoId,
    architecture: config.architecture,
    layers: layerCount(config),
    summary: describeArchitecture(config).summary,
    config: config.place.file,
    parallelisms,
    parallelismSource,
    counts: Object.fromEntries(counts),
    kernels: entries.map((entry) => ({
      ...phaseOneOf(entry),
      group: groupOf(entry),
      tier: entry.tier,
      roles: entry.roles,
      tp: entry.tp,
      ep: entry.ep,
      fields: entry.fields,
      ...evidenceOf(entry),
    })),
    unmapped,
  };
}

function evidenceOf({ classification }: InventoryEntry): object {
  if (classification.status === 'existing')
    return { file: classification.path, dumped: classification.dumped };
  const { api, sglang, reason, similar } = classification;
  return { api, sglang, reason, similar };
}
