/** What discovery hands out, as plain data: the result of `discover` and, with the manifests, of `archscan discover --format json`. */
import type { Diagnostic } from '../../diagnostics.js';
import type { ConfigField } from '../config.js';
import type { UnmappedModule } from '../expected.js';
import type { OpType } from '../op-types.js';
import type { Parallelism } from '../parallelism.js';
import type { ResolvedApi } from '../resolve-api.js';
import type { Tier } from '../rules.js';
import type { SglangUse } from '../sglang-use.js';
import type { PhaseOne } from '../manifest/kernel.js';
import type { RepositoryCommits } from '../manifest/merge.js';
import type { Discovery } from './discover.js';
import type { GroupId } from './groups.js';
import type { ModelPlan } from './plan.js';

/** Raised when a reader of an older version could misread the result. */
export const DISCOVER_SCHEMA_VERSION = 1;

/** A definition that a model needs: the fields of the run manifest, and where they come from. */
export interface PlannedKernel extends PhaseOne {
  readonly op_type: OpType;
  /** What is to be done about it. */
  readonly group: GroupId;
  readonly tier: Tier;
  /** The modules of the model that need it. */
  readonly roles: readonly string[];
  /** The attention's tensor-parallel degrees that give this name; empty when it does not depend on them. */
  readonly tp: readonly number[];
  /** The same for the expert-parallel degree. */
  readonly ep: readonly number[];
  /** The fields of the configuration that the name was computed from. */
  readonly fields: readonly ConfigField[];
  /** Of an existing one: its file in the definitions. */
  readonly file: string | null;
  /** The file is a trace dump under FlashInfer's own name. */
  readonly dumped: boolean;
  /** Of a new one: where FlashInfer defines its API. */
  readonly api: ResolvedApi | null;
  readonly sglang: SglangUse | null;
  /** Why the kernel is missing, or why a status is open. */
  readonly reason: string | null;
  /** Trace dumps that may be this definition. */
  readonly similar: readonly string[];
}

/** A model and the definitions that it needs. */
export interface PlannedModel {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  /** Whether it was asked for; otherwise it is one of the candidates. */
  readonly requested: boolean;
  readonly architecture: string | null;
  readonly layers: number | null;
  /** In the words of the coverage page: `GQA + MoE`. */
  readonly summary: string;
  /** File or address of its `config.json`. */
  readonly config: string;
  readonly parallelisms: readonly Parallelism[];
  readonly parallelismSource: ModelPlan['parallelismSource'];
  readonly counts: Readonly<Record<GroupId, number>>;
  readonly kernels: readonly PlannedKernel[];
  readonly unmapped: readonly UnmappedModule[];
}

/** A model that was asked for and cannot be planned. */
export interface FailedModel {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  /** `usage`: what was given does not say which model; `network`: its configuration cannot be had. */
  readonly code: 'usage' | 'network';
  readonly problem: string;
  /** What to do about it, where that is known. */
  readonly hint: string | null;
}

export interface DiscoverResult {
  readonly schemaVersion: typeof DISCOVER_SCHEMA_VERSION;
  readonly revisions: RepositoryCommits;
  /** Null: new models were not looked for. */
  readonly discovery: Discovery | null;
  /** Those that were asked for first, in their order; then the candidates whose checkpoint is known. */
  readonly models: readonly PlannedModel[];
  readonly failed: readonly FailedModel[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What became of one run manifest. */
export interface ManifestReport {
  readonly file: string;
  readonly modelSlug: string;
  readonly written: boolean;
  readonly added: readonly string[];
  readonly stale: readonly string[];
  readonly outdated: readonly string[];
}

/** What the command prints as JSON. */
export interface DiscoverReport extends DiscoverResult {
  readonly manifests: readonly ManifestReport[];
}
