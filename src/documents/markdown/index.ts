export { applyEdits, sortEdits, type Edit, type Span } from './edits.js';
export { codeSpan, escapeLine, escapeText, type Dialect } from './escape.js';
export {
  columnIndex,
  findHiddenTables,
  findTable,
  findTables,
  type HiddenTable,
  type TableQuery,
  type TableSearch,
} from './find.js';
export { keyMarkup, rowKeys, type RowKey } from './keys.js';
export { bomLength, dominantEol, findConflict, placeAt, splitLines, type Line } from './lines.js';
export {
  insertBlocks,
  insertRow,
  moveRow,
  removeRow,
  replaceText,
  rowContents,
  setCell,
  setCells,
  setCount,
  setLine,
} from './operations.js';
export { countInversions, placeKeys, type Placement } from './order.js';
export {
  headingChain,
  parseDocument,
  prepareMdx,
  type Block,
  type Heading,
  type MarkdownDocument,
  type ParseOptions,
} from './parse.js';
export { plainText } from './plain-text.js';
export {
  combinePlans,
  EMPTY_PLAN,
  type Change,
  type Content,
  type NewCell,
  type Plan,
  type Planned,
} from './plan.js';
export type { Cell, Row, Table } from './tables.js';
export { verifyEdits, type Verified } from './verify.js';
