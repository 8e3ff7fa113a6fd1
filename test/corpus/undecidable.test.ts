/** Every value that archscan leaves open in the engines' checkouts, with why the sources alone cannot say more. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/scan.js';
import { corpus } from '../support/corpus.js';

interface Open {
  readonly at: string;
  /** How archscan's own reason begins. */
  readonly reason: string;
  /** Why it stays open. */
  readonly why: string;
}

const DETECTOR = 'a function of the path of the checkpoint decides; the entry names no checkpoint of its own';
const PLATFORM =
  'the package imports one of two classes of that name, by the platform that it runs on; the class of a registration is one place';

const OPEN: Readonly<Record<string, readonly Open[]>> = {
  'sglang-2026-01': [],
  'sglang-2026-04': [751, 758, 885].map((line) => ({
    at: `python/sglang/multimodal_gen/registry.py:${line}`,
    reason: 'registered for paths that a detector function accepts',
    why: DETECTOR,
  })),
  'sglang-jax': [],
  'mlx-lm': [],
  lmdeploy: [
    {
      at: 'lmdeploy/pytorch/configurations/llama.py:21',
      reason: 'the architecture of the draft is computed',
      why: 'the method of speculative decoding, an option of the command line, is the beginning of the name',
    },
    {
      at: 'lmdeploy/vl/model/llava.py:204',
      reason: 'what LlavaVisionModel processes is decided by the code of its match()',
      why: 'the class has no list of architectures of its own; its method compares the configuration with names',
    },
  ],
  'llama.cpp': [],
  'llama.cpp-2025-11': [],
  tgi: [],
  'tensorrt-llm-real': [],
  'vllm-2025-08': [],
  vllm: [
    {
      at: 'vllm/models/deepseek_v4/__init__.py:19',
      reason: 'DeepseekV4ForCausalLM: which class DeepseekV4ForCausalLM is: depends on',
      why: PLATFORM,
    },
    {
      at: 'vllm/models/deepseek_v4/__init__.py:19',
      reason: 'DeepSeekV4MTPModel: which class DeepSeekV4MTP is: depends on',
      why: PLATFORM,
    },
  ],
};

test.each(Object.entries(OPEN))('%s', { timeout: 120_000 }, async (name, expected) => {
  const { engines } = await scan({ roots: [corpus(name)] });
  const found = engines.flatMap(({ undecidable }) => undecidable);
  expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual(expected.map(({ at }) => at));
  expect(found.map(({ reason }, index) => reason.slice(0, expected[index]?.reason.length))).toEqual(
    expected.map(({ reason }) => reason),
  );
  expect(expected.filter(({ why }) => why === '')).toEqual([]);
});
