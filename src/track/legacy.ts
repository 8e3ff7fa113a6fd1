import type { TrackingReport } from './model.js';
import { nameOf } from '../source/tree-path.js';

/** A file of the older scripts: its name and its content. */
export interface LegacyFile {
  readonly name: string;
  readonly content: string;
}

/**
 * The three intermediate files that the scripts before archscan left for each other: registrations as JSON, the
 * transformers classes one a line, and `architecture|example` lines.
 */
export function legacyFiles({ records }: TrackingReport): readonly LegacyFile[] {
  const native = records.flatMap(({ architecture, registration }) =>
    registration === null ? [] : [[architecture, nameOf(registration.file)] as const],
  );
  const exported = records.filter(({ modelClass }) => modelClass?.exported === true);
  return [
    { name: 'sglang_native_archs.json', content: JSON.stringify(Object.fromEntries(native), null, 2) },
    {
      name: 'transformers_architectures.txt',
      content: lines(exported.map(({ architecture }) => architecture)),
    },
    {
      name: 'hf_arch_examples.txt',
      content: lines(records.map(({ architecture, example }) => `${architecture}|${example.id ?? ''}`)),
    },
  ];
}

function lines(items: readonly string[]): string {
  return items.map((item) => `${item}\n`).join('');
}
