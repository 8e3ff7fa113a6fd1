/** Where a model of SGLang has to be entered beside its `EntryClass`. */
import type { Place } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import { expressions, moduleClasses } from '../../python/walk.js';
import { entriesPlace, neededWhen, textPlace } from '../places.js';
import { modelConfigFile } from './drafts.js';
import {
  inDirectory,
  type EngineScan,
  type KeptPlace,
  type Located,
  type PlaceOptions,
  type Registration,
} from '../types.js';

/** The folder of processors, which moved. */
const PROCESSORS = ['srt/multimodal/processors', 'srt/managers/multimodal_processors'];

export function readPlaces(
  sources: PythonSources,
  { directory }: Located,
  { registrations, categories }: EngineScan,
  { trackingDocument }: PlaceOptions,
): readonly KeptPlace[] {
  const native = registrations.filter(({ registry }) => registry === 'srt');
  const listed = [...categories].flatMap(([name, { multimodal }]) =>
    multimodal === undefined ? [] : [[name, multimodal] as const],
  );
  const folder = PROCESSORS.map((path) => inDirectory(directory, path)).find((path) =>
    sources.tree.has(path),
  );
  const processed = folder === undefined ? [] : readProcessors(sources, folder);
  const tracking = {
    id: 'tracking-document',
    title: 'the tracking document',
    file: trackingDocument?.file ?? '',
    need: neededWhen(
      native,
      'the document has every model that checkpoints declare',
      ({ kind }) => kind === 'model',
    ),
  };
  return [
    ...multimodalPlaces({ directory, folder, native, listed, processed }),
    ...(trackingDocument === undefined ? [] : [textPlace(tracking, trackingDocument.text, ['Architecture'])]),
  ];
}

type Entries = readonly (readonly [name: string, place: Place])[];

interface Multimodal {
  readonly directory: string;
  readonly folder: string | undefined;
  readonly native: readonly Registration[];
  readonly listed: Entries;
  readonly processed: Entries;
}

/** The list of multimodal architectures and the processors of their inputs: what one has, the other needs. */
function multimodalPlaces(read: Multimodal): readonly KeptPlace[] {
  const { directory, folder, native, listed, processed } = read;
  const registered = new Set(native.map(({ key }) => key));
  const needOf =
    (other: Entries, reason: string): KeptPlace['need'] =>
    (name) => {
      const found = registered.has(name) ? other.find(([each]) => each === name)?.[1] : undefined;
      return found === undefined ? null : `${reason} (${found.file}:${found.line})`;
    };
  const list = {
    id: 'multimodal-list',
    title: 'the list of multimodal architectures',
    file: modelConfigFile(directory),
    need: needOf(processed, 'it has a multimodal processor'),
  };
  const processors = {
    id: 'multimodal-processor',
    title: 'the processors of multimodal input',
    file: folder ?? '',
    need: needOf(listed, 'it is in the list of multimodal architectures'),
  };
  return [entriesPlace(list, listed), ...(folder === undefined ? [] : [entriesPlace(processors, processed)])];
}

/** The classes that `models = …` names in the classes of the processors. */
function readProcessors(sources: PythonSources, folder: string): Entries {
  const files = sources.tree.list(folder).filter((path) => path.endsWith('.py'));
  return files.flatMap((file) =>
    moduleClasses(sources.facts(file)?.body ?? []).flatMap(({ body }) =>
      body.flatMap((stmt) => {
        const value = stmt.kind === 'assign' || stmt.kind === 'annotated' ? stmt.value : null;
        const targets =
          stmt.kind === 'assign' ? stmt.targets : stmt.kind === 'annotated' ? [stmt.target] : [];
        if (value === null || !targets.some((each) => each.kind === 'name' && each.id === 'models'))
          return [];
        // Mostly a list; a comprehension over one where a class may be missing.
        return [...expressions(value)].flatMap((item) => {
          const type = item.kind === 'name' ? sources.project.lookup(file, item.id) : undefined;
          if (item.kind !== 'name' || type === undefined) return [];
          const name = type.kind === 'class' ? type.name : item.id;
          return [[name, { file, line: item.line, column: item.column }] as const];
        });
      }),
    ),
  );
}
