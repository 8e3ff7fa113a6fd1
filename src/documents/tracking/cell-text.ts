/** What people write into machine cells besides what archscan writes. */

/** Whether a cell says that there is nothing, which people also say with a mark. */
export function saysNone(text: string): boolean {
  return /^(?:n|no|none|n\/a|-+|[–—−❌✗✘✖]|:x:)?[\uFE0E\uFE0F]?$/iu.test(text);
}

/** Whether a cell names the file, alone or behind the folders in which it lies. */
export function namesFile(text: string, file: string): boolean {
  return text === file || (file === '' ? saysNone(text) : text.endsWith(`/${file}`));
}

/** The file that a cell names, as the model has it: its base name, empty for none. */
export function fileOf(text: string): string {
  return saysNone(text) ? '' : (/^\S*\/([^\s/]+)$/.exec(text)?.[1] ?? text);
}

/** Whether a cell names the checkpoint, alone or among others and remarks. */
export function namesCheckpoint(text: string, id: string): boolean {
  return text === id || checkpointsOf(text).includes(id);
}

/** What a cell names that has the form of an id with an organisation; the whole text where nothing has. */
export function checkpointsOf(text: string): readonly string[] {
  const ids = words(text).filter((word) => word.includes('/'));
  return ids.length === 0 ? [text] : ids;
}

/** Words of the characters that ids are made of. A full stop behind one ends a sentence. */
function words(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_/]+(?:[.-]+[\p{L}\p{N}_/]+)*/gu) ?? [];
}
