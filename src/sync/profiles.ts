import type * as z from 'zod';
import { issueText, keyPath, keysOf } from '../config/issue-text.js';
import { ArchscanError } from '../errors.js';
import { kindOfPath, pathExists, readTextFile } from '../source/files.js';
import { didYouMean } from '../text/suggest.js';
import { profileKeys, profileSchema, type Profile } from './profile.js';
import lmdeploy from './profiles/lmdeploy-supported-models.json' with { type: 'json' };
import sglang from './profiles/sglang-supported-models.json' with { type: 'json' };
import tensorrtLlm from './profiles/tensorrt-llm-supported-models.json' with { type: 'json' };
import vllmHardware from './profiles/vllm-hardware.json' with { type: 'json' };
import vllm from './profiles/vllm-supported-models.json' with { type: 'json' };

/** A profile with more mistakes than these is better read from its start. */
const ISSUES_SHOWN = 3;

/** The profiles that archscan ships, as their files have them. */
export const SHIPPED_PROFILES: readonly unknown[] = [sglang, vllm, vllmHardware, lmdeploy, tensorrtLlm];

export function shippedProfiles(): readonly Profile[] {
  return SHIPPED_PROFILES.map((each) => profileSchema.parse(each));
}

/**
 * @param name id of a shipped profile, or path of a JSON file
 * @throws ArchscanError as {@link readProfile}
 */
export function namedProfile(name: string): Profile {
  const shipped = shippedProfiles();
  const found = shipped.find(({ id }) => id === name);
  if (found !== undefined) return found;
  if (pathExists(name)) return readProfile(name);
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
 * @param file path of a JSON file
 * @throws ArchscanError `usage` when it cannot be read, `config-invalid` for what is wrong in it
 */
export function readProfile(file: string): Profile {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (cause) {
    const why = kindOfPath(file) === 'directory' ? ': it is a folder' : '';
    throw new ArchscanError('usage', `The profile ${file} cannot be read${why}.`, {
      cause,
      hint: 'Give the path of a JSON file; docs/sync.md describes what is in it.',
    });
  }
  return parseProfile(file, text);
}

/**
 * @param file for messages
 * @throws ArchscanError `config-invalid` for what is wrong in it
 */
export function parseProfile(file: string, text: string): Profile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ArchscanError('config-invalid', `The profile ${file} is not JSON: ${cause.message}`, { cause });
  }
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ArchscanError(
    'config-invalid',
    `The profile ${file} is wrong: ${parsed.error.issues
      .slice(0, ISSUES_SHOWN)
      .map((each) => problem(each, value))
      .join(' ')}`,
    { hint: 'docs/sync.md describes profiles; docs/sync-profile.schema.json checks them in an editor.' },
  );
}

function problem(issue: z.core.$ZodIssue, raw: unknown): string {
  if (issue.code !== 'unrecognized_keys') return issueText(issue, raw, 'The profile');
  const unknown = issue.keys.map((key) => JSON.stringify(keyPath([...keysOf(issue), key]))).join(', ');
  const [only, second] = issue.keys;
  const hint = only === undefined || second !== undefined ? '' : didYouMean(only, profileKeys());
  return `Unknown key ${unknown}.${hint}`;
}

/** A profile of the configuration stands before a shipped one of its id. */
export function profilesWith(own: readonly Profile[], shipped: readonly Profile[]): readonly Profile[] {
  return [...own, ...shipped.filter(({ id }) => !own.some((each) => each.id === id))];
}

/** The checkout that a page names, by lying where one of the profiles has it. */
export function checkoutOf(profiles: readonly Profile[], page: string): string | undefined {
  return profiles.flatMap((profile) => pageOf(profile, page)?.root ?? [])[0];
}

/** Which page of a profile a path is, and the folder that the profile's paths start from. */
export function pageOf(
  profile: Profile,
  path: string,
): { readonly path: string; readonly root: string } | null {
  const posix = path.replaceAll('\\', '/');
  // A place may end as another one does.
  const [longest] = profile.documents
    .map((document) => document.path)
    .filter((place) => posix === place || posix.endsWith(`/${place}`))
    .sort((a, b) => b.length - a.length);
  if (longest === undefined) return null;
  const root = posix.slice(0, -longest.length);
  return { path: longest, root: root === '' ? '.' : root.slice(0, -1) || '/' };
}
