import { nameOf, partsOf } from '../slug.js';

/** What names of one model have in common however they are written: letters, digits and dots. */
function nameKey(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.]/g, '');
}

/** The titles that a title stands for: `Llama 3.1/3.3 70B` means two models. */
function alternatives(title: string): readonly string[] {
  const words = title
    .trim()
    .replace(/\s*\/\s*/g, '/')
    .split(/\s+/);
  const choices = words.map((word) => word.split('/'));
  return choices.reduce<readonly string[]>(
    (titles, choice) => titles.flatMap((each) => choice.map((word) => `${each} ${word}`)),
    [''],
  );
}

/** Finds the title under which a page lists a model, by the model's name or the id of its checkpoint. */
export function titleIndex(titles: readonly string[]): (names: readonly string[]) => string | null {
  const byKey = new Map<string, string>();
  for (const title of titles) {
    for (const each of [title, ...alternatives(title)]) byKey.set(nameKey(each), title);
  }
  return (names) => {
    for (const name of names) {
      for (const each of [name, nameOf(name), partsOf(name).stem]) {
        const title = byKey.get(nameKey(each));
        if (title !== undefined) return title;
      }
    }
    return null;
  };
}
