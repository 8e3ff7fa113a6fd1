import type { Diagnostic } from '../diagnostics.js';
import { lineIndex, type Position } from '../source/text.js';
import { decodeSource, dropMark } from './decode.js';
import type { CheckpointMention, FactsDepth, ModuleFacts } from './facts.js';
import { lowerModule, type StringPlace } from './lower/module.js';
import { mentionsInText } from './mentions.js';
import { createPythonParser, type SyntaxNode } from './syntax-tree.js';

/** Turns the bytes (or the decoded text) of one Python file into facts. Never throws for what a file contains. */
export type FactExtractor = (path: string, source: Uint8Array | string, depth?: FactsDepth) => ModuleFacts;

/** At most this many syntax errors of one file are reported one by one. */
const MAX_SYNTAX_ERRORS = 20;

const UNKNOWN_DAMAGE = 'this is not Python that the grammar knows';

/**
 * Loads the grammar and returns the extractor. This is the only door to Python source: another implementation
 * must give the same facts.
 */
export async function createFactExtractor(): Promise<FactExtractor> {
  const parser = await createPythonParser();
  return (path, source, depth = 'module') => {
    const decoded =
      typeof source === 'string' ? { text: dropMark(source), problem: null } : decodeSource(source);
    const index = lineIndex(decoded.text);
    const position: PositionOf = (offset) => index.position(offset);
    const { body, root, strings, problems } = lowerModule(
      parser,
      { text: decoded.text, at: position },
      { functionBodies: depth === 'bodies' },
    );
    const damage = [
      ...syntaxErrors(path, root, position),
      ...problems
        .slice(0, MAX_SYNTAX_ERRORS)
        .map((each) => syntaxError(path, position(each.start), each.reason)),
    ];
    if (root.damaged && damage.length === 0) damage.push(syntaxError(path, position(0), UNKNOWN_DAMAGE));
    const diagnostics = [...sourceProblems(path, decoded), ...damage];
    const mentions = strings.flatMap((place) => mentionsIn(decoded.text, position, place));
    return { path, depth, body, mentions, partial: diagnostics.length > 0, diagnostics };
  };
}

type PositionOf = (offset: number) => Position;

function mentionsIn(text: string, at: PositionOf, place: StringPlace): readonly CheckpointMention[] {
  // No id is shorter than its call; most strings are.
  if (place.end - place.start < 12) return [];
  return mentionsInText(text.slice(place.start, place.end)).map(({ id, via, receiver, offset, length }) => {
    const start = place.start + offset;
    return { start, end: start + length, ...at(start), id, via, receiver, scope: place.scope };
  });
}

function sourceProblems(
  path: string,
  decoded: { text: string; problem: string | null },
): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const report = (message: string): void => {
    problems.push({ rule: 'python-source', severity: 'warning', message, file: path, line: 1, column: 1 });
  };
  if (decoded.problem !== null) report(`Python would not read this file: ${decoded.problem}.`);
  if (decoded.text.includes('\0')) report('Python would not read this file: it contains a NUL character.');
  return problems;
}

/** The outermost error nodes and missing tokens below the root, in source order. */
function syntaxErrors(path: string, root: SyntaxNode, at: PositionOf): readonly Diagnostic[] {
  const errors: Diagnostic[] = [];
  const stack: SyntaxNode[] = [root];
  for (let node = stack.pop(); node !== undefined && errors.length < MAX_SYNTAX_ERRORS; node = stack.pop()) {
    const damaged = node.children.filter((child) => child.damaged);
    const isWhole = node === root;
    if ((node.type !== 'ERROR' || isWhole) && !node.missing && damaged.length > 0) {
      stack.push(...damaged.reverse());
    } else if (!isWhole) {
      const what = node.missing ? `${node.type} is missing` : UNKNOWN_DAMAGE;
      errors.push(syntaxError(path, at(node.start), what));
    }
  }
  return errors;
}

function syntaxError(path: string, place: Position, what: string): Diagnostic {
  const message = `Syntax error: ${what}. The facts beside it are a best effort.`;
  return { rule: 'python-syntax', severity: 'warning', message, file: path, ...place };
}
