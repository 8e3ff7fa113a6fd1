import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOCUMENT, edited, SRT } from '../lint/support.js';
import { gitRepository } from '../support/git-repository.js';
import { workplace, type Run, type Workplace } from './lint-run.js';

interface Repository extends Workplace {
  readonly folder: string;
  readonly git: (...command: readonly string[]) => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly commit: () => string;
  /** Changes one file by replacing a piece of its text. */
  readonly change: (path: string, edit: readonly [string, string]) => void;
}

/** The example's sources and their document in a git repository; the document is wrong about one row already. */
function repository(): Repository {
  const git = gitRepository();
  const made = workplace(git.folder);
  const change: Repository['change'] = (path, edit) => {
    git.write({ [path]: edited(readFileSync(join(git.folder, path), 'utf8'), edit) });
  };
  change(`sglang/${DOCUMENT}`, [
    '| **AcornForCausalLM** | Y | Y | `acorn.py` |',
    '| **AcornForCausalLM** | Y | Y | `oak.py` |',
  ]);
  git.commit();
  return {
    ...made,
    change,
    folder: git.folder,
    git: (...command) => git.git(...command),
    write: (files) => {
      git.write(files);
    },
    commit: () => git.commit(),
  };
}

/** The findings of a run with `--format json`, as `rule key`. */
function found({ out, code }: Run): { readonly code: number; readonly findings: readonly string[] } {
  // The shape is that of the contract.
  const { findings } = JSON.parse(out) as {
    readonly findings: readonly { readonly rule: string; readonly key: string }[];
  };
  return { code, findings: findings.map(({ rule, key }) => `${rule} ${key}`) };
}

const SORREL = `sglang/${SRT}/models/sorrel.py`;

describe('--since', () => {
  test('nothing changed: nothing is found, whatever is wrong', async () => {
    const { lint } = repository();
    expect((await lint()).code).toBe(1);
    expect(found(await lint('--since', 'HEAD', '--format', 'json'))).toEqual({ code: 0, findings: [] });
  });

  test('a line of the document', async () => {
    const { lint, change } = repository();
    change(`sglang/${DOCUMENT}`, ['| **SorrelForCausalLM** | Y |', '| **SorrelForCausalLM** |  |']);
    expect(found(await lint('--since', 'HEAD', '--format', 'json'))).toEqual({
      code: 1,
      findings: ['tracking-wrong-native SorrelForCausalLM Native'],
    });
  });

  test('a registration that is new: its missing row, though the document did not change', async () => {
    const { lint, change, commit } = repository();
    change(SORREL, [
      'EntryClass = SorrelForCausalLM',
      'class SorrelChatForCausalLM(SorrelForCausalLM):\n    pass\n\n\nEntryClass = [SorrelForCausalLM, SorrelChatForCausalLM]',
    ]);
    const expected = { code: 1, findings: ['tracking-missing-row SorrelChatForCausalLM'] };
    expect(found(await lint('--since', 'HEAD', '--format', 'json'))).toEqual(expected);
    commit();
    expect(found(await lint('--since', 'HEAD~1', '--format', 'json'))).toEqual(expected);
    expect(found(await lint('--since', 'HEAD', '--format', 'json')).findings).toEqual([]);
  });

  test('a registration that is gone: its row', async () => {
    const { lint, change } = repository();
    change(SORREL, ['EntryClass = SorrelForCausalLM\n', '']);
    const { findings } = found(await lint('--since', 'HEAD', '--format', 'json'));
    expect(findings).toContain('tracking-unsupported-row SorrelForCausalLM');
    expect(findings.filter((each) => !each.includes('Sorrel'))).toEqual([]);
  });

  test('a class that is gone: the registration that names it, though its line is the same', async () => {
    const { lint, write } = repository();
    write({ [SORREL]: 'EntryClass = SorrelForCausalLM\n' });
    const { findings } = found(await lint('--since', 'HEAD', '--format', 'json'));
    expect(findings.map((each) => each.split(' ')[0])).toEqual([
      'tracking-unsupported-row',
      'sglang-entry-class',
    ]);
  });

  test('a file that git does not know yet', async () => {
    const { lint, write } = repository();
    write({
      [`sglang/${SRT}/models/oak.py`]: 'class OakForCausalLM: ...\n\n\nEntryClass = (OakForCausalLM,)\n',
    });
    const { findings } = found(await lint('--since', 'HEAD', '--format', 'json'));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^sglang-entry-class /);
  });

  test('between two revisions, whatever the files are now', async () => {
    const { lint, change, commit, git } = repository();
    const first = git('rev-parse', 'HEAD');
    const guard = `sglang/${SRT}/configs/model_config.py`;
    change(guard, ['multimodal_model_archs = [\n', 'multimodal_model_archs = [\n    "OldVLForCausalLM",\n']);
    const second = commit();
    change(guard, ['    "OldVLForCausalLM",\n', '']);
    const run = await lint('--since', first, '--rev', second, '--format', 'json');
    expect(found(run).findings).toContain('sglang-unregistered-name OldVLForCausalLM');
    expect(found(await lint('--since', first, '--format', 'json')).findings).toEqual([]);
  });

  test('together with a baseline, whose other entries are not called gone', async () => {
    const { lint, change, folder } = repository();
    const baseline = join(folder, 'baseline.json');
    await lint('--baseline', baseline, '--write-baseline');
    change(`sglang/${DOCUMENT}`, ['| **SorrelForCausalLM** | Y |', '| **SorrelForCausalLM** |  |']);
    const run = await lint('--baseline', baseline, '--since', 'HEAD', '--format', 'json');
    expect(found(run).findings).toEqual(['tracking-wrong-native SorrelForCausalLM Native']);
    expect(run.err).toBe('');
  });

  test.each(['no-such-branch', '--output=x', 'HEAD\n'])('a revision that is none: %j', async (revision) => {
    const { lint } = repository();
    const { code, out, err } = await lint(`--since=${revision}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('git cannot compare');
    expect(err).toContain('--since takes a commit, tag or branch');
  });
});
