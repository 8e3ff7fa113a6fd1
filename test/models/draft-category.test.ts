import { expect, test } from 'vitest';
import { joinArchitectures } from '../../src/models/architectures.js';
import { below, readSglang } from '../engines/trees.js';

/** `category: reason` of a draft for these models; LanternVL is multimodal and PebbleModel is for embeddings. */
function categoryOfDraft(bases: readonly string[]): string {
  const config = `
def is_generation_model(model_architectures, is_embedding=False):
    return "PebbleModel" not in model_architectures

def is_multimodal_model(model_architectures):
    return "LanternVL" in model_architectures

def config_draft_model(hf_config):
    if hf_config.architectures[0] in ${JSON.stringify(bases)}:
        hf_config.architectures[0] = "TreeNextN"
`;
  const files = { 'models/__init__.py': '', 'configs/model_config.py': config };
  const { scan } = readSglang(below('python/sglang/srt', files));
  const { category, reason } = joinArchitectures({ engine: scan, transformers: null })('TreeNextN').category;
  return `${category}: ${reason}`;
}

test('a draft has the category of its model', () => {
  expect(categoryOfDraft(['LanternVL'])).toBe('multimodal: a draft for LanternVL, same category');
});

test('a draft for models of several categories is text when one of them is', () => {
  expect(categoryOfDraft(['LanternVL', 'OakForCausalLM'])).toBe(
    'text: a draft for OakForCausalLM, same category',
  );
});

test('otherwise models of several categories say nothing', () => {
  expect(categoryOfDraft(['LanternVL', 'PebbleModel'])).toBe('text: nothing says otherwise');
});
