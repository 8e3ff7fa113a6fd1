/** From a question to what an earlier run answered, if everything is as it was then. */
import { checkRecord, type World } from './check.js';
import type { Observed } from './notes.js';
import type { RecordPlace } from './place.js';
import { entriesOf, type Entry } from './record.js';
import { openRecord, readPart, saveRecord, type FilePart, type OpenRecord } from './store.js';

export interface FoundAnswer {
  readonly code: number;
  readonly out: FilePart;
  readonly err: FilePart;
  /**
   * To be called when the answer is out: closes the record, and spares later look-ups what this one had to compare
   * by content.
   */
  readonly done: () => void;
}

/** The answer of a run. */
export async function lookUp(place: RecordPlace, world: World): Promise<FoundAnswer | null> {
  const found = await openHolding(place, world, true);
  if (found === null) return null;
  const { index, out, err } = found.record;
  const done = (): void => {
    close(place, found);
  };
  return { code: index.code, out, err, done };
}

/** A part of a run, and what it depends on as it is now. */
export async function lookUpPart(
  place: RecordPlace,
  world: World,
): Promise<{ readonly bytes: Uint8Array; readonly observed: Observed } | null> {
  const found = await openHolding(place, world, false);
  if (found === null) return null;
  const bytes = readPart(found.record.out);
  const observed = { entries: entriesNow(found), conditions: found.record.index.conditions };
  close(place, found);
  return { bytes, observed };
}

interface Holding {
  readonly record: OpenRecord;
  /** What is known now of the entries that were compared by content. */
  readonly renewed: ReadonlyMap<number, Entry>;
}

/** Null when there is no record, or it does not hold. */
async function openHolding(place: RecordPlace, world: World, isLast: boolean): Promise<Holding | null> {
  const record = openRecord(place);
  if (record === null) return null;
  const renewed = await check(record, world, isLast);
  if (renewed !== null) return { record, renewed };
  record.close();
  return null;
}

async function check(
  { index }: OpenRecord,
  world: World,
  isLast: boolean,
): Promise<ReadonlyMap<number, Entry> | null> {
  try {
    const verdict = await checkRecord(index, world, isLast);
    return verdict.holds ? verdict.renewed : null;
  } catch {
    // Something that was there cannot be read any more: the run itself says what.
    return null;
  }
}

function entriesNow({ record, renewed }: Holding): readonly Entry[] {
  return entriesOf(record.index).map((entry, at) => renewed.get(at) ?? entry);
}

function close(place: RecordPlace, found: Holding): void {
  const { record, renewed } = found;
  if ([...renewed.values()].some(({ isRacy }) => !isRacy)) {
    const { index, out, err } = record;
    const answer = { code: index.code, out: readPart(out), err: readPart(err) };
    const { conditions } = index;
    saveRecord(place, { key: place.key, entries: entriesNow(found), conditions, answer });
  }
  record.close();
}
