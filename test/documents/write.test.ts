import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem, type DocumentFileSystem } from '../../src/documents/file-system.js';
import {
  makeDocumentFolder,
  MAX_DOCUMENT_BYTES,
  readDocument,
  replaceDocument,
  writeDocument,
} from '../../src/documents/write.js';
import { ArchscanError } from '../../src/errors.js';
import { tempFolder } from '../support/temp-folder.js';

const JITI = join(import.meta.dirname, '../../node_modules/jiti/lib/jiti-cli.mjs');

/** Runs a script of `children/`; how it ended. */
async function child(script: string, ...args: readonly string[]): Promise<number | string | null> {
  const path = join(import.meta.dirname, 'children', script);
  const running = spawn(process.execPath, [JITI, path, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => {
    running.on('exit', (code, signal) => {
      resolve(signal ?? code);
    });
  });
}

/** The message of the refusal; fails when there is none. */
function refusal(write: () => unknown): string {
  try {
    write();
  } catch (error) {
    if (error instanceof ArchscanError && error.code === 'write-refused') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

function failing(method: 'create' | 'rename', code: string, matching = /\.tmp$/): DocumentFileSystem {
  const fail = (path: string): void => {
    if (matching.test(path)) throw Object.assign(new Error(`${code}: injected`), { code });
  };
  if (method === 'rename') return { ...nodeFileSystem, rename: fail };
  return {
    ...nodeFileSystem,
    create(path, bytes, mode) {
      fail(path);
      nodeFileSystem.create(path, bytes, mode);
    },
  };
}

describe('writeDocument', () => {
  test('replaces the file and keeps its permissions; nothing else stays in the folder', () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    const path = join(folder, 'a.md');
    chmodSync(path, 0o640);
    expect(writeDocument(path, 'old\n', '\uFEFFnew\r\n')).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe('\uFEFFnew\r\n');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['a.md']);
  });

  test('makes a new file', () => {
    const folder = tempFolder();
    expect(writeDocument(join(folder, 'a.md'), null, 'new\n')).toBe('written');
    expect(readdirSync(folder)).toEqual(['a.md']);
  });

  test('no change writes nothing', () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    const before = statSync(join(folder, 'a.md'));
    expect(writeDocument(join(folder, 'a.md'), 'old\n', 'old\n')).toBe('unchanged');
    expect(statSync(join(folder, 'a.md'))).toEqual(before);
  });

  test.skipIf(process.platform === 'win32')('follows a symbolic link instead of replacing it', () => {
    const folder = tempFolder({ 'real/a.md': 'old\n' });
    symlinkSync(join(folder, 'real/a.md'), join(folder, 'link.md'));
    writeDocument(join(folder, 'link.md'), 'old\n', 'new\n');
    expect(readFileSync(join(folder, 'real/a.md'), 'utf8')).toBe('new\n');
    expect(readdirSync(folder).sort()).toEqual(['link.md', 'real']);
    expect(readdirSync(join(folder, 'real'))).toEqual(['a.md']);
  });

  test.each<[string, string | null, string | null]>([
    ['changed meanwhile', 'old\n', 'changed\n'],
    ['appeared meanwhile', null, 'appeared\n'],
    ['disappeared meanwhile', 'old\n', null],
    ['changed by its byte-order mark only', '\uFEFFold\n', 'old\n'],
  ])('refuses a file that %s', (_, before, now) => {
    const folder = tempFolder(now === null ? {} : { 'a.md': now });
    expect(refusal(() => writeDocument(join(folder, 'a.md'), before, 'new\n'))).toMatch(
      /it changed while it was being edited; run again$/,
    );
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(
      now === null ? [] : [now],
    );
  });

  test.each([
    ['create', 'ENOSPC', /there is no space left on the disk; free some and run again$/],
    ['create', 'EDQUOT', /no space left/],
    ['create', 'EROFS', /the file system is read-only; write to another file$/],
    ['create', 'EACCES', /does not allow it; check its permissions$/],
    ['rename', 'EIO', /EIO: injected$/],
  ] as const)('%s fails with %s: the original is whole, nothing is left over', (method, code, message) => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    const path = join(folder, 'a.md');
    expect(refusal(() => writeDocument(path, 'old\n', 'new\n', failing(method, code)))).toMatch(message);
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(readdirSync(folder)).toEqual(['a.md']);
  });

  test('no space for the lock', () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    const fs = failing('create', 'ENOSPC', /lock$/);
    expect(refusal(() => writeDocument(join(folder, 'a.md'), 'old\n', 'new\n', fs))).toMatch(/no space left/);
    expect(readdirSync(folder)).toEqual(['a.md']);
  });

  test('refuses a read-only file, a folder in its place, a missing folder', () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    chmodSync(join(folder, 'a.md'), 0o444);
    mkdirSync(join(folder, 'b.md'));
    const write = (name: string): string =>
      refusal(() => writeDocument(join(folder, name), 'old\n', 'new\n'));
    expect(write('a.md')).toMatch(
      /a\.md was not written: it is read-only; make it writable or write to another file$/,
    );
    expect(write('b.md')).toMatch(
      /b\.md was not written: it is a folder, not a file; give the path of a file$/,
    );
    expect(write('no/d.md')).toMatch(/the folder .*no does not exist; create it$/);
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('old\n');
  });

  test.skipIf(process.platform === 'win32')('refuses a link to nothing', () => {
    const folder = tempFolder();
    symlinkSync(join(folder, 'nothing'), join(folder, 'c.md'));
    expect(refusal(() => writeDocument(join(folder, 'c.md'), null, 'new\n'))).toMatch(
      /c\.md was not written: it is a link that leads nowhere; give the path of a file$/,
    );
    expect(readDocument(join(folder, 'c.md'))).toMatchObject({
      diagnostic: {
        message: `${join(folder, 'c.md')} is a link that leads nowhere; give the path of a file`,
      },
    });
    expect(readdirSync(folder)).toEqual(['c.md']);
  });

  test.skipIf(process.platform === 'win32').each([
    ['a.md/b.md', /a\.md is a file, not a folder; give another path$/],
    ['a.md/b/c.md', /a\.md is a file, not a folder; give another path$/],
    ['loop', /its symbolic links lead in a circle; give another path$/],
    [`${'n'.repeat(245)}.md`, /its name is too long for the file system; give a shorter one$/],
    ['n'.repeat(300), /its name is too long for the file system; give a shorter one$/],
  ])('refuses the path %s and says why', (name, message) => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    symlinkSync('loop', join(folder, 'loop'));
    expect(refusal(() => writeDocument(join(folder, name), null, 'new\n'))).toMatch(message);
    expect(readdirSync(folder).sort()).toEqual(['a.md', 'loop']);
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('old\n');
  });

  test('refuses text that UTF-8 cannot hold', () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    expect(refusal(() => writeDocument(join(folder, 'a.md'), 'old\n', 'x\uD800'))).toMatch(
      /half a surrogate pair/,
    );
  });

  test('waits for a living writer, then gives up and names the lock', () => {
    const folder = tempFolder({
      'a.md': 'old\n',
      '.a.md.archscan-lock': `${process.pid} ${hostname()} 0123456789abcdef\n`,
    });
    const write = (): unknown =>
      writeDocument(join(folder, 'a.md'), 'old\n', 'new\n', nodeFileSystem, {
        attempts: 3,
        pauseMilliseconds: 1,
      });
    expect(refusal(write)).toBe(
      `Process ${process.pid} on ${hostname()} is writing ${join(folder, 'a.md')}; it is unchanged`,
    );
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('old\n');
  });

  test('does not judge whether a writer on another machine lives', () => {
    const folder = tempFolder({
      'a.md': 'old\n',
      '.a.md.archscan-lock': '999999999 elsewhere.example 0123456789abcdef\n',
    });
    const write = (): unknown =>
      writeDocument(join(folder, 'a.md'), 'old\n', 'new\n', nodeFileSystem, {
        attempts: 3,
        pauseMilliseconds: 1,
      });
    expect(refusal(write)).toContain('elsewhere.example');
  });

  test('a writer killed before the rename damages nothing and does not block the next one', async () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    const path = join(folder, 'a.md');
    expect(await child('killed-before-rename.ts', path)).not.toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('old\n');
    expect(readdirSync(folder)).toHaveLength(3);
    expect(writeDocument(path, 'old\n', 'newer\n')).toBe('written');
    expect(readFileSync(path, 'utf8')).toBe('newer\n');
    expect(readdirSync(folder)).toEqual(['a.md']);
  });

  test('processes that write at once lose nothing', async () => {
    const folder = tempFolder({ 'a.md': '| a |\n|---|\n' });
    const path = join(folder, 'a.md');
    const names = ['p', 'q', 'r'];
    const ends = await Promise.all(names.map((name) => child('append-rows.ts', path, name, '8')));
    expect(ends).toEqual([0, 0, 0]);
    const rows = readFileSync(path, 'utf8').split('\n').slice(2, -1);
    const expected = names.flatMap((name) => Array.from({ length: 8 }, (_, i) => `| ${name}-${i} |`));
    expect(rows.sort()).toEqual(expected.sort());
    expect(readdirSync(folder)).toEqual(['a.md']);
  });
});

describe('readDocument', () => {
  test('a file, nothing, and what cannot be edited', () => {
    const folder = tempFolder({ 'a.md': '\uFEFFx\r\n', 'empty.md': '' });
    mkdirSync(join(folder, 'folder.md'));
    writeFileSync(join(folder, 'latin.md'), Buffer.from([0x61, 0xe9, 0x0a]));
    writeFileSync(join(folder, 'huge.md'), Buffer.alloc(50 * 1024 * 1024, 'x'));
    const read = (name: string): unknown => readDocument(join(folder, name));
    expect(read('a.md')).toEqual({ ok: true, text: '\uFEFFx\r\n' });
    expect(read('empty.md')).toEqual({ ok: true, text: '' });
    expect(read('missing.md')).toEqual({ ok: true, text: null });
    expect(JSON.stringify(read('folder.md'))).toContain('is a folder, not a file; give the path of a file');
    expect(JSON.stringify(read('latin.md'))).toContain('is not UTF-8; convert it first');
    expect(JSON.stringify(read('huge.md'))).toContain(
      'has 50.0 MB, more than the 4.0 MB that are edited; split it',
    );
    expect(MAX_DOCUMENT_BYTES).toBe(4 * 1024 * 1024);
  });
});

describe('a document that cannot be read', () => {
  const read = (path: string, fs?: DocumentFileSystem): string => {
    const found = readDocument(path, fs);
    return found.ok ? 'was read' : found.diagnostic.message;
  };

  test.skipIf(process.platform === 'win32')('because of its path', () => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    symlinkSync('loop', join(folder, 'loop'));
    const [file, loop, long] = ['a.md', 'loop', 'n'.repeat(300)].map((name) => join(folder, name));
    expect(read(join(file ?? '', 'b.md'))).toBe(
      `${file}/b.md cannot be read: ${file} is a file, not a folder; give another path`,
    );
    expect(read(loop ?? '')).toMatch(/loop cannot be read: its symbolic links lead in a circle/);
    expect(read(long ?? '')).toMatch(/n cannot be read: its name is too long/);
  });

  test('because of its permissions', () => {
    const refusing: DocumentFileSystem = {
      ...nodeFileSystem,
      read() {
        throw Object.assign(new Error('EACCES: injected'), { code: 'EACCES' });
      },
    };
    const path = join(tempFolder({ 'a.md': 'old\n' }), 'a.md');
    expect(read(path, refusing)).toBe(
      `${path} cannot be read: you are not allowed to; check its permissions and those of its folder`,
    );
  });
});

describe('makeDocumentFolder', () => {
  test('makes what is missing and leaves what is there', () => {
    const folder = tempFolder({ 'a/b.md': 'old\n' });
    makeDocumentFolder(join(folder, 'a/c/d'));
    makeDocumentFolder(join(folder, 'a/c/d'));
    expect(readdirSync(join(folder, 'a')).sort()).toEqual(['b.md', 'c']);
    expect(readdirSync(join(folder, 'a/c'))).toEqual(['d']);
  });

  test.skipIf(process.platform === 'win32').each([
    ['a.md', /a\.md was not made: .*a\.md is a file, not a folder; give another path$/],
    ['a.md/b/c', /b\/c was not made: .*a\.md is a file, not a folder; give another path$/],
    ['nowhere', /nowhere was not made: it is a link to nothing; give another path$/],
  ])('refuses %s', (name, message) => {
    const folder = tempFolder({ 'a.md': 'old\n' });
    symlinkSync('nothing', join(folder, 'nowhere'));
    expect(
      refusal(() => {
        makeDocumentFolder(join(folder, name));
      }),
    ).toMatch(message);
  });

  test.skipIf(process.platform !== 'linux')('ends where no folder can be made', () => {
    expect(
      refusal(() => {
        makeDocumentFolder('/proc/archscan/a');
      }),
    ).toMatch(/the folder \/proc does not take it/);
  });
});

describe('replaceDocument', () => {
  test('writes over whatever bytes are there', () => {
    const folder = tempFolder({ 'a.txt': 'old' });
    writeFileSync(join(folder, 'b.txt'), Buffer.from([0xff, 0xfe, 0x41]));
    writeFileSync(join(folder, 'c.txt'), Buffer.alloc(MAX_DOCUMENT_BYTES + 1, 'x'));
    const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt'];
    for (const name of names) replaceDocument(join(folder, name), 'new');
    expect(names.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(names.map(() => 'new'));
  });

  test('writes nothing where the same text is', () => {
    const path = join(tempFolder({ 'a.txt': 'same' }), 'a.txt');
    const { ino, mtimeMs } = statSync(path);
    replaceDocument(path, 'same');
    expect(statSync(path)).toMatchObject({ ino, mtimeMs });
  });

  test('refuses a folder, and names it once', () => {
    const path = join(tempFolder({ 'c.txt/d.txt': '' }), 'c.txt');
    expect(
      refusal(() => {
        replaceDocument(path, 'new');
      }),
    ).toBe(`${path} was not written: it is a folder, not a file; give the path of a file`);
  });
});
