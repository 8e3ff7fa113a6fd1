import type { Project, Value } from '../../../src/python/evaluate/index.js';

/** A value as `test/oracles/run_programs.py` shows it. */
export function shown(value: Value | undefined, project: Project): string {
  const all = (items: readonly Value[]): string => items.map((item) => shown(item, project)).join(', ');
  switch (value?.kind) {
    case 'constant':
      return constant(value.value);
    case 'list':
      return `[${all(value.items)}]`;
    case 'tuple':
      return `(${all(value.items)}${value.items.length === 1 ? ',' : ''})`;
    case 'dict':
      return `{${value.entries.map(([key, item]) => `${shown(key, project)}: ${shown(item, project)}`).join(', ')}}`;
    case 'class':
    case 'function':
      return `<${value.kind} ${value.name}>`;
    case 'undecidable':
      return `undecidable at ${value.place.file}:${value.place.line}:${value.place.column}: ${value.reason}`;
    default:
      return value?.kind ?? 'unbound';
  }
}

function constant(value: string | bigint | number | boolean | null | undefined): string {
  if (value === null) return 'None';
  if (value === undefined) return 'Ellipsis';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'string') return String(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const inner = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quote + (quote === "'" ? inner.replaceAll("'", "\\'") : inner) + quote;
}
