import { ArchscanError } from '../errors.js';

/**
 * The date of a document, `YYYY-MM-DD` in UTC: the given one, else `SOURCE_DATE_EPOCH` (seconds), else today.
 *
 * @throws ArchscanError `usage` for something that is no date
 */
export function documentDate(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Date,
): string {
  if (given !== undefined) {
    const parsed = new Date(`${given}T00:00:00Z`);
    if (/^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(parsed.getTime()) && isoDate(parsed) === given)
      return given;
    throw new ArchscanError('usage', `'${given}' is no date.`, { hint: 'Write it as YYYY-MM-DD.' });
  }
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') return isoDate(now());
  if (!/^\d{1,12}$/.test(epoch)) {
    throw new ArchscanError('usage', `SOURCE_DATE_EPOCH is '${epoch}', which is no number of seconds.`);
  }
  return isoDate(new Date(Number(epoch) * 1000));
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
