/** `archscan coverage --discover`: the models that SGLang and its cookbook gained, added to the page. */
import type { ArchscanConfig } from '../../config/types.js';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import type { Candidate } from '../../kernels/discover/candidates.js';
import { discover } from '../../kernels/discover/run.js';
import { nameOf } from '../../kernels/slug.js';
import {
  unchanged,
  type CoverageChange,
  type CoveragePage,
  type StatusSources,
} from '../../kernels/coverage/index.js';
import type { Io } from '../io.js';
import { addNext } from './coverage-add.js';
import { modelSources, readModel, type ModelSources, type ReadModel } from './coverage-model.js';
import { refreshAll } from './coverage-refresh.js';

export interface DiscoverPageOptions {
  readonly sglang?: string | undefined;
  readonly cookbook?: string | undefined;
  /** A folder of configurations, asked before the Hub. */
  readonly configs?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Correct the sections that are there first. */
  readonly refreshStatus?: boolean | undefined;
}

interface DiscoverContext {
  readonly io: Io;
  readonly options: DiscoverPageOptions;
  readonly config: ArchscanConfig;
  readonly sources: StatusSources;
}

/**
 * Adds every new model whose checkpoint is known, one after the other; one that is only known by its module is a
 * warning (`candidate-needs-id`).
 *
 * @throws ArchscanError `usage` without a clone to look in
 */
export async function addDiscovered(
  { io, options, config, sources }: DiscoverContext,
  page: CoveragePage,
): Promise<Outcome<CoverageChange>> {
  const { sglang, cookbook, since, until, refreshStatus } = options;
  if (sglang === undefined && cookbook === undefined) {
    throw new ArchscanError(
      'usage',
      'New models are looked for in the histories of SGLang and sgl-cookbook.',
      {
        hint: 'Give a clone with --sglang or --cookbook.',
      },
    );
  }
  const found = await discover({
    sglang,
    cookbook,
    newModels: { since, until, page: page.document.file, popularity: config.popularity },
    examples: config.examples,
    environment: io.environment,
  });
  // Without a cookbook the recipes may be those of SGLang's documentation.
  const recipes = cookbook ?? found.discovery?.cookbook?.repository;
  const known = await modelSources({
    cookbook: recipes,
    configs: options.configs,
    checkpoints: config.checkpoints,
  });
  const start =
    refreshStatus === true
      ? await refreshAll(io, page, sources, () => Promise.resolve(known))
      : { value: unchanged(page), diagnostics: [] };
  let done: Outcome<CoverageChange> = {
    ...start,
    diagnostics: [...found.diagnostics, ...start.diagnostics],
  };
  const target = { file: page.document.file, sources };
  for (const candidate of found.discovery?.candidates ?? []) {
    const { hfRepoId, draft } = candidate;
    // Its kernels are part of the page of the model that it drafts for.
    if (draft) continue;
    done =
      hfRepoId === null
        ? { ...done, diagnostics: [...done.diagnostics, needsId(candidate)] }
        : await addNext(done, target, () => readCandidate(io, { ...candidate, hfRepoId }, known));
  }
  return done;
}

async function readCandidate(
  io: Io,
  { hfRepoId, sources }: Candidate & { readonly hfRepoId: string },
  known: ModelSources,
): Promise<ReadModel> {
  const read = await readModel(io, { model: titleOf(hfRepoId), hfRepoId }, known);
  // A new module of SGLang has it, whatever the checkout has.
  return sources.includes('sglang') ? { ...read, model: { ...read.model, inSglang: true } } : read;
}

/** The checkpoint's name as pages write it: `org/Acorn-7B-Instruct` is `Acorn 7B`. */
function titleOf(id: string): string {
  const name = id.split('/').at(-1) ?? id;
  const title = name.slice(0, nameOf(id).length).replace(/[-_]+/g, ' ').trim();
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function needsId({ slug, possibleIds, evidence: [at] }: Candidate): Diagnostic {
  const some = possibleIds.length === 0 ? '' : ` It may be ${possibleIds.join(' or ')}.`;
  const message = `The checkpoint of ${slug} is not known, so it is not added.${some} Add it with --model and --hf-repo-id, or name it under examples in the configuration.`;
  const { file, line, column } = at ?? { file: slug, line: 1, column: 1 };
  return { file, line, column, rule: 'candidate-needs-id', severity: 'warning', message };
}
