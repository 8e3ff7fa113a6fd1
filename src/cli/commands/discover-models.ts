import { ArchscanError } from '../../errors.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import type { WantedModel } from '../../kernels/discover/run.js';

/** The models of a command line; lists of several options belong together by position. */
export interface ModelLists {
  readonly modelName?: readonly string[] | undefined;
  readonly hfRepoId?: readonly string[] | undefined;
  readonly config?: readonly string[] | undefined;
}

const SLUG = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** A short name, which becomes part of the names of files. */
export function isModelSlug(text: string): boolean {
  return SLUG.test(text) && !text.includes('..');
}

/** @throws ArchscanError `usage` for lists that do not fit, a name or an id that is none, and a model that comes twice */
export function wantedModels({ modelName, hfRepoId, config }: ModelLists): readonly WantedModel[] {
  const lists = [modelName, hfRepoId, config].map((list) => list ?? []);
  const count = Math.max(...lists.map((list) => list.length));
  if (count > 0 && modelName === undefined && hfRepoId === undefined) {
    throw new ArchscanError('usage', '--config is about one model.', { hint: 'Name it with --model-name.' });
  }
  if (lists.some((list) => list.length > 0 && list.length !== count)) {
    throw new ArchscanError('usage', 'The lists of models have different lengths.', {
      hint: '--model-name, --hf-repo-id and --config belong together by position: give as many of each, or none.',
    });
  }
  for (const slug of modelName ?? []) {
    if (isModelSlug(slug)) continue;
    throw new ArchscanError('usage', `${JSON.stringify(slug)} is no short name of a model.`, {
      hint: 'Write it like qwen3-235b-a22b; a checkpoint goes to --hf-repo-id.',
    });
  }
  for (const id of hfRepoId ?? []) {
    if (parseRepositoryId(id) !== null) continue;
    throw new ArchscanError('usage', `${JSON.stringify(id)} is no checkpoint.`, {
      hint: 'Write it as org/name, for instance Qwen/Qwen3-8B.',
    });
  }
  const slugs = (modelName ?? hfRepoId ?? []).map(
    (name) => (modelName === undefined ? name.split('/').at(-1)?.toLowerCase() : name) ?? name,
  );
  const twice = slugs.find((slug, index) => slugs.indexOf(slug) !== index);
  if (twice !== undefined) {
    throw new ArchscanError('usage', `The model ${twice} is asked for twice.`, {
      hint: 'Give checkpoints that end alike names of their own with --model-name.',
    });
  }
  return slugs.map((modelSlug, index) => ({
    modelSlug,
    hfRepoId: hfRepoId?.[index],
    config: config?.[index],
  }));
}
