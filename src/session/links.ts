import { escapeText } from '../documents/markdown/escape.js';

/** A link to a line of a file, as Markdown. */
export function linkTo(uri: string, line: number): string {
  const name = decodeName(uri.slice(uri.lastIndexOf('/') + 1));
  // Brackets and parentheses would end the link.
  const target = uri.replace(/[()<>\s]/g, (unit) => encodeURIComponent(unit).replace(/[()]/g, escapeByte));
  return `[${escapeText(`${name}:${line}`)}](${target}#L${line})`;
}

function escapeByte(unit: string): string {
  return `%${unit.charCodeAt(0).toString(16)}`;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A name in memory may hold a lone percent sign.
    return name;
  }
}
