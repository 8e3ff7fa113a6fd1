import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Place } from '../diagnostics.js';

/** A mapping of a YAML file, read key by key, with the place of what is read. */
export interface YamlMapping {
  readonly place: Place;
  text(key: string): string | null;
  /** A whole number of at least one; undefined when the key holds something else, null when it holds nothing. */
  count(key: string): number | null | undefined;
  flag(key: string): boolean;
  mapping(key: string): YamlMapping | null;
  /** The mappings of a list; whatever else it holds is left out. */
  list(key: string): readonly YamlMapping[];
  /** The mappings below this one, by key, in the order of the file. */
  members(): readonly (readonly [string, YamlMapping])[];
}

export type YamlResult =
  | { readonly ok: true; readonly root: YamlMapping }
  | { readonly ok: false; readonly message: string; readonly place: Place };

/** Reads one YAML document that must be a mapping. Aliases are not followed: the files have none. */
export function parseYamlMapping(source: string, file: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, logLevel: 'silent' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error !== undefined) {
    const [message = error.message] = error.message.split('\n');
    return {
      ok: false,
      message: message.replace(/ at line \d+, column \d+:?$/, ''),
      place: placeAt(error.pos[0]),
    };
  }
  if (!isMap(document.contents)) {
    return { ok: false, message: 'a mapping is expected', place: placeAt(0) };
  }
  return { ok: true, root: mappingOf(document.contents, placeAt) };
}

function mappingOf(map: YAMLMap, placeAt: (offset: number) => Place): YamlMapping {
  const scalar = (key: string): unknown => {
    const node: unknown = map.get(key, true);
    return isScalar(node) ? node.value : node === undefined ? null : undefined;
  };
  const child = (node: unknown): YamlMapping | null => (isMap(node) ? mappingOf(node, placeAt) : null);
  return {
    place: placeAt(map.range?.[0] ?? 0),
    text: (key) => {
      const value = scalar(key);
      return typeof value === 'string' ? value : null;
    },
    count: (key) => {
      const value = scalar(key);
      if (value === null) return null;
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
    },
    flag: (key) => scalar(key) === true,
    mapping: (key) => child(map.get(key, true)),
    list: (key) => {
      const node: unknown = map.get(key, true);
      return isSeq(node) ? node.items.flatMap((item) => child(item) ?? []) : [];
    },
    members: () =>
      map.items.flatMap(({ key, value }) => {
        const inner = child(value);
        return isScalar(key) && inner !== null ? [[String(key.value), inner] as const] : [];
      }),
  };
}
