/** The registry of lmdeploy's TurboMind engine: architecture to the name of a source model. */
import type { Diagnostic } from '../../diagnostics.js';
import { asText } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { decoratorCalls, textOf } from '../decorators.js';
import { pythonFiles, registration, type RegistryRead } from '../registrations.js';
import { answerTable, type TextRow } from '../tables.js';
import { inDirectory, type Undecidable } from '../types.js';

export const SUPPORTED = 'turbomind/supported_models.py';
/** Where the source models lie, and where they lay until May 2026. */
const MODELS = ['turbomind/models', 'turbomind/deploy/source_model'];
const CONVERTER = 'turbomind/deploy/converter.py';
const SPECIAL = 'special_input_model_map';

export function turbomindFiles(
  list: (directory: string) => readonly string[],
  directory: string,
): readonly string[] {
  return [
    inDirectory(directory, SUPPORTED),
    inDirectory(directory, CONVERTER),
    ...MODELS.flatMap((folder) => list(inDirectory(directory, folder))),
  ];
}

export function readTurbomind(sources: PythonSources, directory: string): RegistryRead {
  const table = answerTable(sources, inDirectory(directory, SUPPORTED), 'SUPPORTED_ARCHS');
  const models = sourceModels(sources, directory);
  const modelOf = converted(sources, inDirectory(directory, CONVERTER));
  const undecidable: Undecidable[] = [...table.undecidable];
  const diagnostics: Diagnostic[] = [...table.diagnostics];
  const registrations = table.rows.map((row) => {
    const { key, status, file, line, text: name } = row;
    const model = name === null ? undefined : models.get(modelOf(name));
    if (name === null) undecidable.push({ file, line, reason: `the source model of ${key}: ${row.reason}` });
    else if (model === undefined) diagnostics.push(dangling(row, name));
    return registration({
      key,
      className: model?.className ?? name ?? key,
      registry: 'turbomind',
      status,
      file,
      line,
      classFile: model?.file ?? null,
      classLine: model?.line ?? null,
    });
  });
  return { registrations, undecidable, diagnostics };
}

interface SourceModel {
  readonly name: string;
  readonly className: string;
  readonly file: string;
  readonly line: number;
}

/** Classes by the name that `@INPUT_MODELS.register_module(name=…)` gives them. */
function sourceModels(sources: PythonSources, directory: string): ReadonlyMap<string, SourceModel> {
  const files = MODELS.flatMap((folder) => pythonFiles(sources.tree, inDirectory(directory, folder)));
  const reads = files.map((file) =>
    sources.answer(['lmdeploy: source models', file], () => sourceModelsIn(sources, file)),
  );
  return new Map(reads.flat().map((model) => [model.name, model]));
}

function sourceModelsIn(sources: PythonSources, file: string): readonly SourceModel[] {
  const calls = decoratorCalls(sources, file, 'INPUT_MODELS.register_module');
  return calls.flatMap(({ call, statement }) => {
    const given = call.args.find(({ name }) => name === 'name');
    const name = given === undefined ? statement.name : textOf(sources, file, given.value);
    return name === null ? [] : [{ name, className: statement.name, file, line: statement.line }];
  });
}

/** Until June 2024 a table of the converter had the source model of a name, and `hf` was that of all others. */
function converted(sources: PythonSources, file: string): (name: string) => string {
  const models = sources.answer('lmdeploy: special source models', () => {
    const value = sources.tree.has(file) ? sources.project.lookup(file, SPECIAL) : undefined;
    if (value?.kind !== 'dict') return null;
    return new Map(value.entries.map(([name, model]) => [asText(name), asText(model)]));
  });
  return (name) => (models === null ? name : (models.get(name) ?? 'hf'));
}

function dangling({ key, file, line, column }: TextRow, name: string): Diagnostic {
  const message = `${key} is served by the source model '${name}', which no @INPUT_MODELS.register_module registers`;
  return { rule: 'registry-dead-entry', severity: 'error', message, file, line, column };
}
