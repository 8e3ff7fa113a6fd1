import { createSession } from '../../src/index.js';
import type { Session, SessionOptions } from '../../src/index.js';
import { ACORN, INTERFACES, REGISTRY, registryFile } from '../engines/vllm/trees.js';
import type { Files } from './support.js';

export const TREES = 'vllm/docs/trees.md';
export const SHRUBS = 'vllm/docs/shrubs.md';
export const PROFILE = 'vllm/trees.json';
export const REGISTRY_PY = `vllm/vllm/${REGISTRY}`;
export const WHOLE = { line: 1, column: 1, endLine: 9999, endColumn: 1 };

/** Acorns have LoRA and pipeline parallelism, hollies have neither. */
const HOLLY = 'import torch.nn as nn\nclass HollyForCausalLM(nn.Module):\n    pass\n';

const machine = [
  { column: 'LoRA', capability: 'lora', yes: '✅', no: '' },
  { column: 'PP', capability: 'pp', yes: '✅', no: '' },
];

const table = { columns: ['Architecture', 'LoRA'], key: 'Architecture', machine };

/** Two pages: what is named on one is not missing on the other. */
export const TREES_PROFILE = {
  id: 'trees',
  engine: 'vllm',
  documents: [
    {
      path: 'docs/trees.md',
      footnotes: true,
      tables: [{ ...table, id: 'trees', rows: { where: [{ endings: ['ForCausalLM', 'Model'] }] } }],
    },
    { path: 'docs/shrubs.md', tables: [{ ...table, id: 'shrubs', readOnly: true }] },
  ],
};

/** One more profile, which adds a list to the first page. */
export const LIST_PROFILE = {
  id: 'list',
  engine: 'vllm',
  documents: [
    {
      path: 'docs/trees.md',
      tables: [],
      appendix: { marker: 'all', columns: [{ title: 'Name', value: 'architecture' }] },
    },
  ],
};

export function page(...rows: readonly string[]): string {
  return ['# Trees', '', '| Architecture | LoRA | PP |', '|---|---|---|', ...rows, ''].join('\n');
}

/** `LoRA` of a holly is wrong, and `BeechForCausalLM` is missing. */
export const TREES_PAGE = page(
  '| `AcornForCausalLM` | ✅ | ✅ |',
  '| `HollyForCausalLM` | ✅ |  |',
  '| `OakForCausalLM` | ✅ | ✅ |',
);

export const SETTLED = TREES_PAGE.replace(
  '| `HollyForCausalLM` | ✅ |  |',
  '| `BeechForCausalLM` | ✅ | ✅ |\n| `HollyForCausalLM` |  |  |',
);

export function registry(...names: readonly string[]): string {
  const entries = names.map((name) => {
    const of = name.startsWith('Holly') ? '("holly", "HollyForCausalLM")' : '("acorn", "AcornForCausalLM")';
    return `    "${name}": ${of},`;
  });
  return registryFile('_A = {', ...entries, '}', '_VLLM_MODELS = {**_A}');
}

export const NAMES = ['AcornForCausalLM', 'BeechForCausalLM', 'HollyForCausalLM', 'OakForCausalLM'];

export function checkoutFiles(): Files {
  return {
    [REGISTRY_PY]: registry(...NAMES),
    'vllm/vllm/model_executor/models/interfaces.py': INTERFACES,
    'vllm/vllm/model_executor/models/acorn.py': ACORN,
    'vllm/vllm/model_executor/models/holly.py': HOLLY,
    [TREES]: TREES_PAGE,
    [SHRUBS]: page(),
    [PROFILE]: JSON.stringify(TREES_PROFILE),
  };
}

export function syncSession(
  files: Files = checkoutFiles(),
  { profiles = [PROFILE], ...rest }: Partial<SessionOptions> & { readonly profiles?: readonly string[] } = {},
): Session {
  return createSession({ folders: ['vllm'], files, config: { profiles }, date: '2026-01-02', ...rest });
}
