import { expect, test } from 'vitest';
import { createFactExtractor } from '../../../src/python/extract.js';
import { moved } from '../../../src/python/follow/move.js';
import { movedStatements } from '../../../src/python/follow/move-statements.js';

const TEXT = `
"""Docs."""
import a, b.c as d
from ..e import *
from f import g as h, i

A = B = {'k': [1, (2.5, -3), {4}], **rest}
C: Final[int] = x.y[0:1, ::2] if not p and q or r else None
D += f'{A!r:>{width}} and {B=}' 'more'
print(*items, end='', **options, flag=... is not None and 1 < 2 <= 3)
type Pair[T: int, *Ts, **P] = tuple[T, T]
del A
assert (n := len(rest)), lambda u, /, v=1, *w, x: (u async for u in v if u) if x else await y


@decorate(name=b'bytes')
class Acorn[T](Base[T], module.Other, metaclass=Meta):
    """A class."""

    field: ClassVar[str] = 'value'

    @property
    async def method[U](self, a, /, b: int = 1, *args: str, c=None, **kwargs) -> dict[str, U]:
        """A method."""
        global Z
        for key, value in self.items():
            yield key
        else:
            return
        while True:
            break

    class Config:
        pass


if __name__ == '__main__':
    with open(p) as q, r:
        pass
elif other:
    try:
        raise Error from cause
    except* (A, B) as error:
        pass
    finally:
        pass
else:
    match A:
        case {'k': [1, *_], **others} | Acorn(field=str() as name) if name:
            pass
`;

const extract = await createFactExtractor();

test.each(['module', 'bodies'] as const)('statements are moved as any data is (%s)', (depth) => {
  const { body, diagnostics } = extract('a.py', TEXT, depth);
  expect(diagnostics).toEqual([]);
  const shift = { offset: 100, lines: 7 };
  expect(movedStatements(body, shift)).toEqual(moved(body, shift));
  expect(movedStatements(body, shift)).not.toEqual(body);
});

test('what does not move is the same object', () => {
  const { body } = extract('a.py', TEXT, 'module');
  expect(movedStatements(body, { offset: 0, lines: 0 })).toBe(body);
});
