import type { Rule } from '../rule.js';

/** What keeps a Python file from being read in full. */
export const pythonRules: readonly Rule[] = [
  {
    id: 'python-syntax',
    severity: 'warning',
    title: 'a syntax error',
    meaning:
      'The grammar does not know what stands there. What is around it is read as well as it can be; of a file of more ' +
      'than 256 KiB at most what stands before it, and the message names the line from which on nothing was read. ' +
      'Function bodies that no answer depends on are only looked into with `--verify`.',
    reason: 'Python would refuse the whole module, so everything that it registers would be missing.',
    fix: 'Correct the syntax. If CPython accepts the file, report it: that is a defect of archscan.',
    example: {
      language: 'python',
      before: 'EntryClass = [AcornForCausalLM',
      after: 'EntryClass = [AcornForCausalLM]',
    },
  },
  {
    id: 'python-engines',
    severity: 'error',
    title: 'two ways to read a file differ',
    meaning:
      'With `--verify`, archscan reads every file by its lines and as a whole, which has to give the same. Here it does not.',
    reason: 'One of the two is wrong, so that without `--verify` a registration may be missing or wrong.',
    fix: 'Report it with the file: this is a defect of archscan. With `--verify` the whole file is believed.',
    example: { language: 'text', before: 'archscan scan sglang --verify', after: 'archscan scan sglang' },
  },
  {
    id: 'python-source',
    severity: 'warning',
    title: 'Python would refuse the bytes of a file',
    meaning:
      'The bytes are not valid in the encoding that the file declares, or the text has a NUL character.',
    reason: 'Python would refuse the whole module.',
    fix: 'Save the file as UTF-8.',
    example: {
      language: 'python',
      before: '# coding: utf-7\nname = "…"',
      after: 'name = "…"',
    },
  },
  {
    id: 'source-skipped',
    severity: 'warning',
    title: 'a file was not read',
    meaning: 'The file is missing, unreadable, or larger than the limit.',
    reason: 'What stands in it is not in the result.',
    fix: 'Check the file, or raise `maxFileBytes` in the configuration.',
    example: { language: 'json', before: '{ "maxFileBytes": 100000 }', after: '{ "maxFileBytes": 4000000 }' },
  },
];
