/** From a command line to the answer that an earlier run gave, if everything is as it was then. */
import { checkRecord, type World } from './check.js';
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

export async function lookUp(place: RecordPlace, world: World): Promise<FoundAnswer | null> {
  const record = openRecord(place);
  if (record === null) return null;
  const renewed = await check(record, world);
  if (renewed === null) {
    record.close();
    return null;
  }
  const { out, err } = record;
  const done = (): void => {
    if ([...renewed.values()].some(({ isRacy }) => !isRacy)) renew(place, record, renewed);
    record.close();
  };
  return { code: record.index.code, out, err, done };
}

/** What is known now of the entries that were compared by content; null when the record does not hold. */
async function check({ index }: OpenRecord, world: World): Promise<ReadonlyMap<number, Entry> | null> {
  try {
    const verdict = await checkRecord(index, world);
    return verdict.holds ? verdict.renewed : null;
  } catch {
    // Something that was there cannot be read any more: the run itself says what.
    return null;
  }
}

function renew(place: RecordPlace, record: OpenRecord, renewed: ReadonlyMap<number, Entry>): void {
  const { index, out, err } = record;
  const entries = entriesOf(index).map((entry, at) => renewed.get(at) ?? entry);
  const answer = { code: index.code, out: readPart(out), err: readPart(err) };
  saveRecord(place, { key: place.key, entries, conditions: index.conditions, answer });
}
