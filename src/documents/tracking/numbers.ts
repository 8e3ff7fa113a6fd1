/** Whole numbers as people write them, with or without a mark between groups of three digits. */

/** The form of a number, for use in others. A group of digits with `%` behind it is a number of its own. */
export const NUMBER = String.raw`(?:\d{1,3}(?:[,.'’\s]\d{3})+(?![\d%])|\d+)`;

/** What divides the groups of the first number of a text that has several; empty where none has. */
export function separatorOf(text: string): string {
  return numbersIn(text).flatMap((number) => /\D/.exec(number) ?? [])[0] ?? '';
}

/** The text with its numbers replaced in turn. One that says the same already stays as it is written. */
export function withNumbers(text: string, numbers: readonly number[], separator: string): string {
  let at = 0;
  return text.replace(new RegExp(NUMBER, 'g'), (old) => {
    const number = numbers[at++];
    const stays = number === undefined || Number(old.replace(/\D/g, '')) === number;
    return stays ? old : grouped(number, separator);
  });
}

export function grouped(number: number, separator: string): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, separator);
}

function numbersIn(text: string): readonly string[] {
  return text.match(new RegExp(NUMBER, 'g')) ?? [];
}
