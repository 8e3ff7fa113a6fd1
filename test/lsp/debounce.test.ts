import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { later } from '../../src/lsp/later.js';
import { edited } from '../lint/support.js';
import { exampleCopy, MODEST, startClient, uriOf } from './client.js';

describe('what is put off', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('happens once, when nobody has asked for it for a while, and again when somebody asks again', () => {
    const run = vi.fn();
    const { call, cancel } = later(250, run);
    for (let n = 0; n < 40; n += 1) {
      call();
      vi.advanceTimersByTime(249);
    }
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledTimes(1);
    call();
    vi.advanceTimersByTime(250);
    expect(run).toHaveBeenCalledTimes(2);
    call();
    cancel();
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledTimes(2);
  });
});

const SLOW = { timeout: 240_000 };

/** A version, and the messages of what was published about it. */
type Published = readonly [version: number | undefined, messages: readonly string[]];

test(
  'of many edits in a row findings come in order, each for its version, and of the last one always',
  SLOW,
  async () => {
    const { folder, document, text } = await exampleCopy();
    const client = await startClient({ folders: [folder], capabilities: MODEST });
    const acorn = join(folder, 'sglang/python/sglang/srt/models/acorn.py');
    const [uri, python, source] = [uriOf(document), uriOf(acorn), readFileSync(acorn, 'utf8')];
    const named = (name: string): string => edited(source, ['EntryClass = [', `EntryClass = [${name}, `]);
    const first = [uri, python].map((each) => client.push(each, () => true));
    await client.open(uri, text, 1);
    await client.open(python, source, 1);
    const [ofDocument] = await Promise.all(first);
    let version = 1;

    /** Sends every text without waiting, and gives what is published about the file until its last version is. */
    async function burst(texts: readonly string[]): Promise<readonly Published[]> {
      const before = client.pushed.length;
      const sent = texts.map((each) => client.change(python, ++version, each));
      const until = version;
      const last = client.push(python, (params) => params.version === until);
      await Promise.all([...sent, last]);
      return client.pushed
        .slice(before)
        .filter((params) => params.uri === python)
        .map(({ version: of, diagnostics }) => [of, diagnostics.map(messageOf)]);
    }

    const published = await burst(Array.from({ length: 40 }, (_, n) => named(`NoSuch${n + 2}`)));
    for (const [of, messages] of published)
      expect(messages).toContainEqual(expect.stringContaining(`'NoSuch${String(of)}'`));
    const versions = published.map(([of]) => of ?? 0);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));

    // Whoever typed something and took it back hears of the last version too, although it says the same.
    const [, messages] = published.at(-1) ?? [];
    const same = await burst([...Array.from({ length: 20 }, () => source), named('NoSuch41')]);
    expect(same.at(-1)).toEqual([62, messages]);
    const none = await burst([named('NoSuch'), source]);
    expect(none.at(-1)?.[1]).not.toContainEqual(expect.stringContaining('NoSuch'));
    // A document that is the same and about which the same is said is not published again.
    const ofBoth = client.pushed.filter((params) => params.uri === uri);
    const said = ofBoth.map(({ diagnostics }) => JSON.stringify(diagnostics));
    expect(said.filter((each, index) => each === said[index - 1])).toEqual([]);
    expect(ofBoth.at(-1)?.diagnostics).toEqual(ofDocument?.diagnostics);
    expect(await client.stop()).toBe(0);
    expect(client.stderr()).toBe('');
  },
);

function messageOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}
