import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, exampleWorkspace } from './run.js';

const COMMANDS = [
  ...['scan', 'support', 'track', 'matrix', 'sync', 'diff', 'checklist', 'lint', 'lsp'],
  ...['discover', 'coverage'],
];

describe('help', () => {
  test('names every command, and what to begin with', async () => {
    const { code, out, err } = await archscan(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(out).toContain('$ archscan track sglang --transformers transformers');
  });

  test.each(COMMANDS)('of %s goes to standard output and has examples', async (command) => {
    const { code, out, err } = await archscan([command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [, examples = ''] = out.split('\nExamples:\n');
    expect(examples).toMatch(new RegExp(`^ {2}\\$ archscan ${command} `, 'm'));
  });

  test.each(COMMANDS.filter((command) => !['lsp', 'discover', 'coverage'].includes(command)))(
    'of %s has its own options first, then the engines, then what every command takes',
    async (command) => {
      const { out } = await archscan([command, '--help']);
      const headings = [...out.matchAll(/^[A-Z].*:$/gm)].map(([line]) => line);
      expect(headings).toEqual([
        'Arguments:',
        'Options:',
        'Sources, each a checkout, its package folder, or an installed package:',
        'General options:',
        'Examples:',
      ]);
      const below = (heading: string): string => out.split(`\n${heading}\n`)[1]?.split('\n\n')[0] ?? '';
      expect(below('Options:')).toMatch(/^ {2}-h, --help/m);
      expect(below('Options:')).not.toMatch(/--(sglang|no-cache) /);
      expect(below('Sources, each a checkout, its package folder, or an installed package:')).toMatch(
        /^ {2}--sglang <path>.*[^]*^ {2}--transformers <path>/m,
      );
    },
  );

  test.each(['support', 'coverage', 'discover'])(
    'of %s says where checkpoints come from, and how not to ask the Hub',
    async (command) => {
      expect((await archscan([command, '--help'])).out).toContain('HF_HUB_OFFLINE=1');
    },
  );

  test('the version is that of the package', async () => {
    expect(await archscan(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });
});

describe('what was mistyped is an error with exit code 2, nothing on standard output, and a suggestion', () => {
  test.each([
    { args: ['scna'], says: 'Did you mean scan?' },
    { args: ['suport', 'X'], says: 'Did you mean support?' },
    { args: ['scan', '--fromat', 'json'], says: 'Did you mean --format?' },
    { args: ['track', '--legcy-dir', 'x'], says: 'Did you mean --legacy-dir?' },
    { args: ['scan', '--format', 'jso'], says: 'Allowed choices are table, json, ndjson.' },
    { args: ['track', '--classes', 'some'], says: 'Allowed choices are named, all.' },
    { args: ['scan', '--engine', 'sglnag'], says: 'Did you mean "sglang"?' },
    { args: ['discover', '--model-nmae', 'x'], says: 'Did you mean --model-name?' },
    { args: ['discover', '--format', 'yaml'], says: 'Allowed choices are text, json.' },
    { args: ['coverage', '--refresh-stats'], says: 'Did you mean --refresh-status?' },
    { args: ['support'], says: "missing required argument 'name'" },
    { args: ['track', 'a', 'b'], says: 'too many arguments' },
  ])('$args', async ({ args, says }) => {
    const { code, out, err } = await archscan(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });

  test('a wrong option names the help of its command', async () => {
    const { err } = await archscan(['track', '--nonsense']);
    expect(err).toContain('Run archscan track --help');
  });

  test('no command prints the help on standard error', async () => {
    const { code, out, err } = await archscan([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: archscan');
  });
});

describe('what cannot be read is an error with exit code 2 that says what to do', () => {
  test.each(['scan', 'track'])('%s of a folder that is not there', async (command) => {
    const missing = join(tempFolder(), 'nowhere');
    const { code, out, err } = await archscan([command, missing]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`archscan: The folder ${missing} does not exist.\n  Check the path.\n`);
  });

  test('a file instead of a folder', async () => {
    const folder = tempFolder({ 'llama.py': '' });
    const { code, err } = await archscan(['scan', join(folder, 'llama.py')]);
    expect(code).toBe(2);
    expect(err).toContain('is not a folder.\n  Give the folder that holds it.');
  });

  test('a folder without an engine', async () => {
    const { code, out, err } = await archscan(['scan', tempFolder({ 'main.py': 'x = 1' })]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Give the root of a checkout');
  });

  test('track of a folder that is no SGLang', async () => {
    const { transformers } = exampleWorkspace();
    const { code, out, err } = await archscan(['track', transformers]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Give the root of an SGLang checkout');
  });

  test('transformers that is none', async () => {
    const { sglang, models } = exampleWorkspace();
    const { code, err } = await archscan(['scan', sglang, '--transformers', models]);
    expect(code).toBe(2);
    expect(err).toContain(`No transformers sources in ${models}.`);
  });

  test('a configuration that is not there', async () => {
    const { sglang } = exampleWorkspace();
    const { code, err } = await archscan(['scan', sglang, '--config', 'nowhere.json']);
    expect(code).toBe(2);
    expect(err).toContain('There is no configuration file nowhere.json.');
  });

  test('a configuration with an error is named as seen from the current folder', async () => {
    const { folder, sglang } = exampleWorkspace();
    writeFiles(folder, { '.git/HEAD': '', 'archscan.config.json': '{ "sglan": "sglang" }' });
    const { code, err } = await archscan(['scan', sglang]);
    expect(code).toBe(2);
    const file = join(folder, 'archscan.config.json');
    const place = `${relative('.', file).replaceAll('\\', '/')}:1:12`;
    expect(err).toBe(
      `${place} error Unknown key "sglan". Did you mean "sglang"? (config-unknown-key)\n` +
        `archscan: The configuration ${file} has errors; nothing was done.\n`,
    );
  });
});
