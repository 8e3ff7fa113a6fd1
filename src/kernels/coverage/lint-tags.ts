/** Definition files against the configurations of the models that their tags name, and against the page. */
import { findingOf, type Finding } from '../../findings/finding.js';
import { parseTolerantJson } from '../../hub/tolerant-json.js';
import { lineIndex } from '../../source/text.js';
import type { SourceTree } from '../../source/types.js';
import type { DefinitionFile } from '../definition-files.js';
import { parseDefinitionName } from '../definition-name.js';
import { quantityOf } from '../expected.js';
import type { CoveragePage } from './model.js';
import type { KnownModel, ModelConfigs } from './model-configs.js';
import { nameIndex, type IndexedName, type NameIndex } from './name-index.js';

/** What the configurations of the tagged models contradict: degrees of parallelism, and how many experts there are. */
export function lintTags(
  tree: SourceTree,
  files: readonly DefinitionFile[],
  configs: ModelConfigs,
): readonly Finding[] {
  const indexes = new Map<string, NameIndex>();
  const indexOf = (model: KnownModel): NameIndex => {
    const index = indexes.get(model.id) ?? nameIndex(model.config);
    indexes.set(model.id, index);
    return index;
  };
  return files.flatMap((file) => {
    const read = tree.read(file.path);
    if (!read.ok || parseDefinitionName(file.name)?.dialect !== 'dataset') return [];
    const text = Buffer.from(read.bytes).toString('utf8');
    const json = parseTolerantJson(text);
    const { tags, axes } = partsOf(json.ok ? json.value : null);
    const models = valuesOf(tags, 'model')
      .flatMap((slug) => configs.find([slug]) ?? [])
      .flatMap((model): readonly TaggedModel[] => {
        const indexed = indexOf(model).get(file.name);
        return indexed === undefined ? [] : [{ model, indexed }];
      });
    const report: Report = (rule, near, message) => {
      const at = text.indexOf(near);
      const place = at < 0 ? { line: 1, column: 1 } : lineIndex(text).position(at);
      const key = `${file.name} ${message}`;
      return findingOf({ file: file.path, ...place, rule, severity: 'error', message }, { key });
    };
    return [...degreeFindings(tags, models, report), ...expertFindings(axes, models, report)];
  });
}

interface TaggedModel {
  readonly model: KnownModel;
  readonly indexed: IndexedName;
}

type Report = (rule: string, near: string, message: string) => Finding;

function degreeFindings(
  tags: readonly string[],
  models: readonly TaggedModel[],
  report: Report,
): readonly Finding[] {
  const ids = models.map(({ model }) => model.id).join(' and ');
  return (['tp', 'ep'] as const).flatMap((which) => {
    const right = new Set(models.flatMap(({ indexed }) => indexed[which]));
    if (right.size === 0) return [];
    const shown = [...right].sort((a, b) => a - b).join(' or ');
    return valuesOf(tags, which)
      .filter((value) => /^\d+$/.test(value) && !right.has(Number(value)))
      .map((value) => {
        const message = `The tag says ${which} ${value}; for ${ids} the name is that of ${which} ${shown}.`;
        return report('definition-degree', `"${which}:${value}"`, message);
      });
  });
}

/** `num_experts` is the model's number, whatever a rank holds of it. */
function expertFindings(axes: Json, models: readonly TaggedModel[], report: Report): readonly Finding[] {
  const says = objectOf(axes.num_experts)?.value;
  const known = models.flatMap(({ model }) => {
    const experts = quantityOf(model.config, 'E');
    return experts === null ? [] : [{ id: model.id, experts: experts.value }];
  });
  const [first] = known;
  if (typeof says !== 'number' || first === undefined || known.some(({ experts }) => experts === says))
    return [];
  const message = `The axis num_experts is ${says}, and ${first.id} has ${first.experts} experts.`;
  return [report('definition-experts', '"num_experts"', message)];
}

/** Definitions that are in no row of the page. */
export function lintUnlisted(files: readonly DefinitionFile[], page: CoveragePage): readonly Finding[] {
  const listed = new Set(
    page.sections.flatMap(({ parts }) => parts.flatMap(({ rows }) => rows.map(({ name }) => name))),
  );
  return files.flatMap(({ name, path }) => {
    if (listed.has(name)) return [];
    const message = `${name} is in no row of the page.`;
    const place = { file: path, line: 1, column: 1 };
    return [
      findingOf({ ...place, rule: 'definition-not-on-page', severity: 'info', message }, { key: name }),
    ];
  });
}

type Json = Readonly<Record<string, unknown>>;

function partsOf(value: unknown): { readonly tags: readonly string[]; readonly axes: Json } {
  const json = objectOf(value) ?? {};
  const tags = Array.isArray(json.tags) ? json.tags.filter((tag) => typeof tag === 'string') : [];
  return { tags, axes: objectOf(json.axes) ?? {} };
}

function objectOf(value: unknown): Json | null {
  // An object that came out of JSON has text keys only.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function valuesOf(tags: readonly string[], prefix: string): readonly string[] {
  return tags.flatMap((tag) => (tag.startsWith(`${prefix}:`) ? [tag.slice(prefix.length + 1)] : []));
}
