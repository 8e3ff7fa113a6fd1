/**
 * `@ModelBase.register("A", "B")` in front of a converter class. Whether the class makes the text model or the
 * projector is not in the decorator: it is `model_arch`, which most classes inherit.
 */
import type { Diagnostic, Evidence } from '../../diagnostics.js';
import { findAttribute, type ClassValue } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { decoratorCalls, mayDecorate, positionalTexts, type DecoratorCall } from '../decorators.js';
import { registration, type RegistryRead } from '../registrations.js';
import { reasonOf } from '../tables.js';
import type { CategoryEvidence, Registration, Undecidable } from '../types.js';
import { needsTarget } from './drafts.js';

/** The base class had another name before it split. */
const DECORATORS = ['ModelBase.register', 'Model.register'];
/** Until May 2025 the second one. */
const PROJECTOR = /(?:^|\.)MODEL_ARCH\.(?:MMPROJ|CLIP_VISION)$/;

export type Side = 'text' | 'mmproj';

export interface DecoratorsRead extends RegistryRead {
  readonly categories: ReadonlyMap<string, CategoryEvidence>;
}

export function readDecorators(sources: PythonSources, files: readonly string[]): DecoratorsRead {
  const found = new Map<string, Registration>();
  const categories = new Map<string, CategoryEvidence>();
  const undecidable: Undecidable[] = [];
  const diagnostics: Diagnostic[] = [];
  const reads = files.map((file) =>
    sources.answer(['llama.cpp: converters', file], () => convertersIn(sources, file)),
  );
  for (const read of reads.flat()) {
    undecidable.push(...read.undecidable);
    for (const own of read.registrations) {
      const { key, registry } = own;
      const earlier = found.get(`${registry} ${key}`);
      if (earlier !== undefined) diagnostics.push(replaced(own, earlier));
      found.set(`${registry} ${key}`, own);
      if (registry === 'mmproj') categories.set(key, { multimodal: read.evidence });
    }
  }
  return { registrations: [...found.values()], undecidable, diagnostics, categories };
}

/** Whether a file may have such a decorator; a file that cannot be read may have one. */
export function mayRegister(sources: PythonSources, file: string): boolean {
  return mayDecorate(sources, file, DECORATORS);
}

/** What one call of a decorator registers. */
interface CallRead {
  readonly registrations: readonly Registration[];
  readonly undecidable: readonly Undecidable[];
  readonly evidence: Evidence;
}

function convertersIn(sources: PythonSources, file: string): readonly CallRead[] {
  const calls = DECORATORS.flatMap((decorator) => decoratorCalls(sources, file, decorator));
  return calls.map((each) => readCall(sources, each));
}

function readCall(sources: PythonSources, each: DecoratorCall): CallRead {
  const converter = readConverter(sources, each);
  const { file, call } = each;
  const evidence = { file, line: call.line, column: call.column, rule: 'llamacpp-projector' };
  if ('reason' in converter) return { registrations: [], undecidable: [converter], evidence };
  const { texts, undecidable } = positionalTexts(sources, file, call);
  return {
    registrations: texts.map(({ text }) => registrationOf(text, converter, each)),
    undecidable,
    evidence,
  };
}

interface Converter {
  readonly side: Side;
  readonly draft: boolean;
}

function readConverter(sources: PythonSources, { file, statement }: DecoratorCall): Converter | Undecidable {
  const open = (reason: string): Undecidable => ({
    file,
    line: statement.line,
    reason: `whether ${statement.name} converts the text model or the projector: ${reason}`,
  });
  const type = sources.project.lookup(file, statement.name);
  if (type?.kind !== 'class') return open(type === undefined ? 'it is not bound' : reasonOf(type));
  const side = sideOf(type);
  return typeof side === 'string' ? { side, draft: needsTarget(sources, type) } : open(side.reason);
}

function sideOf(type: ClassValue): Side | { readonly reason: string } {
  const found = findAttribute(type, 'model_arch');
  if (found.kind !== 'found')
    return { reason: found.kind === 'absent' ? 'it has no model_arch' : found.reason };
  const { value } = found;
  if (value.kind !== 'external') return { reason: `model_arch is not known: ${reasonOf(value)}` };
  return PROJECTOR.test(value.dotted) ? 'mmproj' : 'text';
}

function registrationOf(
  key: string,
  { side, draft }: Converter,
  { file, call, statement }: DecoratorCall,
): Registration {
  return registration({
    key,
    className: statement.name,
    registry: side,
    kind: draft ? 'draft' : 'model',
    capabilities: { mmproj: side === 'mmproj' },
    file,
    line: call.line,
    classFile: file,
    classLine: statement.line,
  });
}

function replaced({ key, registry, file, line }: Registration, earlier: Registration): Diagnostic {
  const message = `${key} replaces the ${registry} converter that ${earlier.file}:${earlier.line} registers`;
  return { rule: 'registry-duplicate', severity: 'warning', message, file, line, column: 1 };
}
