import { ArchscanError } from '../errors.js';
import { kindOfPath, pathExists, readTextFile } from '../source/files.js';
import type { Profile } from '../sync/profile.js';
import { parseProfile, shippedProfiles } from '../sync/profiles.js';
import { didYouMean } from '../text/suggest.js';
import type { Io } from './io.js';
import { reportDiagnostics } from './report.js';

/**
 * @param name id of a shipped profile, or path of a JSON file
 * @throws ArchscanError as {@link readProfile}
 */
export async function namedProfile(io: Io, name: string, quiet: boolean): Promise<Profile> {
  const shipped = shippedProfiles();
  const found = shipped.find(({ id }) => id === name);
  if (found !== undefined) return found;
  if (pathExists(name)) return await readProfile(io, name, quiet);
  const ids = shipped.map(({ id }) => id);
  throw new ArchscanError(
    'usage',
    `The profile '${name}' cannot be read: it is neither a shipped one nor a file.${didYouMean(name, ids)}`,
    {
      hint: `Give the path of a JSON file, or one of ${ids.join(', ')}.`,
    },
  );
}

/**
 * What is wrong in it is reported.
 *
 * @param file path of a JSON file
 * @throws ArchscanError `usage` when it cannot be read, `config-invalid` when something in it is wrong
 */
export async function readProfile(io: Io, file: string, quiet: boolean): Promise<Profile> {
  const text = textOf(file);
  const read = parseProfile(text);
  if ('profile' in read) return read.profile;
  const { profileDiagnostics } = await import('../sync/profile-diagnostics.js');
  reportDiagnostics(io, profileDiagnostics(read.mistakes, text, file), quiet);
  throw new ArchscanError('config-invalid', `The profile ${file} has errors; nothing was done.`, {
    hint: 'docs/sync.md describes profiles; docs/sync-profile.schema.json checks them in an editor.',
  });
}

function textOf(file: string): string {
  try {
    return readTextFile(file).replace(/^\uFEFF/, '');
  } catch (cause) {
    const why = kindOfPath(file) === 'directory' ? ': it is a folder' : '';
    throw new ArchscanError('usage', `The profile ${file} cannot be read${why}.`, {
      cause,
      hint: 'Give the path of a JSON file; docs/sync.md describes what is in it.',
    });
  }
}
