import { vi } from 'vitest';
import { gitRepository, type GitRepository } from '../support/git-repository.js';

export const MODELS = 'python/sglang/srt/models';

/** A module of SGLang that registers an architecture. */
export const model = (...names: readonly string[]): string => {
  const classes = names.map((name) => `class ${name}:\n    pass\n\n\n`).join('');
  return `${classes}EntryClass = [${names.join(', ')}]\n`;
};

export interface DatedRepository extends GitRepository {
  /** Writes these files and commits everything, as of a day. */
  readonly at: (day: string, files: Readonly<Record<string, string>>) => string;
}

export function datedRepository(): DatedRepository {
  const repository = gitRepository();
  return {
    ...repository,
    at(day, files) {
      repository.write(files);
      vi.stubEnv('GIT_COMMITTER_DATE', `${day}T12:00:00Z`);
      vi.stubEnv('GIT_AUTHOR_DATE', '2001-01-01T00:00:00Z');
      const commit = repository.commit();
      vi.unstubAllEnvs();
      return commit;
    },
  };
}

export interface RecipeModel {
  readonly path: string;
  readonly tp?: number;
  readonly ep?: number;
}

/** One YAML file of the cookbook. */
export function recipes(...models: readonly RecipeModel[]): string {
  const entries = models.map(({ path, tp = 1, ep }) =>
    [
      `      - name: ${path.split('/').at(-1) ?? ''}`,
      `        model_path: ${path}`,
      '        hardware:',
      '          H200:',
      '            configurations:',
      '              - name: default',
      '                engine:',
      `                  tp: ${tp}`,
      ...(ep === undefined ? [] : [`                  ep: ${ep}`]),
    ].join('\n'),
  );
  return `vendor: Treeline\nfamilies:\n  - name: Trees\n    models:\n${entries.join('\n')}\n`;
}

export const cookbookFile = (version: string, name: string): string =>
  `data/models/generated/${version}/${name}.yaml`;
