/** AutoDeploy: `AutoModelForCausalLMFactory.register_custom_model_cls("XConfig", X)`, keyed by configuration class. */
import type { PythonSources } from '../../python/sources.js';
import type { CallExpr } from '../../python/syntax.js';
import { statements } from '../../python/walk.js';
import type { SourceTree } from '../../source/types.js';
import { textOf } from '../decorators.js';
import { registration, type RegistryRead } from '../registrations.js';
import { classPlace } from '../tables.js';
import { inDirectory, type Registration, type Undecidable } from '../types.js';

const FOLDER = '_torch/auto_deploy/models';
const METHOD = 'register_custom_model_cls';

export function autoDeployFiles(tree: SourceTree, directory: string): readonly string[] {
  return tree.list(inDirectory(directory, FOLDER)).filter((path) => path.endsWith('.py'));
}

/**
 * All factories share one table. Where several classes are registered for one key, which of them stays depends on
 * what is imported: conditional. Once more the same class, for another factory, changes nothing.
 */
export function readAutoDeploy(sources: PythonSources, directory: string): RegistryRead {
  const registrations: Registration[] = [];
  const undecidable: Undecidable[] = [];
  for (const file of autoDeployFiles(sources.tree, directory)) {
    for (const call of callsIn(sources, file)) {
      const own = registrationOf(sources, file, call);
      if ('reason' in own) undecidable.push(own);
      else if (!registrations.some((each) => isSame(each, own))) registrations.push(own);
    }
  }
  const count = (key: string): number => registrations.filter((each) => each.key === key).length;
  return {
    registrations: registrations.map((each) =>
      count(each.key) > 1 ? { ...each, status: 'conditional' } : each,
    ),
    undecidable,
    diagnostics: [],
  };
}

function isSame(a: Registration, b: Registration): boolean {
  return a.key === b.key && a.className === b.className && a.classFile === b.classFile && a.file === b.file;
}

function callsIn(sources: PythonSources, file: string): readonly CallExpr[] {
  if (!sources.raw(file).text.includes(METHOD)) return [];
  return [...statements(sources.facts(file)?.body ?? [], false)].flatMap((stmt) => {
    const call = stmt.kind === 'expression' && stmt.value.kind === 'call' ? stmt.value : null;
    return call?.func.kind === 'attribute' && call.func.attr === METHOD ? [call] : [];
  });
}

function registrationOf(
  sources: PythonSources,
  file: string,
  { args, line }: CallExpr,
): Registration | Undecidable {
  const [config, model] = args;
  const key = config === undefined ? null : textOf(sources, file, config.value);
  if (key === null)
    return { file, line, reason: 'the configuration class is no string that the sources give' };
  if (model?.value.kind !== 'name') return { file, line, reason: `the class for ${key} is no plain name` };
  const place = classPlace(sources, file, model.value.id);
  return registration({
    key,
    keyKind: 'configClass',
    className: model.value.id,
    registry: 'autodeploy',
    file,
    line,
    classFile: place?.file ?? null,
    classLine: place?.line ?? null,
  });
}
