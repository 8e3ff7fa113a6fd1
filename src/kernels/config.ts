import type { Diagnostic, Outcome, Place } from '../diagnostics.js';
import { parseTolerantJson } from '../hub/tolerant-json.js';
import { readModelConfig } from '../hub/model-config.js';
import { classDefault } from './families.js';

type Json = Readonly<Record<string, unknown>>;

/** A `config.json` as the name rules read it: the dimensions of its text model. */
export interface KernelConfig {
  readonly place: Place;
  /** The outer architecture, or the text model's when there is no outer one. */
  readonly architecture: string | null;
  /** The architecture without its `For…` suffix. */
  readonly family: string | null;
  /** The key that holds the text model; null when the file is the text model. */
  readonly textKey: string | null;
  readonly text: Json;
  readonly outer: Json;
}

/** A field of `config.json` that a name was computed from. */
export interface ConfigField {
  /** As in the file, with the text model's key: `text_config.hidden_size`. */
  readonly name: string;
  readonly value: unknown;
  /** `class-default`: the file leaves it out, and the configuration class has this value. */
  readonly origin: 'config' | 'class-default';
}

/** Reads the text of a `config.json`, also with `Infinity` and `NaN`. A text that is not JSON gives null. */
export function parseKernelConfig(text: string, file: string): Outcome<KernelConfig | null> {
  const parsed = parseTolerantJson(text);
  if (parsed.ok) return readKernelConfig(parsed.value, { file, line: 1, column: 1 });
  const { line, column } = parsed;
  const message = `This is not JSON: ${parsed.message}`;
  return {
    value: null,
    diagnostics: [{ rule: 'config-unreadable', severity: 'error', message, file, line, column }],
  };
}

/** The same for a parsed file. Never throws for what it holds. */
export function readKernelConfig(json: unknown, place: Place): Outcome<KernelConfig | null> {
  const { value: config, diagnostics } = readModelConfig(json, place);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { value: null, diagnostics };
  const nested = config.textConfig === null ? null : objectOrNull(config.raw[config.textConfig]);
  const text = nested ?? config.raw;
  const architecture = config.architectures[0] ?? firstText(text.architectures);
  const missing: readonly Diagnostic[] = architecture === null ? [{ ...place, ...NO_ARCHITECTURE }] : [];
  const value: KernelConfig = {
    place,
    architecture,
    family: architecture === null ? null : architecture.replace(/For[A-Z]\w*$/, ''),
    textKey: config.textConfig,
    text,
    outer: config.raw,
  };
  return { value, diagnostics: [...diagnostics, ...missing] };
}

const NO_ARCHITECTURE = {
  rule: 'architecture-missing',
  severity: 'warning',
  message: 'config.json lists no architecture, so what depends on the family cannot be named.',
} as const;

/** Only these may stand outside a nested text model. */
const OUTER_FIELDS: ReadonlySet<string> = new Set(['vocab_size']);

/**
 * A field of the text model; a dotted name looks into nested objects. Null when it is absent, or present as null.
 * The class default counts only for a field that the file leaves out.
 */
export function fieldOf(config: KernelConfig, name: string): ConfigField | null {
  const found = valueAt(config.text, name);
  const prefix = config.textKey === null ? '' : `${config.textKey}.`;
  if (found === null) return null;
  if (found !== undefined) return { name: prefix + name, value: found, origin: 'config' };
  const outer = OUTER_FIELDS.has(name) ? valueAt(config.outer, name) : undefined;
  if (outer !== undefined && outer !== null) return { name, value: outer, origin: 'config' };
  const fallback = classDefault(config.family, name);
  return fallback === undefined ? null : { name: prefix + name, value: fallback, origin: 'class-default' };
}

function valueAt(object: Json, path: string): unknown {
  let value: unknown = object;
  for (const key of path.split('.')) {
    const inner = objectOrNull(value);
    if (inner === null || !Object.hasOwn(inner, key)) return undefined;
    value = inner[key];
  }
  return value;
}

function objectOrNull(value: unknown): Json | null {
  // An object that came out of JSON has text keys only.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function firstText(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : null;
  return typeof first === 'string' ? first : null;
}
