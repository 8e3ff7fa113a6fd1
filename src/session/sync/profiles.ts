/** The profiles of a folder, as their files are now. */
import type { Place } from '../../diagnostics.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import type { Profile } from '../../sync/profile.js';
import { profileDiagnostics } from '../../sync/profile-diagnostics.js';
import { parseProfile, profilesWith, shippedProfiles } from '../../sync/profiles.js';
import { keyOf } from '../keys.js';
import type { FolderSettings } from '../settings.js';
import type { FileStore } from '../store.js';

export interface FolderProfiles {
  /** The same objects for as long as their texts stay. */
  readonly profiles: readonly Profile[];
  readonly own: readonly Profile[];
  /** A profile of the configuration that cannot be read now may stand before any shipped one. */
  readonly isSilent: (profile: Profile) => boolean;
  readonly problems: readonly Finding[];
}

export interface ProfileReader {
  readonly shipped: readonly Profile[];
  readonly of: (settings: FolderSettings, store: FileStore) => FolderProfiles;
}

type Read = { readonly profile: Profile } | { readonly problems: readonly Finding[] };

export function createProfileReader(): ProfileReader {
  const shipped = shippedProfiles();
  const known = new Map<string, { readonly text: string; readonly read: Read }>();

  /** @param named where the configuration names it */
  function read(key: string, store: FileStore, named: Place | undefined): Read {
    const found = store.document(key);
    if (found === null) {
      const message = `The profile ${key} is not there. Write it, or correct \`profiles\`.`;
      return { problems: [notThere(named ?? { file: key, line: 1, column: 1 }, message)] };
    }
    if ('finding' in found) return { problems: [found.finding] };
    const before = known.get(key);
    if (before?.text === found.text) return before.read;
    const made = parse(key, found.text);
    known.set(key, { text: found.text, read: made });
    return made;
  }

  return {
    shipped,
    of({ config, profilePlaces }, store) {
      const all = (config.profiles ?? []).map((file, index) =>
        read(keyOf(file), store, profilePlaces[index]),
      );
      const own = all.flatMap((each) => ('profile' in each ? [each.profile] : []));
      const problems = all.flatMap((each) => ('problems' in each ? each.problems : []));
      const isSilent = (profile: Profile): boolean => problems.length > 0 && !own.includes(profile);
      return { profiles: profilesWith(own, shipped), own, isSilent, problems };
    },
  };
}

function parse(key: string, text: string): Read {
  const plain = text.replace(/^\uFEFF/, '');
  const read = parseProfile(plain);
  if ('profile' in read) return read;
  return { problems: profileDiagnostics(read.mistakes, plain, key).map((each) => findingOf(each)) };
}

function notThere(place: Place, message: string): Finding {
  return findingOf({ ...place, rule: 'config-unreadable', severity: 'error', message });
}
