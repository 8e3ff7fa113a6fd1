import type { Content } from '../../../src/python/fast/lines.js';
import type { Header } from '../../../src/python/fast/headers.js';
import { LineShape } from '../../../src/python/lexer.js';
import type { Expr, Stmt } from '../../../src/python/syntax.js';

/** The shape that a line should have which the reader has read so; unknown where it has none of them. */
export function shapeOfContent(content: Content, text: string): LineShape {
  switch (content.form) {
    case 'decorator':
      return LineShape.decorator;
    case 'header':
      return content.inline === null ? shapeOfHeader(content.header, text) : LineShape.unknown;
    case 'statements': {
      const [first, second] = content.statements;
      return first === undefined || second !== undefined ? LineShape.unknown : shapeOfStatement(first);
    }
  }
}

function shapeOfStatement(statement: Stmt): LineShape {
  switch (statement.kind) {
    case 'import':
      return LineShape.import;
    case 'import-from':
      return LineShape.importFrom;
    case 'assign':
    case 'annotated':
    case 'augmented':
      return LineShape.assignment;
    case 'return':
      return LineShape.return;
    case 'expression':
      return shapeOfExpression(statement.value);
    case 'pass':
    case 'break':
    case 'continue':
    case 'global':
    case 'nonlocal':
    case 'raise':
    case 'assert':
    case 'delete':
      return LineShape.other;
    default:
      return LineShape.unknown;
  }
}

function shapeOfExpression(value: Expr): LineShape {
  if (value.kind === 'yield') return LineShape.unknown;
  if (value.kind !== 'string') return LineShape.expression;
  return value.value === null ? LineShape.unknown : LineShape.text;
}

function shapeOfHeader(header: Header, text: string): LineShape {
  switch (header.kind) {
    case 'if':
      // The header of an `elif` is that of an `if`.
      return text.startsWith('elif') ? LineShape.elif : LineShape.if;
    case 'function':
      return header.params.every((param) => param.default === null || isLiteral(param.default))
        ? LineShape.literalFunction
        : LineShape.function;
    case 'match':
    case 'case':
      return LineShape.unknown;
    default:
      return LineShape[header.kind];
  }
}

function isLiteral(value: Expr): boolean {
  if (value.kind === 'unary')
    return value.op !== '~' && value.op !== 'not' && value.operand.kind === 'number';
  return (
    value.kind === 'number' || value.kind === 'constant' || (value.kind === 'string' && value.value !== null)
  );
}
