import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareMdx } from '../../src/documents/markdown/parse.js';
import { joinEngines } from '../../src/scan/joins.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { engineFacts, type EngineFacts } from '../../src/sync/facts.js';
import type { Profile } from '../../src/sync/profile.js';
import { shippedProfiles } from '../../src/sync/profiles.js';
import { syncProfile, type SyncResult } from '../../src/sync/sync.js';
import { corpus, skipOrFail } from '../support/corpus.js';

export interface SyncedCheckout {
  readonly facts: EngineFacts;
  readonly profile: Profile;
  readonly result: SyncResult;
  /** A run over what the first one wrote. */
  readonly again: SyncResult;
}

/** A real checkout's pages under the first shipped profile of its engine, or the one of this id. */
export async function syncCheckout(name: string, engine: string, id?: string): Promise<SyncedCheckout> {
  const root = corpus(name);
  await prepareMdx();
  const profile = shippedProfiles().find((each) =>
    id === undefined ? each.engine === engine : each.id === id,
  );
  if (profile === undefined) throw new Error(`no profile for ${engine} is shipped`);
  const [join_] = joinEngines(await readWorkspace({ roots: [root], engines: [engine] }), {});
  if (join_ === undefined) throw new Error(`no ${engine} in ${root}`);
  const facts = engineFacts(join_);
  const read = (path: string): string | null => {
    const file = join(root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  const texts = profile.documents.map(({ path }) => ({ path, file: path, text: read(path) }));
  if (texts.every(({ text }) => text === null))
    skipOrFail(`${name} has no documentation: check it out as a whole`);
  const result = syncProfile(facts, profile, texts);
  const written = new Map(result.pages.map(({ file, after }) => [file, after]));
  const again = syncProfile(
    facts,
    profile,
    texts.map((each) => ({ ...each, text: written.get(each.path) ?? each.text })),
  );
  return { facts, profile, result, again };
}

/** Subjects of the findings of one rule, each once, in the order of the pages. */
export function subjects({ findings }: SyncResult, rule: string): readonly string[] {
  return [...new Set(findings.filter((each) => each.rule === rule).map(({ subject }) => subject))];
}

/** How many findings each rule has. */
export function counts({ findings }: SyncResult): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { rule } of findings) found[rule] = (found[rule] ?? 0) + 1;
  return found;
}
