/** Thrown for every shape that is left to tree-sitter. One object for all: it is thrown often and says nothing. */
class IrregularShape extends Error {}

const IRREGULAR = new IrregularShape('left to the grammar');

export function irregular(): never {
  throw IRREGULAR;
}

/** Runs `read`; null when it met an irregular shape. */
export function ifRegular<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error === IRREGULAR) return null;
    throw error;
  }
}
