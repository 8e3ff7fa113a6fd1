/** From a command line to the answer that an earlier run gave, if everything is as it was then. */
import { checkRecord, type World } from './check.js';
import type { RecordPlace } from './place.js';
import { encodeRecord, entriesOf, type Answer, type Entry, type LoadedRecord } from './record.js';
import { loadRecord, saveRecord } from './store.js';

export interface FoundAnswer {
  readonly answer: Answer;
  /** Spares later look-ups what this one had to compare by content. To be called after the answer is out. */
  readonly renew: () => void;
}

export async function lookUp(place: RecordPlace, world: World): Promise<FoundAnswer | null> {
  const record = loadRecord(place);
  if (record === null) return null;
  try {
    const verdict = await checkRecord(record, world);
    if (!verdict.holds) return null;
    return {
      answer: record.answer,
      renew: () => {
        renew(place, record, verdict.renewed);
      },
    };
  } catch {
    // Something that was there cannot be read any more: the run itself says what.
    return null;
  }
}

function renew(place: RecordPlace, record: LoadedRecord, renewed: ReadonlyMap<number, Entry>): void {
  if (![...renewed.values()].some(({ isRacy }) => !isRacy)) return;
  const entries = entriesOf(record).map((entry, index) => renewed.get(index) ?? entry);
  saveRecord(place, encodeRecord({ ...record, entries }));
}
