import type { EngineId } from '../engines/registry.js';

/** The three sections of a tracking document. */
export type ConfigCategory = 'text' | 'embedding' | 'multimodal';

/** An engine's checkout root, the package folder inside it, or an installed package, by the engine's id. */
export type EnginePaths = Readonly<Partial<Record<EngineId, string | undefined>>>;

export interface PopularityConfig {
  /** Ask the Hub for its trending and its newest text models. */
  readonly hub?: boolean | undefined;
  /** Inference providers with an OpenAI-compatible list of models, by a name of your own. */
  readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined;
}

/** An inference provider; its address stands here or in an environment variable, its key only in one. */
export interface ProviderConfig {
  /** What stands before `/models`. */
  readonly baseUrl?: string | undefined;
  readonly baseUrlVariable?: string | undefined;
  readonly keyVariable?: string | undefined;
}

/** A module whose default export is an `EngineAdapter`. */
export interface PluginReference {
  /** A path, beginning with `./`, `../` or `/`, or the name of a package. */
  readonly module: string;
  /** The engine's checkout root, the package folder inside it, or an installed package. */
  readonly path?: string | undefined;
}

/**
 * What `archscan.config.{ts,mts,js,mjs,json}` or the `archscan` key of a `package.json` may say. Every key is
 * optional; an option of the command line wins over it. Paths are relative to the file that holds them.
 */
export interface ArchscanConfig extends EnginePaths {
  /** Address of the JSON Schema, for editors. */
  readonly $schema?: string | undefined;
  /** transformers: a checkout's root, the package folder inside it, or an installed package. */
  readonly transformers?: string | undefined;
  /** The tracking document. */
  readonly output?: string | undefined;
  /** Architecture to category, where the sources do not say it or say it wrong. */
  readonly categories?: Readonly<Record<string, ConfigCategory>> | undefined;
  /** Architecture to example checkpoint (`org/name`). */
  readonly examples?: Readonly<Record<string, string>> | undefined;
  /** Model modules that SGLang is told not to load, as in `SGLANG_DISABLED_MODEL_ARCHS`. */
  readonly disabledModules?: readonly string[] | undefined;
  /** Folders of further model packages, as in `SGLANG_EXTERNAL_MODEL_PACKAGE`; a later one wins. */
  readonly externalPackages?: readonly string[] | undefined;
  /** Rows for architectures that only the shipped example overrides know; true without it. */
  readonly overrideRows?: boolean | undefined;
  /** Engines to read; without it they are detected. */
  readonly engines?: readonly string[] | undefined;
  /** Engines that modules outside of archscan add. */
  readonly plugins?: readonly PluginReference[] | undefined;
  /** Profiles for `archscan sync`, beside the shipped ones; one with the id of a shipped one replaces it. */
  readonly profiles?: readonly string[] | undefined;
  /** FlashInfer: a checkout, its package folder, or a bare repository. */
  readonly flashinfer?: string | undefined;
  /** The recipes of SGLang: sgl-cookbook, or SGLang since June 2026; a checkout or a bare repository. */
  readonly cookbook?: string | undefined;
  /** FlashInfer-Bench's trace data set, or a folder of definitions `<op type>/<name>.json`. */
  readonly definitions?: string | undefined;
  /** FlashInfer-Bench: a checkout with its page and its table of models. */
  readonly flashinferBench?: string | undefined;
  /** The models' `config.json` files, for `archscan coverage --check` and `archscan lint`. */
  readonly configs?: string | undefined;
  /** Title of the coverage page, id of an entry or short name to checkpoint, where the names do not say it. */
  readonly checkpoints?: Readonly<Record<string, string>> | undefined;
  /** Who is asked which models are popular, for `archscan discover --discover`; nobody without it. */
  readonly popularity?: PopularityConfig | undefined;
  /** Python files that have more bytes are skipped and reported. */
  readonly maxFileBytes?: number | undefined;
}

/** Types the configuration in an editor; returns it unchanged. */
export function defineConfig(config: ArchscanConfig): ArchscanConfig {
  return config;
}
