import { compareText, type Severity } from '../../diagnostics.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { parseTolerantJson } from '../../hub/tolerant-json.js';
import { lineIndex } from '../../source/text.js';
import type { SourceTree } from '../../source/types.js';
import type { DefinitionFile } from '../definition-files.js';
import { parseDefinitionName } from '../definition-name.js';

type Json = Readonly<Record<string, unknown>>;
type Report = (rule: string, severity: Severity, message: string, near?: string) => void;

/**
 * What is wrong in the files of definitions, as far as no Python has to run: name, folder, axes, inputs and outputs,
 * the reference, and tags. Places are those of the text that a finding is about.
 */
export function lintDefinitions(tree: SourceTree, files: readonly DefinitionFile[]): readonly Finding[] {
  return files.flatMap((file) => lintDefinition(tree, file));
}

function lintDefinition(tree: SourceTree, file: DefinitionFile): readonly Finding[] {
  const findings: Finding[] = [];
  const read = tree.read(file.path);
  const text = read.ok ? Buffer.from(read.bytes).toString('utf8') : '';
  const report: Report = (rule, severity, message, near) => {
    const at = near === undefined ? -1 : text.indexOf(near);
    const place = at < 0 ? { line: 1, column: 1 } : lineIndex(text).position(at);
    const key = `${file.name} ${message}`;
    findings.push(findingOf({ file: file.path, ...place, rule, severity, message }, { key }));
  };
  if (!read.ok) {
    report('definition-unreadable', 'error', `Not read (${read.reason}): ${read.detail}.`);
    return findings;
  }
  const parsed = parseTolerantJson(text);
  if (!parsed.ok) {
    const { line, column, message } = parsed;
    const diagnostic = { file: file.path, line, column, rule: 'definition-unreadable' } as const;
    return [findingOf({ ...diagnostic, severity: 'error', message: `This is not JSON: ${message}` })];
  }
  const json = objectOf(parsed.value);
  if (json === null) {
    report('definition-unreadable', 'error', 'The file holds no object.');
    return findings;
  }
  checkIdentity(json, file, report);
  checkAxes(json, file, report);
  checkReference(json, report);
  checkTags(json, file, report);
  return findings;
}

function checkIdentity(json: Json, file: DefinitionFile, report: Report): void {
  if (json.name !== file.name) {
    report(
      'definition-name',
      'error',
      `The name is ${shown(json.name)}, but the file is ${file.name}.json.`,
      '"name"',
    );
  }
  if (json.op_type !== file.opType) {
    const message = `The op type is ${shown(json.op_type)}, but the folder is ${file.opType}.`;
    report('definition-op-type', 'error', message, '"op_type"');
  }
  const parsed = parseDefinitionName(file.name);
  if (parsed === null) {
    report(
      'definition-pattern',
      'warning',
      `${file.name} is no name of a known kind of definition.`,
      '"name"',
    );
  } else if (parsed.dialect === 'dataset' && parsed.pattern.opType !== file.opType) {
    const message = `A name like ${file.name} is of op type ${parsed.pattern.opType}.`;
    report('definition-op-type', 'error', message, '"op_type"');
  }
}

function checkAxes(json: Json, file: DefinitionFile, report: Report): void {
  const axes = objectOf(json.axes) ?? {};
  const constants = new Map<string, number>();
  for (const [axis, value] of Object.entries(axes)) {
    const { type, value: constant } = objectOf(value) ?? {};
    if (type !== 'const' && type !== 'var') {
      report('definition-axes', 'error', `The axis ${axis} is neither const nor var.`, `"${axis}"`);
    } else if (type === 'const') {
      if (typeof constant === 'number' && Number.isSafeInteger(constant) && constant >= 0)
        constants.set(axis, constant);
      else report('definition-axes', 'error', `The constant axis ${axis} has no whole number.`, `"${axis}"`);
    }
  }
  const [inputs, outputs] = [objectOf(json.inputs) ?? {}, objectOf(json.outputs) ?? {}];
  for (const [name, value] of [...Object.entries(inputs), ...Object.entries(outputs)]) {
    const shape: unknown = objectOf(value)?.shape;
    for (const axis of Array.isArray(shape) ? (shape as readonly unknown[]) : []) {
      if (typeof axis !== 'string' || Object.hasOwn(axes, axis)) continue;
      report(
        'definition-axes',
        'error',
        `The shape of ${name} has the axis ${axis}, which is not declared.`,
        `"${name}"`,
      );
    }
  }
  for (const name of Object.keys(outputs).filter((each) => Object.hasOwn(inputs, each))) {
    report('definition-output', 'error', `${name} is an input and an output.`, '"outputs"');
  }
  checkNumbers(file, constants, report);
}

/** Parameters of a routing: constants of the reference, unless an axis of their name says so. */
const ROUTING: ReadonlySet<string> = new Set(['top_k', 'n_group', 'topk_group']);

function checkNumbers(
  { name }: DefinitionFile,
  constants: ReadonlyMap<string, number>,
  report: Report,
): void {
  const parsed = parseDefinitionName(name);
  if (parsed?.dialect !== 'dataset') return;
  const values = new Set(constants.values());
  for (const [axis, value] of parsed.axes) {
    const own = constants.get(axis);
    if (own === undefined ? values.has(value) || ROUTING.has(axis) : own === value) continue;
    report(
      'definition-axes',
      'error',
      own === undefined
        ? `The name gives ${value} for ${axis}, but no constant axis has it.`
        : `The name gives ${value} for ${axis}, but the axis is ${own}.`,
      '"axes"',
    );
  }
}

function checkReference(json: Json, report: Report): void {
  const { reference } = json;
  if (typeof reference === 'string' && /^def run\(/m.test(reference)) return;
  report(
    'definition-reference',
    'error',
    'The reference has no function run at its top level.',
    '"reference"',
  );
}

/** Tags that may be there once. */
const SINGLE: readonly string[] = ['status', 'tp', 'ep'];

function checkTags(json: Json, { name }: DefinitionFile, report: Report): void {
  const tags = Array.isArray(json.tags) ? json.tags.filter((tag) => typeof tag === 'string') : [];
  const valuesOf = (prefix: string): readonly string[] =>
    tags.flatMap((tag) => (tag.startsWith(`${prefix}:`) ? [tag.slice(prefix.length + 1)] : []));
  for (const prefix of SINGLE) {
    const values = [...new Set(valuesOf(prefix))].sort(compareText);
    if (values.length < 2) continue;
    report(
      'definition-tag',
      'error',
      `The tag ${prefix} has several values: ${values.join(', ')}.`,
      `"${prefix}:`,
    );
  }
  const api = parseDefinitionName(name)?.pattern.api;
  for (const tag of valuesOf('fi_api')) checkApiTag(tag, api, report);
  for (const tag of typeof api === 'string' ? valuesOf('fi_api') : []) {
    if (lastName(tag) === lastName(api ?? '')) continue;
    const message = `fi_api ${tag} is not what computes it: that is ${lastName(api ?? '')}.`;
    report('definition-api', 'warning', message, `"fi_api:${tag}"`);
  }
  if (valuesOf('model').length === 0)
    report('definition-tag', 'warning', 'No tag says which model needs it.', '"tags"');
}

/** @param api what computes a definition of this name, as far as the name says it */
function checkApiTag(tag: string, api: string | null | undefined, report: Report): void {
  if (/^flashinfer\.\w+\.\w/.test(tag)) return;
  if (!/^flashinfer\.\w+$/.test(tag)) {
    report('definition-tag', 'error', `fi_api ${tag} names nothing of FlashInfer.`, `"fi_api:${tag}"`);
    return;
  }
  const whole = typeof api === 'string' && lastName(api) === lastName(tag) ? `: ${api}` : '';
  // The package may export the name itself, but what looks an API up by its tag takes the module from it.
  const message = `fi_api ${tag} leaves out the module that other tags name${whole}.`;
  report('definition-tag', 'error', message, `"fi_api:${tag}"`);
}

function lastName(api: string): string {
  return api.split('.').at(-1) ?? api;
}

function shown(value: unknown): string {
  return value === undefined ? 'not given' : JSON.stringify(value);
}

function objectOf(value: unknown): Json | null {
  // An object that came out of JSON has text keys only.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
