/** `ModelType`: a member per model type, with a name and an address for the documentation. */
import type { Diagnostic, Place } from '../../diagnostics.js';
import { asText, truth, type Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { moduleClasses } from '../../python/walk.js';
import { registration, type RegistryRead } from '../registrations.js';
import { reasonOf, registryMissing } from '../tables.js';
import { inDirectory, type EngineScan, type Registration, type Undecidable } from '../types.js';
import type { Branch } from './branches.js';
import { modelPlace } from './class-place.js';

export const MODEL_TYPES = 'models/__init__.py';
const ENUMERATION = 'ModelType';

/** A checkpoint, not a collection of some. */
const CHECKPOINT = /^https:\/\/huggingface\.co\/(?!collections\/)([\w.-]+\/[\w.-]+)$/;

export interface ModelTypesRead extends RegistryRead {
  readonly checkpoints: EngineScan['checkpoints'];
}

export function readModelTypes(
  sources: PythonSources,
  directory: string,
  branches: readonly Branch[],
): ModelTypesRead {
  const file = inDirectory(directory, MODEL_TYPES);
  const type = sources.project.lookup(file, ENUMERATION);
  const members = type?.kind === 'class' ? type.members : null;
  if (type?.kind === 'undecidable') {
    const open = { file, line: type.place.line, reason: `${ENUMERATION}: ${type.reason}` };
    return { registrations: [], undecidable: [open], diagnostics: [], checkpoints: [] };
  }
  if (type === undefined && isWhole(branches)) {
    const registrations = literals(sources, branches, new Set());
    return { registrations, undecidable: [], diagnostics: [], checkpoints: [] };
  }
  if (members === null) {
    const message = `${file} binds no enumeration ${ENUMERATION}: the model types are listed in another way now`;
    const diagnostics = [registryMissing(file, 1, message)];
    return { registrations: [], undecidable: [], diagnostics, checkpoints: [] };
  }
  const undecidable: Undecidable[] = [];
  const reads = [...members].flatMap(([name, member]): readonly MemberRead[] => {
    const place = memberPlace(sources, file, name);
    const value = member.attributes.get('value') ?? member.attributes.get('_value_');
    const key = asText(entryOf(value, 'type'));
    if (key !== null && value !== undefined)
      return [readMember(sources, { name, key, value, place }, branches)];
    const reason = `the model type of ${name} is not known: ${value === undefined ? 'it has no value' : reasonOf(value)}`;
    undecidable.push({ file, line: place.line, reason });
    return [];
  });
  const known = new Set(reads.map(({ registration: { key } }) => key));
  return {
    registrations: [...reads.map((read) => read.registration), ...literals(sources, branches, known)],
    undecidable,
    diagnostics: reads.flatMap((read) => read.diagnostics),
    checkpoints: reads.flatMap((read) => read.checkpoints),
  };
}

/** Until May 2024 there was no enumeration: every branch compared with literals. */
function isWhole(branches: readonly Branch[]): boolean {
  return branches.length > 0 && branches.every(({ compared }) => 'literal' in compared);
}

interface Member {
  readonly name: string;
  readonly key: string;
  readonly value: Value;
  readonly place: Place;
}

interface MemberRead {
  readonly registration: Registration;
  readonly diagnostics: readonly Diagnostic[];
  readonly checkpoints: EngineScan['checkpoints'];
}

/** A member that no branch compares with is in the documentation only; one of which more is asked is conditional. */
function readMember(sources: PythonSources, member: Member, branches: readonly Branch[]): MemberRead {
  const { name, key, value, place } = member;
  const { file, line, column } = place;
  const own = branches.filter(({ compared }) =>
    'name' in compared ? compared.name === name : compared.literal === key,
  );
  // One that asks for more than the model type does not speak for it.
  const branch = own.find(({ isEnough }) => isEnough) ?? own[0];
  const id = CHECKPOINT.exec(asText(entryOf(value, 'url')) ?? '')?.[1];
  const multimodal = entryOf(value, 'multimodal');
  const message = `${name} lists the model type ${key}, but get_model compares no model type with it: whether a checkpoint of it is served depends on other conditions`;
  const rule = 'registry-unreachable';
  return {
    registration: registration({
      key,
      keyKind: 'modelType',
      registry: 'types',
      status: branch?.isEnough === true ? 'active' : 'conditional',
      capabilities: { multimodal: multimodal !== undefined && truth(multimodal) === true },
      ...{ file, line },
      ...implementation(sources, file, branch?.className ?? name),
    }),
    diagnostics: branch === undefined ? [{ rule, severity: 'warning', message, file, line, column }] : [],
    checkpoints: id === undefined ? [] : [{ id, ...place }],
  };
}

/** Model types that only a branch names; one that asks for nothing more counts before one that does. */
function literals(
  sources: PythonSources,
  branches: readonly Branch[],
  known: ReadonlySet<string>,
): readonly Registration[] {
  const found = new Map<string, Registration>();
  const enough = branches.filter(({ isEnough }) => isEnough);
  const others = branches.filter(({ isEnough }) => !isEnough);
  for (const { compared, className, isEnough, file, line } of [...enough, ...others]) {
    if (!('literal' in compared) || known.has(compared.literal) || found.has(compared.literal)) continue;
    const key = compared.literal;
    const type = implementation(sources, file, className);
    const status = isEnough ? 'active' : 'conditional';
    const base = { key, keyKind: 'modelType', registry: 'branches', status } as const;
    found.set(key, registration({ ...base, file, line, ...type }));
  }
  return [...found.values()];
}

function implementation(
  sources: PythonSources,
  file: string,
  className: string,
): Pick<Registration, 'className' | 'classFile' | 'classLine'> {
  const place = modelPlace(sources, file, className);
  return { className, classFile: place?.file ?? null, classLine: place?.line ?? null };
}

function entryOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'dict' ? value.entries.find(([key]) => asText(key) === name)?.[1] : undefined;
}

function memberPlace(sources: PythonSources, file: string, name: string): Place {
  const type = moduleClasses(sources.facts(file)?.body ?? []).findLast((each) => each.name === ENUMERATION);
  const stmt = type?.body.findLast(
    (each) =>
      each.kind === 'assign' && each.targets.some((target) => target.kind === 'name' && target.id === name),
  );
  return { file, line: stmt?.line ?? type?.line ?? 1, column: stmt?.column ?? 1 };
}
