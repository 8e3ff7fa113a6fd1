import type { Diagnostic, Outcome, Place } from '../diagnostics.js';

/** The part of a checkpoint's `config.json` that says which architecture it is; what it does not say is null. */
export interface ModelConfig {
  /** `architectures` as listed; empty when the file has none. */
  readonly architectures: readonly string[];
  readonly modelType: string | null;
  /** The classes that `auto_map` binds to Auto classes, in the order of the file. */
  readonly autoMap: readonly AutoMapEntry[];
  /** `quant_method` of the quantization configuration. */
  readonly quantization: string | null;
  /** The key that holds a nested language model's configuration. */
  readonly textConfig: TextConfigKey | null;
  /** The whole file as parsed. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Code that the checkpoint brings along for one Auto class of transformers. */
export interface AutoMapEntry {
  /** E.g. `AutoModelForCausalLM`. */
  readonly autoClass: string;
  /** As written: `modeling_x.XForCausalLM`, or `org/name--modeling_x.XForCausalLM`. */
  readonly reference: string;
  /** The repository that holds the code; null: the checkpoint itself. */
  readonly repository: string | null;
  readonly module: string;
  readonly className: string;
}

const TEXT_CONFIG_KEYS = ['text_config', 'llm_config', 'language_config'] as const;
const QUANTIZATION_KEYS = ['quantization_config', 'compression_config'] as const;

export type TextConfigKey = (typeof TEXT_CONFIG_KEYS)[number];

type Json = Readonly<Record<string, unknown>>;
type Report = (rule: string, message: string) => void;

/**
 * Reads a parsed `config.json`. Values of a wrong type are reported and left out, nothing is guessed.
 *
 * @param place where the file stands; every diagnostic is reported there.
 */
export function readModelConfig(json: unknown, place: Place): Outcome<ModelConfig> {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (rule, message) =>
    diagnostics.push({ ...place, rule, severity: 'warning', message });
  if (!isObject(json)) {
    const message = `config.json must hold an object, but holds ${kindOf(json)}.`;
    diagnostics.push({ ...place, rule: 'config-not-an-object', severity: 'error', message });
  }
  const raw = isObject(json) ? json : {};
  const textConfig = findTextConfig(raw, report);
  const value: ModelConfig = {
    architectures: readArchitectures(raw, report),
    modelType: readModelType(raw, report),
    autoMap: readAutoMap(raw, report),
    quantization: readQuantization(raw, textConfig, report),
    textConfig,
    raw,
  };
  return { value, diagnostics };
}

function readArchitectures(raw: Json, report: Report): readonly string[] {
  const found = raw.architectures ?? [];
  if (!Array.isArray(found)) {
    report('config-architectures', `architectures must be a list of class names, but is ${kindOf(found)}.`);
    return [];
  }
  const names: string[] = [];
  for (const name of found as readonly unknown[]) {
    if (typeof name === 'string') names.push(name);
    else
      report('config-architectures', `architectures must hold class names only, but holds ${kindOf(name)}.`);
  }
  return names;
}

function readModelType(raw: Json, report: Report): string | null {
  const found = raw.model_type ?? null;
  if (found === null || typeof found === 'string') return found;
  report('config-model-type', `model_type must be a string, but is ${kindOf(found)}.`);
  return null;
}

function findTextConfig(raw: Json, report: Report): TextConfigKey | null {
  for (const key of TEXT_CONFIG_KEYS) {
    const found = raw[key] ?? null;
    if (isObject(found)) return key;
    if (found !== null) report('config-text-config', `${key} must be an object, but is ${kindOf(found)}.`);
  }
  return null;
}

function readAutoMap(raw: Json, report: Report): readonly AutoMapEntry[] {
  const found = raw.auto_map ?? {};
  if (!isObject(found)) {
    report('config-auto-map', `auto_map must be an object, but is ${kindOf(found)}.`);
    return [];
  }
  const entries: AutoMapEntry[] = [];
  for (const [autoClass, value] of Object.entries(found)) {
    // A tokenizer has two classes, slow and fast, of which one may be null.
    for (const reference of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      const entry = typeof reference === 'string' ? parseReference(autoClass, reference) : null;
      if (entry !== null) entries.push(entry);
      else if (reference !== null) {
        report(
          'config-auto-map',
          `auto_map.${autoClass} must name a class as module.Class or org/name--module.Class.`,
        );
      }
    }
  }
  return entries;
}

function parseReference(autoClass: string, reference: string): AutoMapEntry | null {
  const mark = reference.indexOf('--');
  const path = mark < 0 ? reference : reference.slice(mark + 2);
  const dot = path.lastIndexOf('.');
  const [module, className] = [path.slice(0, Math.max(0, dot)), path.slice(dot + 1)];
  if (module === '' || className === '' || mark === 0) return null;
  return { autoClass, reference, repository: mark < 0 ? null : reference.slice(0, mark), module, className };
}

/** The outer configuration wins over that of the nested language model. */
function readQuantization(raw: Json, textConfig: TextConfigKey | null, report: Report): string | null {
  const nested = textConfig === null ? null : raw[textConfig];
  for (const holder of [raw, nested]) {
    if (!isObject(holder)) continue;
    for (const key of QUANTIZATION_KEYS) {
      const found = holder[key] ?? null;
      if (found === null) continue;
      if (isObject(found) && typeof found.quant_method === 'string') return found.quant_method;
      report('config-quantization', `${key} names no quant_method, so the method is not known.`);
      return null;
    }
  }
  return null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
