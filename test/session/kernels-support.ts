import type { Session, SessionOptions } from '../../src/index.js';
import { examplePage } from '../kernels/coverage-page.js';
import { memorySession, type Files } from './support.js';

export const PAGE = 'bench/docs/model_coverage.mdx';
export const MODELS_TS = 'bench/web/apps/web/data/models.ts';
export const RMSNORM = 'bench/definitions/rmsnorm/rmsnorm_h4096.json';

export const LIST = `import type { Model } from "@/lib/schemas"

const models: Model[] = [
  {
    id: "acorn-7b",
    name: "Acorn 7B",
    modules: {
      AcornForCausalLM: { count: 1, type: "block" },
      norm: { count: 32, parent: "AcornForCausalLM", type: "layer", definitions: ["rmsnorm_h4096", "rmsnorm_h1"] },
      proj: { count: 32, parent: "AcornForCausalLM", type: "layer", definitions: ["gemm_n6144_k4096", ""] },
    },
  },
]

export default models
`;

function definition(name: string, opType: string, axes: Readonly<Record<string, number>>): string {
  const constants = Object.entries(axes).map(([axis, value]) => [axis, { type: 'const', value }] as const);
  const json = {
    name,
    op_type: opType,
    tags: ['status:verified', 'model:acorn-7b'],
    axes: Object.fromEntries<unknown>([['batch_size', { type: 'var' }], ...constants]),
    inputs: { x: { shape: ['batch_size'] } },
    outputs: { y: { shape: ['batch_size'] } },
    reference: 'import torch\n\ndef run(x):\n    return x\n',
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** A checkout like that of FlashInfer-Bench: a page, a list of models, and two definitions. */
export function benchFiles(): Files {
  return {
    [PAGE]: examplePage(),
    [MODELS_TS]: LIST,
    [RMSNORM]: definition('rmsnorm_h4096', 'rmsnorm', { hidden_size: 4096 }),
    'bench/definitions/gemm/gemm_n4096_k4096.json': definition('gemm_n4096_k4096', 'gemm', {
      N: 4096,
      K: 4096,
    }),
  };
}

export function benchSession(files: Files = benchFiles(), options: Partial<SessionOptions> = {}): Session {
  return memorySession(files, { folders: ['bench'], config: {}, ...options });
}
