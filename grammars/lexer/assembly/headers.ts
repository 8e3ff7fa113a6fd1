// Headers of compound statements and definitions that src/python/fast/headers.ts reads, with their colon: what shape
// one has, 0 where that is not certain.
import { ahead, closesBracket, here, opensBracket, take, takes, takesName, takesWord } from './cursor';
import {
  acceptExpression,
  acceptExpressions,
  acceptNamed,
  acceptsBases,
  acceptsTargets,
  acceptTarget,
  isTarget,
  REFUSED,
} from './expressions';
import { CLOSE_PARENTHESIS, COLON, COMMA, GREATER, MINUS, OPEN_PARENTHESIS } from './input';
import {
  SHAPE_CLASS,
  SHAPE_ELIF,
  SHAPE_ELSE,
  SHAPE_EXCEPT,
  SHAPE_FINALLY,
  SHAPE_FOR,
  SHAPE_IF,
  SHAPE_FUNCTION,
  SHAPE_LITERAL_FUNCTION,
  SHAPE_TRY,
  SHAPE_UNKNOWN,
  SHAPE_WHILE,
  SHAPE_WITH,
  shapeIf,
} from './layout';
import { acceptsParametersUpTo, onlyLiterals, startParameters } from './parameters';
import { AS, ASYNC, CLASS, DEF, ELIF, ELSE, EXCEPT, FINALLY, FOR, IF, IN, TRY, WHILE, WITH } from './words';

export function headerShape(): i32 {
  const shape = takesWord(ASYNC) ? asyncShape() : shapeOfKeyword();
  return takes(COLON) ? shape : SHAPE_UNKNOWN;
}

function asyncShape(): i32 {
  if (takesWord(DEF)) return functionShape();
  if (takesWord(FOR)) return shapeIf(acceptsFor(), SHAPE_FOR);
  return takesWord(WITH) ? shapeIf(acceptsWith(), SHAPE_WITH) : SHAPE_UNKNOWN;
}

function shapeOfKeyword(): i32 {
  if (takesWord(DEF)) return functionShape();
  if (takesWord(IF)) return shapeIf(acceptsTest(), SHAPE_IF);
  if (takesWord(FOR)) return shapeIf(acceptsFor(), SHAPE_FOR);
  if (takesWord(ELSE)) return SHAPE_ELSE;
  if (takesWord(ELIF)) return shapeIf(acceptsTest(), SHAPE_ELIF);
  if (takesWord(WITH)) return shapeIf(acceptsWith(), SHAPE_WITH);
  if (takesWord(TRY)) return SHAPE_TRY;
  if (takesWord(EXCEPT)) return shapeIf(acceptsExcept(), SHAPE_EXCEPT);
  if (takesWord(CLASS)) return shapeIf(acceptsClass(), SHAPE_CLASS);
  if (takesWord(WHILE)) return shapeIf(acceptsTest(), SHAPE_WHILE);
  return takesWord(FINALLY) ? SHAPE_FINALLY : SHAPE_UNKNOWN;
}

function acceptsTest(): bool {
  return acceptNamed() != REFUSED;
}

function acceptsFor(): bool {
  return acceptsTargets() && takesWord(IN) && acceptExpressions() != REFUSED;
}

/** Brackets may hold one expression or all the items: they are left alone. */
function acceptsWith(): bool {
  if (here() == OPEN_PARENTHESIS || !acceptsContext()) return false;
  while (takes(COMMA)) if (!acceptsContext()) return false;
  return true;
}

function acceptsContext(): bool {
  if (acceptExpression() == REFUSED) return false;
  return !takesWord(AS) || isTarget(acceptTarget());
}

function acceptsExcept(): bool {
  if (here() == COLON) return true;
  return acceptExpression() != REFUSED && (!takesWord(AS) || takesName());
}

function acceptsClass(): bool {
  return takesName() && (here() != OPEN_PARENTHESIS || acceptsBases());
}

// ----------------------------------------------------------------- functions

/** Behind `def`. Type parameters are left alone. */
function functionShape(): i32 {
  if (!takesName() || here() != OPEN_PARENTHESIS || !acceptsParameters() || !acceptsReturns())
    return SHAPE_UNKNOWN;
  return onlyLiterals ? SHAPE_LITERAL_FUNCTION : SHAPE_FUNCTION;
}

function acceptsReturns(): bool {
  if (here() != MINUS || ahead(1) != GREATER) return true;
  take(2);
  return acceptExpression() != REFUSED;
}

function acceptsParameters(): bool {
  startParameters();
  return opensBracket() && acceptsParametersUpTo(CLOSE_PARENTHESIS) && closesBracket(CLOSE_PARENTHESIS);
}
