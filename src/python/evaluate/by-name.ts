import { detached } from '../../text/detached.js';

/** Answers about the names of one module, each found out once. */
export class ByName<T> {
  private readonly known = new Map<string, T>();
  private readonly open = new Set<string>();

  /** @param inCircle what stands for an answer that needs itself; it is not kept */
  constructor(
    private readonly compute: (name: string) => T,
    private readonly inCircle: (name: string) => T,
  ) {}

  get(name: string): T {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (this.open.has(name)) return this.inCircle(name);
    // Asked for by another module, which may be let go of before this one.
    const own = detached(name);
    this.open.add(own);
    try {
      const result = this.compute(own);
      this.known.set(own, result);
      return result;
    } finally {
      this.open.delete(own);
    }
  }

  /** Whether it is being found out. */
  isOpen(name: string): boolean {
    return this.open.has(name);
  }
}
