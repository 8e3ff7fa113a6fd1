/** A function of one key that computes each of its results once. */
export function memoised<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, { readonly value: V }>();
  return (key) => {
    const cached = known.get(key);
    if (cached !== undefined) return cached.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}
