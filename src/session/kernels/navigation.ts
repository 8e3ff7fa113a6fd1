import { offsetOf } from '../texts.js';
import type { Texts } from '../texts.js';
import type { ReferenceOptions, SessionLocation, SessionPosition } from '../types.js';
import { definitionKey, type KernelFile, type Kernels } from './files.js';
import { isSameUse, locationOf, sameUses, useAt, usesOf } from './uses.js';

/** A definition leads to its file, and from there to its rows; a model from the list to the page, and back. */
export function kernelDefinition(
  file: KernelFile,
  kernels: Kernels,
  texts: Texts,
  position: SessionPosition,
): readonly SessionLocation[] {
  const use = useAt(file, offsetOf(file, position));
  if (use === undefined) return [];
  const places = sameUses(kernels, use);
  if (use.kind === 'definition') {
    if (file.kind !== 'definition') return definitionPlace(kernels, texts, use.name);
    return places.map((each) => locationOf(each.file, each.use));
  }
  const headings = places.filter((each) => each.file.kind === 'page' && each.use.where === '');
  const entries = places.filter((each) => each.file.kind === 'models' && each.use.where === '');
  const onHeading = file.kind === 'page' && use.where === '';
  const wanted = onHeading ? entries : headings.length > 0 ? headings : entries;
  return wanted.map((each) => locationOf(each.file, each.use));
}

/** Every row, module and file of a definition; every section and entry of a model. */
export function kernelReferences(
  file: KernelFile,
  kernels: Kernels,
  texts: Texts,
  position: SessionPosition,
  { includeDeclaration = true }: ReferenceOptions = {},
): readonly SessionLocation[] {
  const use = useAt(file, offsetOf(file, position));
  if (use === undefined) return [];
  const own = use.kind === 'definition' ? definitionPlace(kernels, texts, use.name) : [];
  const places = sameUses(kernels, use).map((each) => locationOf(each.file, each.use));
  // A page that somebody has open beside the one of the folder has places of its own.
  const here = usesOf(file).filter((each) => isSameUse(each, use));
  const all = [...own, ...places, ...here.map((each) => locationOf(file, each))];
  const unique = new Map(all.map((each) => [JSON.stringify(each), each]));
  if (!includeDeclaration) for (const each of own) unique.delete(JSON.stringify(each));
  return [...unique.values()];
}

/** The name in the definition's own file; nothing when there is no such file. */
function definitionPlace(kernels: Kernels, texts: Texts, name: string): readonly SessionLocation[] {
  const key = definitionKey(kernels, name);
  const view = key === undefined ? undefined : texts.get(key);
  if (view === undefined) return [];
  const own = kernels.definitions?.sources.definitions.find(name)?.name ?? name;
  return usesOf({ ...view, kind: 'definition', name: own }).map((use) => locationOf(view, use));
}
