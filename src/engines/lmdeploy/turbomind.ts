/** The registry of lmdeploy's TurboMind engine: architecture to the name of a source model. */
import type { Diagnostic } from '../../diagnostics.js';
import { asText } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { decoratorCalls, textOf, type DecoratorCall } from '../decorators.js';
import { pythonFiles, registration, type RegistryRead } from '../registrations.js';
import { readTable, reasonOf, type TableRow } from '../tables.js';
import { inDirectory, type Undecidable } from '../types.js';

export const SUPPORTED = 'turbomind/supported_models.py';
/** Where the source models lie, and where they lay until May 2026. */
const MODELS = ['turbomind/models', 'turbomind/deploy/source_model'];
const CONVERTER = 'turbomind/deploy/converter.py';

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
  const table = readTable(sources, inDirectory(directory, SUPPORTED), 'SUPPORTED_ARCHS');
  const models = sourceModels(sources, directory);
  const modelOf = converted(sources, inDirectory(directory, CONVERTER));
  const undecidable: Undecidable[] = [...table.undecidable];
  const diagnostics: Diagnostic[] = [...table.diagnostics];
  const registrations = table.rows.map((row) => {
    const { key, status, file, line } = row;
    const name = asText(row.value);
    const model = name === null ? undefined : models.get(modelOf(name));
    if (name === null)
      undecidable.push({ file, line, reason: `the source model of ${key}: ${reasonOf(row.value)}` });
    else if (model === undefined) diagnostics.push(dangling(row, name));
    const { statement } = model ?? {};
    return registration({
      key,
      className: statement?.name ?? name ?? key,
      registry: 'turbomind',
      status,
      file,
      line,
      classFile: model?.file ?? null,
      classLine: statement?.line ?? null,
    });
  });
  return { registrations, undecidable, diagnostics };
}

/** Classes by the name that `@INPUT_MODELS.register_module(name=…)` gives them. */
function sourceModels(sources: PythonSources, directory: string): ReadonlyMap<string, DecoratorCall> {
  const models = new Map<string, DecoratorCall>();
  const files = MODELS.flatMap((folder) => pythonFiles(sources.tree, inDirectory(directory, folder)));
  for (const file of files) {
    for (const each of decoratorCalls(sources, file, 'INPUT_MODELS.register_module')) {
      const given = each.call.args.find(({ name }) => name === 'name');
      const name = given === undefined ? each.statement.name : textOf(sources, file, given.value);
      if (name !== null) models.set(name, each);
    }
  }
  return models;
}

/** Until June 2024 a table of the converter had the source model of a name, and `hf` was that of all others. */
function converted(sources: PythonSources, file: string): (name: string) => string {
  const value = sources.tree.has(file) ? sources.project.lookup(file, 'special_input_model_map') : undefined;
  if (value?.kind !== 'dict') return (name) => name;
  const models = new Map(value.entries.map(([name, model]) => [asText(name), asText(model)]));
  return (name) => models.get(name) ?? 'hf';
}

function dangling({ key, file, line, column }: TableRow, name: string): Diagnostic {
  const message = `${key} is served by the source model '${name}', which no @INPUT_MODELS.register_module registers`;
  return { rule: 'registry-dead-entry', severity: 'error', message, file, line, column };
}
