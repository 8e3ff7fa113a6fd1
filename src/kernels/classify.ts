import type { DefinitionFiles } from './definition-files.js';
import { parseDefinitionName } from './definition-name.js';
import { violatedConstraint } from './constraints.js';
import type { ApiResolver, ResolvedApi } from './resolve-api.js';
import type { SglangUse, SglangUses } from './sglang-use.js';

/** What is known about one definition. The status values are those of the run manifest. */
export type Classification =
  | {
      readonly status: 'existing';
      readonly path: string;
      /** True: a trace dump under another name. */ readonly dumped: boolean;
    }
  | {
      readonly status: 'new';
      readonly fiStatus: 'fi_supported' | 'fi_missing' | null;
      /** Null where it does not apply: FlashInfer has no kernel. */
      readonly traceTemplate: boolean | null;
      readonly sglStatus: 'sgl_integrated' | 'sgl_missing' | 'n/a' | null;
      readonly api: ResolvedApi | null;
      readonly sglang: SglangUse | null;
      /** Why the kernel is missing, or why a status is open. */
      readonly reason: string | null;
      /** Trace dumps that may be this definition. */
      readonly similar: readonly string[];
    };

/** The sources to ask; what is null was not given, and the statuses that need it stay open (null). */
export interface ClassificationSources {
  readonly definitions: DefinitionFiles;
  readonly flashinfer: ApiResolver | null;
  readonly sglang: SglangUses | null;
}

type NewDefinition = Extract<Classification, { readonly status: 'new' }>;

/** Classifies a definition by its name: existing, or new with FlashInfer's and SGLang's part in it. */
export function classifyDefinition(name: string, sources: ClassificationSources): Classification {
  const file = sources.definitions.find(name);
  if (file !== null) return { status: 'existing', path: file.path, dumped: file.name !== name };
  const similar = sources.definitions.similar(name).map(({ path }) => path);
  const base = { status: 'new', api: null, sglang: null, reason: null, similar } as const;
  const missing = (reason: string, api: ResolvedApi | null = null): NewDefinition => {
    return { ...base, fiStatus: 'fi_missing', traceTemplate: null, sglStatus: 'n/a', api, reason };
  };
  const parsed = parseDefinitionName(name);
  if (parsed === null) return missing(`the name ${name} is of no known op type`);
  const { api } = parsed.pattern;
  // PyTorch computes it: no API of FlashInfer is involved.
  if (api === undefined) return { ...base, fiStatus: 'fi_supported', traceTemplate: false, sglStatus: 'n/a' };
  if (api === null) return missing('FlashInfer has no kernel for it');
  if (sources.flashinfer === null) {
    const reason = 'the sources of FlashInfer were not given';
    return { ...base, fiStatus: null, traceTemplate: null, sglStatus: null, reason };
  }
  const resolved = sources.flashinfer.resolve(api);
  if (resolved === null) return missing(`FlashInfer has no ${api}`);
  const violated = violatedConstraint(parsed);
  if (violated !== null) return missing(violated, resolved);
  const use = sources.sglang?.use(api.split('.').at(-1) ?? api) ?? null;
  return {
    ...base,
    fiStatus: 'fi_supported',
    traceTemplate: resolved.trace !== null,
    sglStatus: use?.status ?? null,
    api: resolved,
    sglang: use,
    reason: use === null ? 'the sources of SGLang were not given' : null,
  };
}
