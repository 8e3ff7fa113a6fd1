import { bomLength, dominantEol } from '../markdown/lines.js';
import type { TrackingModel } from './model.js';
import { renderTracking } from './render.js';

/**
 * Whether the document is what archscan writes of the model, but for its date. Then it says nothing else, nothing in
 * it is to be kept or changed, and nobody needs to parse it, which takes more time than writing it.
 */
export function isAsWritten(existing: string, model: TrackingModel): boolean {
  if (!model.rows.every(({ architecture }) => readsBack(architecture))) return false;
  const date = /^> \*\*Last updated:\*\* (\d{4}-\d{2}-\d{2}) /m.exec(existing)?.[1];
  return date !== undefined && likeExisting(renderTracking({ ...model, date }), existing) === existing;
}

/** Whether a cell with the name is read as the key of a row: not as a remark, a total, or several names. */
function readsBack(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !/^(?:total|etc)$/i.test(name);
}

/** With the byte-order mark and the line ends of the document that is there. */
export function likeExisting(text: string, existing: string): string {
  const eol = dominantEol(existing);
  return existing.slice(0, bomLength(existing)) + (eol === '\n' ? text : text.replaceAll('\n', eol));
}
