/** A text read by tree-sitter as a whole, with what is wrong with it. */
import { append } from '../append.js';
import type { Diagnostic } from '../diagnostics.js';
import type { Position } from '../source/text.js';
import { unread } from './broken.js';
import type { FactsDepth, ModuleFacts } from './facts.js';
import { lowerModule } from './lower/module.js';
import type { SourceFile } from './source-file.js';
import { mentionsIn } from './string-mentions.js';
import type { PythonParser, SyntaxNode } from './syntax-tree.js';

/** At most this many syntax errors of one file are reported one by one. */
export const MAX_SYNTAX_ERRORS = 20;

export const UNKNOWN_DAMAGE = 'this is not Python that the grammar knows';

export interface WholeText {
  readonly facts: ModuleFacts;
  /** Whether something in it is not understood at all. What is understood may have diagnostics too. */
  readonly damaged: boolean;
}

export function readText(
  parser: PythonParser,
  file: Omit<SourceFile, 'encoded'>,
  depth: FactsDepth,
): WholeText {
  const { path, at } = file;
  const options = { functionBodies: depth === 'bodies' };
  const { body, root, strings, problems, unread: end } = lowerModule(parser, file, options);
  const damage = [
    ...syntaxErrors(path, root, at),
    ...problems.slice(0, MAX_SYNTAX_ERRORS).map((each) => syntaxError(path, at(each.start), each.reason)),
  ];
  if (end !== null) damage.push(unreadFrom(path, at(end), UNKNOWN_DAMAGE, at(end).line));
  else if (root.damaged && damage.length === 0) damage.push(syntaxError(path, at(0), UNKNOWN_DAMAGE));
  const diagnostics = [...file.problems, ...damage];
  // A function's parameters are lowered behind its body.
  const mentions = strings
    .flatMap((place) => mentionsIn(file.text, place, at))
    .sort((a, b) => a.start - b.start);
  const facts = { path, depth, body, mentions, partial: diagnostics.length > 0, diagnostics };
  return { facts, damaged: root.damaged || end !== null };
}

/** @param line from which on nothing was read */
export function unreadFrom(path: string, place: Position, what: string, line: number): Diagnostic {
  const message = `Syntax error: ${what}. ${unread(line)}`;
  return { rule: 'python-syntax', severity: 'warning', message, file: path, ...place };
}

/** The outermost error nodes and missing tokens below the root, in source order. */
function syntaxErrors(path: string, root: SyntaxNode, at: SourceFile['at']): readonly Diagnostic[] {
  const errors: Diagnostic[] = [];
  const stack: SyntaxNode[] = [root];
  for (let node = stack.pop(); node !== undefined && errors.length < MAX_SYNTAX_ERRORS; node = stack.pop()) {
    const damaged = node.children.filter((child) => child.damaged);
    const isWhole = node === root;
    if ((node.type !== 'ERROR' || isWhole) && !node.missing && damaged.length > 0) {
      append(stack, damaged.reverse());
    } else if (!isWhole) {
      const what = node.missing ? `${node.type} is missing` : UNKNOWN_DAMAGE;
      errors.push(syntaxError(path, at(node.start), what));
    }
  }
  return errors;
}

export function syntaxError(path: string, place: Position, what: string): Diagnostic {
  const message = `Syntax error: ${what}. The facts beside it are a best effort.`;
  return { rule: 'python-syntax', severity: 'warning', message, file: path, ...place };
}
