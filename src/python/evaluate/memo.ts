/** A function of a text that computes each of its results once. */
export function memoised<V>(compute: (key: string) => V): (key: string) => V {
  const known = new Map<string, { readonly value: V }>();
  return (key) => {
    const cached = known.get(key);
    if (cached !== undefined) return cached.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}
