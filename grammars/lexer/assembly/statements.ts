// Simple statements that src/python/fast/statements.ts reads: what shape one has, 0 where that is not certain.
import {
  at,
  atEnd,
  atWord,
  closesBracket,
  here,
  opensBracket,
  take,
  takes,
  takesDottedName,
  takesName,
  takesWord,
} from './cursor';
import { acceptExpression, acceptExpressions, isPlace, isTarget, REFUSED, TEXT } from './expressions';
import { CLOSE_PARENTHESIS, COLON, COMMA, DOT, EQUALS, OPEN_PARENTHESIS, STAR } from './input';
import {
  SHAPE_ASSIGNMENT,
  SHAPE_EXPRESSION,
  SHAPE_IMPORT,
  SHAPE_IMPORT_FROM,
  SHAPE_OTHER,
  SHAPE_RETURN,
  SHAPE_TEXT,
  SHAPE_UNKNOWN,
  shapeIf,
} from './layout';
import { augmentedLength } from './operators';
import {
  AS,
  ASSERT,
  behindWord,
  BREAK,
  CONTINUE,
  DEL,
  FROM,
  GLOBAL,
  IMPORT,
  isKeyword,
  NONLOCAL,
  PASS,
  RAISE,
  RETURN,
  wordAt,
} from './words';

export function statementShape(): i32 {
  const length = behindWord(at) - at;
  if (!isKeyword(at, length)) return expressionShape();
  const word = wordAt(at, length);
  if (word == IMPORT) return shapeIf(acceptsImport(), SHAPE_IMPORT);
  if (word == FROM) return shapeIf(acceptsImportFrom(), SHAPE_IMPORT_FROM);
  if (word == RETURN) return shapeIf(acceptsReturn(), SHAPE_RETURN);
  if (word == RAISE) return shapeIf(acceptsRaise(), SHAPE_OTHER);
  if (word == ASSERT) return shapeIf(acceptsAssert(), SHAPE_OTHER);
  if (word == DEL) return shapeIf(acceptsDelete(), SHAPE_OTHER);
  if (word == GLOBAL || word == NONLOCAL) return shapeIf(acceptsNames(length), SHAPE_OTHER);
  if (word == PASS || word == BREAK || word == CONTINUE) {
    take(length);
    return SHAPE_OTHER;
  }
  // `not x`, or a value; what else begins with a keyword is no expression.
  return expressionShape();
}

/** An expression, or an assignment of one of the three kinds. */
function expressionShape(): i32 {
  const first = acceptExpressions();
  if (first == REFUSED) return SHAPE_UNKNOWN;
  if (atEnd()) return first == TEXT ? SHAPE_TEXT : SHAPE_EXPRESSION;
  const byte = here();
  if (byte == EQUALS) return shapeIf(acceptsValues(first), SHAPE_ASSIGNMENT);
  if (byte == COLON) return shapeIf(isPlace(first) && acceptsAnnotation(), SHAPE_ASSIGNMENT);
  return shapeIf(isPlace(first) && acceptsAugmented(), SHAPE_ASSIGNMENT);
}

/** Behind the first target: `=` and what follows, which is a target where another `=` stands behind it. */
function acceptsValues(first: i32): bool {
  let kind = first;
  while (isTarget(kind) && takes(EQUALS)) kind = acceptExpressions();
  return kind != REFUSED && here() != EQUALS;
}

function acceptsAnnotation(): bool {
  take(1);
  if (acceptExpression() == REFUSED) return false;
  return !takes(EQUALS) || acceptExpressions() != REFUSED;
}

function acceptsAugmented(): bool {
  const length = augmentedLength();
  if (length == 0) return false;
  take(length + 1);
  return acceptExpressions() != REFUSED;
}

function acceptsImport(): bool {
  do {
    // The keyword, or a comma.
    take(here() == COMMA ? 1 : 6);
    if (!takesDottedName() || !acceptsAlias()) return false;
  } while (here() == COMMA);
  return true;
}

function acceptsAlias(): bool {
  return !takesWord(AS) || takesName();
}

function acceptsImportFrom(): bool {
  take(4);
  const isRelative = here() == DOT;
  while (takes(DOT));
  if (!(isRelative && atWord(IMPORT)) && !takesDottedName()) return false;
  return takesWord(IMPORT) && (takes(STAR) || acceptsImportedNames());
}

function acceptsImportedNames(): bool {
  if (here() != OPEN_PARENTHESIS) return acceptsImportedName() && acceptsFurtherNames(0);
  return (
    opensBracket() &&
    acceptsImportedName() &&
    acceptsFurtherNames(CLOSE_PARENTHESIS) &&
    closesBracket(CLOSE_PARENTHESIS)
  );
}

function acceptsImportedName(): bool {
  return takesName() && acceptsAlias();
}

/** Up to `close`, before which a comma may stand; without brackets none may. */
function acceptsFurtherNames(close: i32): bool {
  while (takes(COMMA) && (close == 0 || here() != close)) if (!acceptsImportedName()) return false;
  return true;
}

function acceptsReturn(): bool {
  take(6);
  return atEnd() || acceptExpressions() != REFUSED;
}

function acceptsRaise(): bool {
  take(5);
  if (atEnd()) return true;
  if (acceptExpression() == REFUSED) return false;
  return !takesWord(FROM) || acceptExpression() != REFUSED;
}

function acceptsAssert(): bool {
  take(6);
  if (acceptExpression() == REFUSED) return false;
  return !takes(COMMA) || acceptExpression() != REFUSED;
}

function acceptsDelete(): bool {
  take(3);
  if (!isTarget(acceptExpression())) return false;
  while (takes(COMMA) && !atEnd()) if (!isTarget(acceptExpression())) return false;
  return true;
}

/** What `global` and `nonlocal` name, the word being so long. */
function acceptsNames(length: usize): bool {
  take(length);
  if (!takesName()) return false;
  while (takes(COMMA)) if (!takesName()) return false;
  return true;
}
