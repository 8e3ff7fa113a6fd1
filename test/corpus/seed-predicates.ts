/** Why archscan's document differs from that of the scripts: predicates on the sources, one answer for each cell. */
import type { ReadTransformers } from '../../src/scan/workspace.js';
import type { ArchitectureRecord } from '../../src/models/architectures.js';
import { shippedCategories, shippedExamples } from '../../src/models/shipped.js';
import { readCheckpoints } from '../support/facts.js';
import type { TrackedRow } from '../support/tracking-rows.js';
import { classText, escape, functionText, loads, mappingText, type RawText } from './raw-text.js';

export interface Context {
  readonly sglang: RawText;
  readonly transformers: RawText;
  readonly read: ReadTransformers;
  /** Text of the documentation of SGLang, and of its tests of great models. */
  readonly documentation: string;
  /** What vLLM tests its architectures with. */
  readonly vllmTests: string;
  /** The rows of the scripts. */
  readonly scripts: ReadonlyMap<string, TrackedRow>;
}

const MODELS = 'src/transformers/models';
const MODEL_CONFIG = 'python/sglang/srt/configs/model_config.py';
const AUTO = `${MODELS}/auto/modeling_auto.py`;

// ------------------------------------------------------------------------ rows

/** A row that only the scripts have. */
export function whyNoRow(architecture: string, { transformers, read }: Context): string | null {
  const defined = read.scan.classes.filter(({ name }) => name === architecture);
  const listed = defined.some(({ file }) => {
    const listing =
      transformers
        .text(file)
        .split(/^(?=__all__)/m)
        .slice(1)
        .at(-1) ?? '';
    return new RegExp(String.raw`["']${architecture}["']`).test(listing);
  });
  return defined.length > 0 && !listed ? 'transformers does not export the class' : null;
}

// -------------------------------------------------------------------- examples

/** Why archscan shows this id, or none. */
export function whyThisExample(record: ArchitectureRecord, context: Context): string | null {
  const { architecture, example, modelClass } = record;
  const folder = modelClass === null ? '' : context.transformers.folder(`${MODELS}/${modelClass.folder}`);
  if (example.id === null)
    return namesNothingUsable(folder, record, context) ? 'the sources name no usable id' : null;
  const { id, source, evidence } = example;
  const own = classText(folder, architecture);
  if (loads(folder, architecture, id)) return 'the class is loaded with the id';
  if (loads(own, 'Auto(?:Model|Backbone)\\w*', id)) return 'the class shows the id in its docstring';
  if (new RegExp(String.raw`checkpoint=["']${escape(id)}["']`).test(own))
    return 'the class is decorated with the id';
  if (source === 'override') return correctedOverride(architecture, id, context);
  const line = evidence === undefined ? '' : context.transformers.line(evidence.file, evidence.line);
  const file = evidence?.file.slice(evidence.file.lastIndexOf('/') + 1) ?? '';
  // Also through a variable, which another line gives.
  if (evidence?.file.startsWith('docs/source/en/model_doc/') === true)
    return context.transformers.text(evidence.file).includes(`"${id}"`)
      ? "the model's page names the id"
      : null;
  if (!line.includes(id)) return null;
  if (/_CHECKPOINT_FOR_DOC\s*=/.test(line)) return '_CHECKPOINT_FOR_DOC is the id';
  if (line.includes('checkpoint=')) return 'another class of the model is decorated with the id';
  if (file.startsWith('configuration_') && new RegExp(String.raw`huggingface\.co/"?${escape(id)}`).test(line))
    return 'the configuration links the id';
  return loads(folder, String.raw`\w+`, id) ? 'another class of the model is loaded with the id' : null;
}

/** An override is explained where the sources, or the repository's own config.json, bind the id to the model. */
function correctedOverride(architecture: string, id: string, context: Context): string | null {
  const model = withoutDraft(architecture);
  if (configArchitectures(id).includes(model)) return 'its config.json lists the architecture';
  const defined = context.read.scan.classes.find(({ name }) => name === model);
  if (defined !== undefined && links(context.transformers.folder(`${MODELS}/${defined.folder}`), id))
    return 'the configuration links the id';
  if (testedWith(architecture, context) === id || testedWith(model, context) === id)
    return "vLLM's tests load the id";
  const name = id.slice(id.indexOf('/') + 1);
  const stem = model.replace(/For[A-Z].*$/, '');
  const words = stem.match(/[A-Z]+[a-z0-9]*/g) ?? [];
  const isNamedLikeIt =
    plain(name).startsWith(plain(stem)) ||
    (words.length > 1 && new RegExp(String.raw`\b${words.join('.*')}`, 'i').test(name));
  return isNamedLikeIt && context.documentation.includes(id)
    ? "SGLang's documentation names the id, which has the model's name"
    : null;
}

/** The model that a draft speeds up has the same name without the ending. */
function withoutDraft(architecture: string): string {
  return architecture.replace(/(?:NextN|MTP|Eagle3?)$/, '');
}

/** The checkpoint of vLLM's test registry; neither case nor underscores count. */
function testedWith(architecture: string, { vllmTests }: Context): string | undefined {
  const entries = [...vllmTests.matchAll(/"(\w+)":\s*_HfExamplesInfo\(\s*"([^"]+)"/g)];
  return entries.find(([, name = '']) => plain(name) === plain(architecture))?.[2];
}

function configArchitectures(id: string): readonly string[] {
  return readCheckpoints()[id] ?? [];
}

function links(text: string, id: string): boolean {
  return new RegExp(String.raw`huggingface\.co/"?${escape(id)}(?![\w-])`).test(text);
}

/** Ids that literals in the folder name, and none of them may be shown. */
function namesNothingUsable(folder: string, { modelClass }: ArchitectureRecord, context: Context): boolean {
  const calls = folder.matchAll(/from_pretrained\(\s*["']([\w.-]+\/[\w.-]+)["']/g);
  const docstrings = folder.replace(/^[ \t]*#.*$/gm, '');
  const linked = docstrings.matchAll(/huggingface\.co\/([\w-][\w.-]*\/[\w.-]*[\w-])/g);
  const ids = [...calls, ...linked].map(([, id]) => id ?? '');
  return ids
    .filter((id) => !/^(?:papers|docs|spaces|datasets|blog|models)\//.test(id))
    .every((id) => whyRefused(id, modelClass?.folder, context) !== null);
}

/** Why an id is no example, decided by its form and by what else the sources say. */
function whyRefused(id: string, folder: string | undefined, { transformers }: Context): string | null {
  if (!/^[\w.-]+\/[\w.-]+$/.test(id)) return 'no repository id';
  if (/(?:^|[-_/])(?:tiny|dummy|test|testing)(?:[-_]|$)/.test(id)) return 'a repository for tests';
  if (/^meta-(?!llama\/)\w+\/\w+-2-7b-hf$/.test(id)) return "Llama's id with another model's name in it";
  if (/^mistralai\/(?!Mixtral-)\w+-8x7B-v0\.1$/.test(id))
    return "Mixtral's id with another model's name in it";
  if (folder === undefined) return null;
  const own = transformers.folder(`${MODELS}/${folder}`);
  for (const [, parent = ''] of own.matchAll(/^from \.\.(\w+)\.\w+ import/gm)) {
    const theirs = idsIn(transformers.folder(`${MODELS}/${parent}`));
    const renamed = theirs.map((other) => plain(other).replace(plain(parent), plain(folder)));
    if (!theirs.includes(id) && renamed.includes(plain(id)))
      return "a parent's id with the model's name in it";
  }
  const isForeign = transformers
    .folders(MODELS)
    .some(
      (other) =>
        other !== folder &&
        plain(id.slice(id.indexOf('/') + 1)).startsWith(`${plain(other)}base`) &&
        idsIn(transformers.folder(`${MODELS}/${other}`)).includes(id),
    );
  return isForeign ? 'a checkpoint of another model' : null;
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/[A-Za-z0-9][\w.-]*\/[A-Za-z0-9](?:[\w.-]*\w)?/g)].map(([id]) => id);
}

/** Letters, digits and the slash: `FlexOlmo-1B` and `flex_olmo_1b` are one. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9/]/g, '');
}

/** Why the id of the scripts is not shown. */
export function whyNotTheirExample(
  theirs: string,
  record: ArchitectureRecord,
  context: Context,
): string | null {
  if (theirs === '') return 'the scripts find none';
  const { architecture, modelClass, example } = record;
  const refusal = whyRefused(theirs, modelClass?.folder, context);
  if (refusal !== null) return `theirs is ${refusal}`;
  const folder = modelClass === null ? '' : context.transformers.folder(`${MODELS}/${modelClass.folder}`);
  if (loads(folder, architecture, theirs) || example.id === null) return null;
  const why = whyThisExample(record, context);
  if (shippedExamples.some((each) => each.architecture === architecture && each.origin === 'seed')) {
    if (why?.startsWith('the class ') === true)
      return 'theirs is of their table, the class itself shows another';
    return whyTheirTableErrs(theirs, architecture, context);
  }
  if (!loads(folder, String.raw`\w+`, theirs)) return null;
  if (isOfParent(theirs, modelClass?.folder ?? '', context))
    return "theirs is a parent's, loaded by another class";
  const goesBefore = ['checkpoint_for_doc', 'auto_docstring', 'config_link'].includes(example.source);
  return goesBefore || why?.startsWith('the class ') === true ? 'theirs is loaded by another class' : null;
}

/** It bears the name of a model that the folder's files import, not that of the folder, and its page lacks it. */
function isOfParent(id: string, folder: string, { transformers }: Context): boolean {
  const named = plain(id);
  if (named.includes(plain(folder))) return false;
  if (transformers.text(`docs/source/en/model_doc/${folder}.md`).includes(id)) return false;
  const parents = transformers.folder(`${MODELS}/${folder}`).matchAll(/^from \.\.(\w+)\.\w+ import/gm);
  return [...parents].some(([, parent = '']) => named.includes(plain(parent)));
}

function whyTheirTableErrs(theirs: string, architecture: string, context: Context): string | null {
  const model = withoutDraft(architecture);
  const listed = configArchitectures(theirs);
  if (listed.length > 0 && !listed.includes(model))
    return 'the config.json of theirs lists another architecture';
  const tested = testedWith(architecture, context) ?? testedWith(model, context);
  if (tested !== undefined && !context.vllmTests.includes(`"${theirs}"`))
    return "vLLM's tests load another id and never theirs";
  const given = [...context.scripts].filter(([, row]) => row.example === theirs);
  if (given.some(([name]) => withoutDraft(name) !== model))
    return 'their table gives theirs to several models';
  const defined = context.read.scan.classes.find(({ name }) => name === model);
  const folder = defined === undefined ? '' : context.transformers.folder(`${MODELS}/${defined.folder}`);
  const linksAnother =
    /huggingface\.co\/(?!papers|docs)[\w.-]+\/[\w.-]+/.test(folder) && !folder.includes(theirs);
  return linksAnother ? 'the model links another id and never theirs' : null;
}

// -------------------------------------------------------------------- sections

/** Why archscan puts the row into its section. */
export function whyThisSection(record: ArchitectureRecord, context: Context): string | null {
  const { architecture, category, modelClass, registration } = record;
  const config = context.sglang.text(MODEL_CONFIG);
  const quoted = `"${architecture}"`;
  const predicate = functionText(config, 'is_generation_model');
  switch (category.source) {
    case 'engine': {
      if (category.category === 'multimodal')
        return listText(config, 'multimodal_model_archs').includes(quoted)
          ? "in SGLang's multimodal list"
          : null;
      if (category.category === 'embedding')
        return predicate.includes(quoted) ? "SGLang's predicate says it does not generate" : null;
      return registration !== null && !predicate.includes(quoted)
        ? 'SGLang serves it as a generation model'
        : null;
    }
    case 'auto-mapping': {
      const mapping = /\b[A-Z][A-Z0-9_]+_(?:MAPPING|NAMES)\b/.exec(category.reason)?.[0] ?? '';
      const file = category.evidence?.file ?? AUTO;
      if (category.category === 'multimodal' && mapping.includes('CAUSAL_LM_MAPPING'))
        return conventionOf(architecture) === 'multimodal' ? 'multimodal: an input stands in its name' : null;
      if (
        mapping === 'MODEL_MAPPING_NAMES' &&
        decidedByMapping(architecture, context.transformers.text(AUTO))
      )
        return null;
      const text = mappingText(context.transformers.text(file), mapping);
      if (text.includes(quoted)) return `${category.category}: ${mapping} lists the class`;
      const type = modelClass === null ? '' : `"${modelClass.modelType}"`;
      return type !== '' && text.includes(type)
        ? `${category.category}: ${mapping} lists the model type`
        : null;
    }
    case 'name':
      return decidedByMapping(architecture, context.transformers.text(AUTO))
        ? null
        : `${category.category}: no mapping of its task lists it, its name says it`;
    default:
      return null;
  }
}

/** Mappings that say what goes in and what comes out; the others list models of every kind. */
function decidedByMapping(architecture: string, auto: string): boolean {
  const names = [...auto.matchAll(/^(MODEL_FOR_\w+_NAMES)\b/gm)].map(([, name]) => name ?? '');
  return names
    .filter((name) => !name.includes('PRETRAINING'))
    .some((name) => mappingText(auto, name).includes(`"${architecture}"`));
}

function listText(text: string, name: string): string {
  return new RegExp(String.raw`^${name} = \[([^]*?)^\]`, 'm').exec(text)?.[1] ?? '';
}

/** Why the section of the scripts is not taken. */
export function whyNotTheirSection(
  theirs: string,
  { architecture, category, registration }: ArchitectureRecord,
  { sglang }: Context,
): string | null {
  if (!shippedCategories.some((each) => each.architecture === architecture))
    return theirs.startsWith('Text-only') ? 'their sets do not have it' : null;
  if (category.source === 'engine') return "SGLang's own lists and predicates go before their sets";
  const isExcepted = functionText(sglang.text(MODEL_CONFIG), 'is_generation_model').includes(
    `"${architecture}"`,
  );
  if (theirs.startsWith('Embedding') && registration !== null && !isExcepted)
    return 'SGLang registers it and does not except it from generating';
  return theirs.startsWith(CONVENTION[conventionOf(architecture)])
    ? null
    : `the naming conventions beside their sets call it ${conventionOf(architecture)}`;
}

const CONVENTION = { text: 'Text-only', embedding: 'Embedding', multimodal: 'Multimodal' } as const;

/** The conventions that the scripts' document gives for names, in its words; a language-model head is text. */
function conventionOf(architecture: string): keyof typeof CONVENTION {
  if (/VL|Vision|Audio|OCR|MM/.test(architecture)) return 'multimodal';
  return /ForSequenceClassification|ForRewardModel|EmbeddingModel/.test(architecture) ? 'embedding' : 'text';
}
