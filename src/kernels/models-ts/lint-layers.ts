/** Counts of layers in models.ts against the model's configuration. */
import { findingOf, type Finding } from '../../findings/finding.js';
import { layerCounts, type LayerCounts } from '../coverage/layer-counts.js';
import type { KnownModel } from '../coverage/model-configs.js';
import type { ModelEntry, ModelModule } from './model.js';

export function lintLayers(entry: ModelEntry, model: KnownModel): readonly Finding[] {
  if (entry.opaque !== null) return [];
  const counts = layerCounts(model.config);
  return [
    ...totalFindings(entry, model, counts),
    ...expertFindings(entry, model, counts),
    ...windowFindings(entry, model, counts),
    ...kindFindings(entry, model, counts),
  ];
}

const DECODER = /Decoder_?Layer|^Block$|^layer$/i;

/** The blocks that stand for decoder layers: those that no other of them holds. */
function decoderBlocks({ modules }: ModelEntry): readonly ModelModule[] {
  const named = modules.filter(({ name, type }) => type === 'block' && DECODER.test(name));
  const names = new Set(named.map(({ name }) => name));
  return named.filter(({ parent }) => parent === null || !names.has(parent.text));
}

function totalFindings(entry: ModelEntry, model: KnownModel, { total }: LayerCounts): readonly Finding[] {
  const blocks = decoderBlocks(entry);
  const sum = sumOf(blocks);
  const [first] = blocks;
  if (total === null || first === undefined || sum === null || sum === total) return [];
  const message = `${entry.id.text} has ${sum} decoder layers, and ${model.id} has ${total}.`;
  return [finding(entry, first, 'models-layer-count', message)];
}

/** The blocks below a name such as `moe`, `block_sparse_moe` or `mlp_dense`. */
function expertFindings(
  entry: ModelEntry,
  model: KnownModel,
  { moe, dense, placedBy }: LayerCounts,
): readonly Finding[] {
  const blocks = entry.modules.filter(({ type }) => type === 'block');
  const [experts, plain] = [/(?:^|_)moe(?:_|$)/, /(?:^|_)dense(?:_|$)/].map((pattern) =>
    blocks.filter(({ name }) => pattern.test(name)),
  );
  const [first] = experts ?? [];
  const [sum, rest] = [sumOf(experts ?? []), sumOf(plain ?? [])];
  if (first === undefined || sum === null || rest === null || moe === null || dense === null) return [];
  if (sum === moe && (plain?.length === 0 || rest === dense)) return [];
  const has =
    plain?.length === 0 ? `${sum} layers with experts` : `${rest} dense layers and ${sum} with experts`;
  const wanted = dense === 0 ? `${moe} with experts` : `${dense} dense and ${moe} with experts`;
  const rule = placedBy === 'interleave_moe_layer_step' ? 'models-moe-interleave' : 'models-dense-moe';
  const why = placedBy === null ? '' : ` (${placedBy})`;
  return [finding(entry, first, rule, `${entry.id.text} has ${has}, and ${model.id} has ${wanted}${why}.`)];
}

function windowFindings(
  entry: ModelEntry,
  model: KnownModel,
  { local, global }: LayerCounts,
): readonly Finding[] {
  if (local === null || global === null) return [];
  return pairFindings(entry, model, 'models-local-global', [
    [/_local/i, 'local', local],
    [/_global/i, 'global', global],
  ]);
}

/** Decoder layers by kind in a hybrid. */
function kindFindings(
  entry: ModelEntry,
  model: KnownModel,
  { attention, linear, mamba, dense }: LayerCounts,
): readonly Finding[] {
  return pairFindings(entry, model, 'models-layer-count', [
    [/_GDN|Linear/, 'linear', linear],
    [/_GQA|Attention/, 'attention', attention],
    [/Mamba/, 'Mamba', mamba],
    ...(mamba === null ? [] : ([[/MLP/, 'MLP', dense]] as const)),
  ]);
}

function pairFindings(
  entry: ModelEntry,
  model: KnownModel,
  rule: string,
  kinds: readonly (readonly [RegExp, string, number | null])[],
): readonly Finding[] {
  const found = kinds.flatMap(([pattern, word, is]) => {
    const blocks = decoderBlocks(entry).filter(({ name }) => pattern.test(name));
    const sum = sumOf(blocks);
    const [first] = blocks;
    return first === undefined || sum === null || is === null ? [] : [{ first, word, sum, is }];
  });
  const [first] = found;
  if (first === undefined || found.every(({ sum, is }) => sum === is)) return [];
  const says = found.map(({ sum, word }) => `${sum} ${word}`).join(' and ');
  const has = found.map(({ is, word }) => `${is} ${word}`).join(' and ');
  return [
    finding(entry, first.first, rule, `${entry.id.text} has ${says} layers, and ${model.id} has ${has}.`),
  ];
}

/** Null when one of them has no number. */
function sumOf(modules: readonly ModelModule[]): number | null {
  return modules.reduce<number | null>(
    (sum, { count }) => (sum === null || count === null ? null : sum + count.value),
    0,
  );
}

function finding({ id }: ModelEntry, module: ModelModule, rule: string, message: string): Finding {
  const { file, line, column } = module;
  return findingOf(
    { file, line, column, rule, severity: 'error', message },
    { key: `${id.text} ${message}` },
  );
}
