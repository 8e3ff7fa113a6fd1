/** Pages of kernel coverage, lists of models and files of definitions, as their texts are now. */
import type { Outcome } from '../../diagnostics.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { readCoveragePage, type CoveragePage } from '../../kernels/coverage/index.js';
import { loadModelsReader, type ModelsFile, type ModelsReader } from '../../kernels/models-ts/index.js';
import { keyBelow, pathBelow } from '../keys.js';
import type { FolderSettings } from '../settings.js';
import type { FileStore } from '../store.js';
import type { TextView, Texts } from '../texts.js';
import { knownModelsAt, type KnownModels } from './known-models.js';
import { definitionIn, definitionsAt, kernelPlaces, type Definitions, type KernelPlaces } from './places.js';

export interface PageFile extends TextView {
  readonly kind: 'page';
  readonly read: Outcome<CoveragePage | null>;
}

export interface ModelsList extends TextView {
  readonly kind: 'models';
  readonly read: Outcome<ModelsFile | null>;
}

export interface DefinitionText extends TextView {
  readonly kind: 'definition';
  readonly name: string;
}

export type KernelFile = PageFile | ModelsList | DefinitionText;

/** One folder with what it has of kernels at this moment. */
export interface Kernels {
  readonly places: KernelPlaces;
  readonly definitions: Definitions | null;
  readonly known: KnownModels | null;
  readonly page: PageFile | undefined;
  readonly models: ModelsList | undefined;
}

/** What can be asked about kernels while nothing changes. */
export interface KernelContext {
  readonly folders: readonly Kernels[];
  /** A file that is about kernels, with the folder that it belongs to. */
  readonly file: (key: string) => { readonly file: KernelFile; readonly kernels: Kernels } | undefined;
}

/** Parsers that are loaded when the first file needs them. */
export interface KernelParsers {
  /** Null until everything is loaded that the files of now need; then ask again. */
  readonly context: (
    settings: readonly FolderSettings[],
    store: FileStore,
    texts: Texts,
  ) => KernelContext | Promise<void>;
}

export function createKernelParsers(): KernelParsers {
  let mdx = false;
  let models: ModelsReader | undefined;
  const pages = new WeakMap<TextView, PageFile>();
  const lists = new WeakMap<TextView, ModelsList>();

  function pageOf(view: TextView | undefined): PageFile | undefined {
    if (view === undefined) return undefined;
    const made = pages.get(view) ?? {
      ...view,
      kind: 'page' as const,
      read: readCoveragePage(view.text, view.key),
    };
    pages.set(view, made);
    return made;
  }

  function listOf(view: TextView | undefined, reader: ModelsReader | undefined): ModelsList | undefined {
    if (view === undefined || reader === undefined) return undefined;
    const made = lists.get(view) ?? { ...view, kind: 'models' as const, read: reader(view.text, view.key) };
    lists.set(view, made);
    return made;
  }

  function contextOf(places: readonly KernelPlaces[], store: FileStore, texts: Texts): KernelContext {
    const viewOf = (key: string | undefined): TextView | undefined =>
      key === undefined ? undefined : texts.get(key);
    const folders = places.map((each) => ({
      places: each,
      definitions: definitionsAt(each.definitions, store),
      known: knownModelsAt(each, store),
      page: pageOf(viewOf(each.page)),
      models: listOf(viewOf(each.models), models),
    }));

    function ownFile(kernels: Kernels, key: string): KernelFile | undefined {
      if (key === kernels.places.page) return kernels.page;
      if (key === kernels.places.models) return kernels.models;
      const name = definitionIn(kernels.definitions, key);
      const view = name === undefined ? undefined : texts.get(key);
      return name === undefined || view === undefined ? undefined : { ...view, kind: 'definition', name };
    }

    /** Another page or list, which somebody has open. */
    function openFile(key: string): KernelFile | undefined {
      if (!store.buffers().has(key)) return undefined;
      const page = isMarkdown(key) ? pageOf(likelyPage(texts.get(key))) : undefined;
      if (page !== undefined && page.read.value !== null) return page;
      const list = isList(key) ? listOf(texts.get(key), models) : undefined;
      return list !== undefined && list.read.value !== null ? list : undefined;
    }

    return {
      folders,
      file(key) {
        for (const kernels of folders) {
          const file = ownFile(kernels, key);
          if (file !== undefined) return { file, kernels };
        }
        const file = openFile(key);
        const nearest = folders.find(({ places: { folder } }) => pathBelow(folder, key) !== null);
        const kernels = nearest ?? folders[0] ?? NOTHING;
        return file === undefined ? undefined : { file, kernels };
      },
    };
  }

  return {
    context(settings, store, texts) {
      const places = settings.flatMap((each) => kernelPlaces(each, store) ?? []);
      const keys = [...places.flatMap(({ page, models: list }) => [page, list]), ...store.buffers().keys()];
      const loads: Promise<unknown>[] = [];
      if (!mdx && keys.some((key) => key?.endsWith('.mdx') === true))
        loads.push(prepareMdx().then(() => (mdx = true)));
      if (models === undefined && keys.some((key) => key !== undefined && isList(key)))
        loads.push(loadModelsReader().then((reader) => (models = reader)));
      return loads.length === 0 ? contextOf(places, store, texts) : Promise.all(loads).then(() => undefined);
    },
  };
}

const NOTHING: Kernels = {
  places: {
    folder: '',
    page: undefined,
    models: undefined,
    definitions: undefined,
    configs: undefined,
    checkpoints: undefined,
    cookbook: undefined,
  },
  definitions: null,
  known: null,
  page: undefined,
  models: undefined,
};

/** Documents of other kinds need not be parsed to see that they are none. */
function likelyPage(view: TextView | undefined): TextView | undefined {
  return view?.text.includes('Op Type') === true ? view : undefined;
}

function isMarkdown(key: string): boolean {
  return /\.mdx?$/i.test(key);
}

function isList(key: string): boolean {
  return /(?:^|\/)models\.ts$/.test(key);
}

/** The key of the file that a definition certainly has; undefined when there is none. */
export function definitionKey({ definitions }: Kernels, name: string): string | undefined {
  const file = definitions?.sources.definitions.find(name);
  return definitions === null || file === null || file === undefined
    ? undefined
    : keyBelow(definitions.root, file.path);
}
