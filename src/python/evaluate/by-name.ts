import { detached } from '../../text/detached.js';

/** Answers about the names of one module, each found out once. */
export class ByName<T> {
  private readonly known = new Map<string, T>();
  private readonly open = new Set<string>();

  get(name: string): T | undefined {
    return this.known.get(name);
  }

  /** Whether it is being found out. */
  isOpen(name: string): boolean {
    return this.open.has(name);
  }

  /** Finds out what is not known yet. Where it needs itself, `inCircle` stands for it, and is not kept. */
  find(name: string, compute: (name: string) => T, inCircle: () => T): T {
    if (this.open.has(name)) return inCircle();
    // Asked for by another module, which may be let go of before this one.
    const own = detached(name);
    this.open.add(own);
    try {
      const result = compute(own);
      this.known.set(own, result);
      return result;
    } finally {
      this.open.delete(own);
    }
  }
}
