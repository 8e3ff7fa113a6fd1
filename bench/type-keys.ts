/**
 * Characters typed into a file: how long it takes from the new text to its facts, as the language session gets them, and
 * in turn how long reading the whole file with tree-sitter takes. Prints one object for each edit.
 *
 * Usage: node type-keys.mjs FILE EDITS SEED
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { createFactExtractor, type Stmt } from '../src/index.js';
import { nestedBlocks } from '../src/python/evaluate/nesting.js';
import { createFactReaders } from '../src/python/extract.js';
import { createFactFollowers } from '../src/python/follow/follower.js';
import { createRandom } from './random.js';
import { touch } from './touch.js';

/** Where a character is typed. */
type Place = 'function' | 'header' | 'module';

/** Every so many edits the facts of the two ways are compared. */
const COMPARED = 5;
const WARM_UPS = 30;

interface Range {
  readonly start: number;
  readonly end: number;
}

function placesOf(body: readonly Stmt[]): Readonly<Record<Place, readonly Range[]>> {
  const places: Record<Place, Range[]> = { function: [], header: [], module: [] };
  const visit = (block: readonly Stmt[], inFunction: boolean, inClass: boolean): void => {
    for (const stmt of block) {
      const blocks = nestedBlocks(stmt).filter(({ length }) => length > 0);
      const first = Math.min(stmt.end, ...blocks.map((each) => each[0]?.start ?? stmt.end));
      if (inFunction) places.function.push({ start: stmt.start, end: first });
      else if (stmt.kind === 'class') places.header.push({ start: stmt.start, end: headerEnd(stmt) });
      else if (!inClass && stmt.kind !== 'function') places.module.push({ start: stmt.start, end: first });
      for (const each of blocks)
        visit(each, inFunction || stmt.kind === 'function', inClass || stmt.kind === 'class');
    }
  };
  visit(body, false, false);
  return places;
}

function headerEnd({ start, args }: Extract<Stmt, { kind: 'class' }>): number {
  return Math.max(start + 'class '.length, ...args.map(({ value }) => value.end));
}

function timed<T>(run: () => T): readonly [value: T, ms: number] {
  const started = performance.now();
  const value = run();
  return [value, performance.now() - started];
}

const [file = '', edits = '100', seed = '1'] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const { facts: followed } = createFactFollowers(await createFactReaders())(file, 'module');
const whole = await createFactExtractor({ engine: 'full' });
const places = placesOf(whole(file, text, 'bodies').body);
const random = createRandom(Number(seed));

/** A text with one character more, in a place of that kind. */
function typed(place: Place, character: string): string {
  const { start, end } = places[place][random.below(places[place].length)] ?? { start: 0, end: 0 };
  const at = start + 1 + random.below(Math.max(1, end - start - 1));
  return text.slice(0, at) + character + text.slice(at);
}

const kinds = (['function', 'header', 'module'] as const).flatMap((place) =>
  [
    { kind: 'letter', character: 'x' },
    { kind: 'bracket', character: '(' },
  ].map((each) => ({ place, ...each })),
);

const found: unknown[] = [];
for (let edit = -WARM_UPS; edit < Number(edits); edit++) {
  // A bracket is typed a tenth as often: it stands for what is not Python while it is typed.
  const kind = kinds[(Math.abs(edit) % 3) * 2 + (Math.abs(edit) % 30 < 3 ? 1 : 0)];
  if (kind === undefined) continue;
  const next = typed(kind.place, kind.character);
  // Each character is typed into the same text, so the last one is taken out again first.
  followed(text);
  const [facts, factsMs] = timed(() => followed(next));
  followed(text);
  const [, allMs] = timed(() => touch(followed(next)));
  const [reference, wholeMs] = timed(() => whole(file, next));
  const compared = edit % COMPARED === 0 && !reference.partial;
  const same = compared ? isDeepStrictEqual(facts, reference) : null;
  if (edit >= 0) found.push({ ...kind, valid: !reference.partial, factsMs, allMs, wholeMs, same });
}
process.stdout.write(JSON.stringify(found));
