// What shape a logical line has that the reader of src/python/fast certainly reads. README.md lists them.
import { atEnd, enterLine, take } from './cursor';
import { acceptExpression, REFUSED } from './expressions';
import { headerShape } from './headers';
import {
  FLAG_ESCAPE,
  FLAG_INLINE,
  FLAG_NON_ASCII,
  FLAG_SEMI,
  KIND_DECORATOR,
  KIND_DOCSTRING,
  KIND_SIMPLE,
  SHAPE_DECORATOR,
  SHAPE_UNKNOWN,
} from './layout';
import { expectStrings } from './literals';
import { statementShape } from './statements';

/** Of one statement on a line of its own: several statements are never judged. */
const FLAGS_REFUSED: i32 = FLAG_INLINE | FLAG_SEMI;

/** The shape of the logical line from `start` to `behind`, which was lexed without an error. */
export function shapeOf(kind: i32, flags: i32, start: usize, behind: usize): i32 {
  if ((flags & FLAGS_REFUSED) != 0) return SHAPE_UNKNOWN;
  enterLine(start, behind);
  expectStrings((flags & FLAG_ESCAPE) != 0, (flags & FLAG_NON_ASCII) != 0);
  const shape = shapeOfKind(kind);
  return atEnd() ? shape : SHAPE_UNKNOWN;
}

function shapeOfKind(kind: i32): i32 {
  if (kind == KIND_SIMPLE || kind == KIND_DOCSTRING) return statementShape();
  return kind == KIND_DECORATOR ? decoratorShape() : headerShape();
}

function decoratorShape(): i32 {
  take(1);
  return acceptExpression() == REFUSED ? SHAPE_UNKNOWN : SHAPE_DECORATOR;
}
