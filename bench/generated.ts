import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { measureFileSet, type FileSet } from './file-set.js';
import { describeMachine, watchLoad } from './machine.js';
import type { BenchOptions } from './options.js';
import type { Programs } from './programs.js';
import type { Section } from './section.js';
import type { Tool } from './tools.js';
import { createWorkFolder, type WorkFolder } from './workspace.js';

const TINY_FILES = 100_000;
const TINY_BYTES = 300;
const GREAT_BYTES = 20_000_000;

/** Facts of a hundred thousand files of 300 bytes, and of one file of 20 MB. */
export function measureGenerated(
  { runs }: BenchOptions,
  python: Tool,
  { readFacts }: Programs,
  progress: (text: string) => void,
): Section {
  const loadBefore = watchLoad(progress);
  const at = createWorkFolder(python.path);
  try {
    const sets: readonly FileSet[] = [
      { name: 'tiny', paths: tinyFiles(at), parseInTurn: true },
      { name: 'great', paths: [greatFile(at)], parseInTurn: true },
    ];
    const measured = sets.map((set) => measureFileSet(at, set, readFacts, runs, progress));
    const others = Math.max(...measured.map((each) => each.others));
    const machine = describeMachine(python.version, loadBefore, others);
    return {
      name: 'generated',
      page: [`${machine} ${runs} rounds.`, ...measured.map(({ page }) => page)].join('\n\n'),
      figures: new Map(),
    };
  } finally {
    at.remove();
  }
}

/** A thousand to a folder. */
function tinyFiles(at: WorkFolder): readonly string[] {
  return Array.from({ length: TINY_FILES }, (_, index) => {
    const folder = `tiny-${Math.floor(index / 1000)}`;
    if (index % 1000 === 0) mkdirSync(join(at.path, folder));
    return at.write(join(folder, `item_${index}.py`), tinyText(index));
  });
}

function tinyText(index: number): string {
  const text = [
    `"""Item ${index}."""`,
    'from .base import Base, register',
    '',
    '',
    '@register',
    `class Item${index}(Base):`,
    `    name = "item-${index}"`,
    '    sizes = [1, 2, 3]',
    '',
    '    def forward(self, value):',
    `        return self.scale(value) + ${index}`,
    '',
    '',
    `EntryClass = [Item${index}]`,
    '# ',
  ].join('\n');
  return `${text.padEnd(TINY_BYTES - 1, '-')}\n`;
}

/** Blocks of a class, a dictionary and a function, numbered, until there are 20 MB. */
function greatFile(at: WorkFolder): string {
  const blocks: string[] = [];
  let length = 0;
  for (let index = 0; length < GREAT_BYTES; index++) {
    const block = greatBlock(index);
    length += block.length;
    blocks.push(block);
  }
  return at.write('great.py', blocks.join(''));
}

function greatBlock(index: number): string {
  const entries = Array.from(
    { length: 40 },
    (_, n) => `    "key_${index}_${n}": ("value-${n}", ${n}, [${n}, None]),`,
  );
  const sentence = '        It says what the block does, at some length, and gives an example.\n';
  return [
    `MAPPING_${index} = {`,
    ...entries,
    '}',
    '',
    '',
    `class Block${index}(Base, metaclass=Meta):`,
    `    """Block ${index}.`,
    '',
    `${sentence.repeat(12)}    """`,
    '',
    `    kind: str = "block-${index}"`,
    `    sizes = (${index}, 2, 3)`,
    '',
    '    def __init__(self, config, layer: int = 0, *, bias=True, dtype=None):',
    '        super().__init__()',
    `        self.layer = make(config, layer, "block-${index}", bias=bias)`,
    '        if dtype is not None:',
    '            self.layer = self.layer.to(dtype)',
    '',
    '    def forward(self, value):',
    `        """Adds ${index}."""`,
    `        return [self.layer(each) + ${index} for each in value]`,
    '',
    '',
    `def build_${index}(config, *args, **kwargs):`,
    `    return Block${index}(config, *args, **kwargs)`,
    '',
    '',
    '',
  ].join('\n');
}
