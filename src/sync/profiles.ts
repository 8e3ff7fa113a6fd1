import type * as z from 'zod';
import { issueText, keyPath, keysOf } from '../config/issue-text.js';
import { didYouMean } from '../text/suggest.js';
import { profileKeys, profileSchema, type Profile } from './profile.js';
import lmdeploy from './profiles/lmdeploy-supported-models.json' with { type: 'json' };
import sglang from './profiles/sglang-supported-models.json' with { type: 'json' };
import tensorrtLlm from './profiles/tensorrt-llm-supported-models.json' with { type: 'json' };
import vllmHardware from './profiles/vllm-hardware.json' with { type: 'json' };
import vllm from './profiles/vllm-supported-models.json' with { type: 'json' };

/** The profiles that archscan ships, as their files have them. */
export const SHIPPED_PROFILES: readonly unknown[] = [sglang, vllm, vllmHardware, lmdeploy, tensorrtLlm];

export function shippedProfiles(): readonly Profile[] {
  return SHIPPED_PROFILES.map((each) => profileSchema.parse(each));
}

/** What is wrong in a profile. */
export interface ProfileMistake {
  readonly rule: 'config-unreadable' | 'config-invalid' | 'config-unknown-key';
  readonly message: string;
  /** The error of a text that is no JSON, or the keys and indices that lead to what is wrong. */
  readonly at: SyntaxError | readonly (string | number)[];
}

export type ProfileRead =
  | { readonly profile: Profile }
  /** In the order of the schema, at least one. */
  | { readonly mistakes: readonly ProfileMistake[] };

/** @param text without a byte-order mark */
export function parseProfile(text: string): ProfileRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = `This is not JSON: ${error.message}`;
    return { mistakes: [{ rule: 'config-unreadable', message, at: error }] };
  }
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return { profile: parsed.data };
  return { mistakes: parsed.error.issues.flatMap((each) => mistakesOf(each, value)) };
}

function mistakesOf(issue: z.core.$ZodIssue, raw: unknown): readonly ProfileMistake[] {
  const above = keysOf(issue);
  if (issue.code !== 'unrecognized_keys')
    return [{ rule: 'config-invalid', message: issueText(issue, raw, 'The profile'), at: above }];
  return issue.keys.map((key) => {
    const at = [...above, key];
    const hint = didYouMean(key, profileKeys());
    return { rule: 'config-unknown-key', message: `Unknown key ${JSON.stringify(keyPath(at))}.${hint}`, at };
  });
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
