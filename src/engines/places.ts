/** The places beside its registries in which an engine's repository keeps its architectures. */
import type { Place } from '../diagnostics.js';
import type { SourceTree } from '../source/types.js';
import type { KeptPlace, Registration } from './types.js';

type Described = Pick<KeptPlace, 'id' | 'title' | 'file' | 'need'>;

/** A place in code. What stands there twice is shown where it stands first. */
export function entriesPlace(
  described: Described,
  entries: readonly (readonly [name: string, place: Place])[],
): KeptPlace {
  const first = new Map(
    [...entries].reverse().map(([name, { file, line, column }]) => [name, { file, line, column }]),
  );
  return { ...described, content: { kind: 'entries', entries: first } };
}

/** A Markdown page with tables; none when the tree does not have it. */
export function pagePlace(
  tree: SourceTree,
  described: Described,
  columns: readonly string[],
): readonly KeptPlace[] {
  const result = tree.has(described.file) ? tree.read(described.file) : null;
  if (result?.ok !== true) return [];
  return [textPlace(described, Buffer.from(result.bytes).toString('utf8'), columns)];
}

/** The same with its text. */
export function textPlace(described: Described, text: string, columns: readonly string[]): KeptPlace {
  return { ...described, content: { kind: 'page', text, columns } };
}

/**
 * A need of every architecture that is registered so that checkpoints can name it, and of one that is not registered
 * yet, which is taken for a model.
 */
export function neededWhen(
  registrations: readonly Registration[],
  reason: string,
  isMeant: (registration: Registration) => boolean = () => true,
): KeptPlace['need'] {
  return (architecture) => {
    const own = registrations.filter((each) => each.architecture === architecture);
    const meant = own.some((each) => isServed(each) && isMeant(each));
    return own.length === 0 || meant ? reason : null;
  };
}

function isServed({ status }: Registration): boolean {
  return status === 'active' || status === 'conditional';
}
