import type { LazyImport, Value } from './values.js';

/** Attributes of a class. An imported name that the body only passes on is followed when it is asked for. */
export class Namespace {
  /** @param names are the namespace's own from now on */
  constructor(
    private readonly names: Map<string, Value | LazyImport>,
    private readonly force: (binding: Value | LazyImport) => Value,
  ) {}

  get(name: string): Value | undefined {
    const binding = this.names.get(name);
    return binding === undefined ? undefined : this.force(binding);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  set(name: string, value: Value): void {
    this.names.set(name, value);
  }

  delete(name: string): void {
    this.names.delete(name);
  }

  entries(): readonly (readonly [string, Value])[] {
    return [...this.names].map(([name, binding]) => [name, this.force(binding)] as const);
  }

  /** What stands behind the names, imports not followed. */
  bindings(): ReadonlyMap<string, Value | LazyImport> {
    return this.names;
  }
}
