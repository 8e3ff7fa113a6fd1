/** What people write into machine cells besides what archscan writes. */
import { standingText } from '../markdown/plain-text.js';
import type { Cell } from '../markdown/tables.js';

const YES = String.raw`(?:(?:y|yes|true)(?![\p{L}\p{Nd}_])|[✓✔✅☑]|:(?:white|heavy)_check_mark:)[\uFE0E\uFE0F]?`;
const NO = String.raw`(?:n|no|none|false|n\/a|x|-+|[–—−❌❎✗✘✖×]|:x:)[\uFE0E\uFE0F]?`;

const YES_FIRST = new RegExp(`^${YES}`, 'iu');
const NONE = new RegExp(`^(?:${NO})?$`, 'iu');
const MARK = new RegExp(String.raw`^(?:${YES}|${NO}|\?)?$`, 'iu');
/** Behind a mark that says yes: a question, an alternative, or the opposite. */
const TAKEN_BACK = new RegExp(String.raw`^\s*(?:[/|?]|(?:[,;→⇒]|[-=]?>|(?:or|and|now)\b|\s)*${NO}$)`, 'iu');

/** The text of a machine cell without what is struck out. */
export function saidIn(cell: Cell | undefined): string {
  return cell?.node === undefined ? (cell?.text ?? '') : standingText(cell.node);
}

/**
 * Whether a cell says yes; scripts write `Y`, people also other marks, and remarks behind them. A mark with a question
 * mark, an alternative (`Y/N`), or the opposite behind it (`✅ → ❌`) does not.
 */
export function saysYes(text: string): boolean {
  const [yes] = YES_FIRST.exec(text) ?? [];
  return yes !== undefined && !TAKEN_BACK.test(text.slice(yes.length));
}

/** What a cell of the fallback column says, `null` for `?`. */
export function readFallback(text: string): boolean | null {
  return text.startsWith('?') ? null : saysYes(text);
}

/** Whether a cell says that there is nothing, which people also say with a mark. */
export function saysNone(text: string): boolean {
  return NONE.test(text);
}

/** Whether a cell has nothing but a mark that says yes, no, or that it is not known. */
export function isMark(text: string): boolean {
  return MARK.test(text);
}

/** Whether a cell names the file, alone, behind the folders in which it lies, or among remarks. */
export function namesFile(text: string, file: string): boolean {
  if (file === '' || text === file) return text === file || saysNone(text);
  return words(text).some((word) => word === file || word.endsWith(`/${file}`));
}

/** The file that a cell names, as the model has it: its base name, empty for none. */
export function fileOf(text: string): string {
  if (saysNone(text)) return '';
  const files = new Set(words(text).flatMap((word) => /[^/]+\.py$/.exec(word) ?? []));
  const [file = text] = files;
  return files.size > 1 ? text : file;
}

/** Whether a cell names the checkpoint, alone or among others and remarks. */
export function namesCheckpoint(text: string, id: string): boolean {
  return text === id || words(withHubIds(text)).includes(id);
}

/** What a cell names that has the form of an id with an organisation; the whole text where nothing has. */
export function checkpointsOf(text: string): readonly string[] {
  const ids = words(withHubIds(text)).filter((word) => word.includes('/'));
  return ids.length === 0 ? [text] : ids;
}

/** A text with ids of the Hub instead of the addresses of their pages. */
function withHubIds(text: string): string {
  return text.replace(HUB_ADDRESS, '$1');
}

/** The page of a checkpoint on the Hub, or a page below it; its group is the id. */
const HUB_ADDRESS = /https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/([^\s/]+\/[^\s/?#)>,]+)[^\s)>,]*/g;

/** Words of the characters that ids are made of. A full stop behind one ends a sentence. */
function words(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_/]+(?:[.-]+[\p{L}\p{N}_/]+)*/gu) ?? [];
}
