import { describe, expect, test } from 'vitest';
import { below, readSglang, type Files } from '../trees.js';

/** The kinds of what these modules of `srt/models` register. */
function kinds(models: Files, more: Files = {}): Readonly<Record<string, string>> {
  const files = { ...below('models', { '__init__.py': '', ...models }), ...more };
  const { scan } = readSglang(below('python/sglang/srt', files));
  return Object.fromEntries(scan.registrations.map(({ key, kind }) => [key, kind]));
}

const LAYER = `
class OakDraftLayer:
    def forward(self, batch):
        return self.norm(batch.spec_info.hidden_states)
`;

describe('a draft takes the hidden states of its target from the batch', () => {
  test('in its own methods', () => {
    const oak = `
class OakEagle:
    def forward(self, batch):
        return self.layers(batch.spec_info.hidden_states)

EntryClass = OakEagle
`;
    const pine = '# takes no spec_info.hidden_states\nclass Pine: pass\nEntryClass = Pine\n';
    expect(kinds({ 'oak.py': oak, 'pine.py': pine })).toEqual({ OakEagle: 'draft', Pine: 'model' });
  });

  test('in a class that it is made of, and the model beside it does not', () => {
    const oak = `${LAYER}
class OakForCausalLM:
    def __init__(self, config):
        self.model = OakModel(config)

    def share(self, layer: OakDraftLayer):
        assert isinstance(layer, OakDraftLayer)
        return layer.embed

class OakMTP:
    def __init__(self, config):
        self.model = OakDraftLayer(config)

EntryClass = [OakForCausalLM, OakMTP]
`;
    expect(kinds({ 'oak.py': oak })).toEqual({ OakForCausalLM: 'model', OakMTP: 'draft' });
  });

  test('in a class that a function of the module makes for it', () => {
    const oak = `${LAYER}
class OakDraftModel:
    def __init__(self, config):
        self.layers = make_layers(1, lambda index: OakDraftLayer(config, index))

def build(config):
    return OakDraftModel(config)

class OakMTP:
    def __init__(self, config):
        self.model = build(config)

EntryClass = OakMTP
`;
    expect(kinds({ 'oak.py': oak })).toEqual({ OakMTP: 'draft' });
  });

  test('in a base of another module', () => {
    const oak = `${LAYER}
class OakMTP:
    layer = OakDraftLayer

EntryClass = OakMTP
`;
    const pine = 'from .oak import OakMTP\nclass PineMTP(OakMTP): pass\nEntryClass = PineMTP\n';
    expect(kinds({ 'oak.py': oak, 'pine.py': pine })).toEqual({ OakMTP: 'draft', PineMTP: 'draft' });
  });

  test('where its class stands, whatever module registers it', () => {
    const oak = `${LAYER}
class OakMTP:
    layer = OakDraftLayer

class OakForCausalLM: pass

EntryClass = OakForCausalLM
`;
    const mtp = 'from sglang.srt.models.oak import OakMTP\nEntryClass = OakMTP\n';
    expect(kinds({ 'oak.py': oak, 'oak_mtp.py': mtp })).toEqual({ OakForCausalLM: 'model', OakMTP: 'draft' });
  });

  test('and is no model that has a draft itself', () => {
    const oak = `${LAYER}
class OakForCausalLM:
    layer = OakDraftLayer

EntryClass = OakForCausalLM
`;
    const config = `
def config_draft_model(hf_config):
    if hf_config.architectures[0] == "OakForCausalLM":
        hf_config.architectures[0] = "OakMTP"
`;
    expect(kinds({ 'oak.py': oak })).toEqual({ OakForCausalLM: 'draft' });
    expect(kinds({ 'oak.py': oak }, { 'configs/model_config.py': config })).toEqual({
      OakForCausalLM: 'model',
    });
  });
});

describe('a draft is handed the hidden states of its target', () => {
  const worker = (call: string): Files => ({
    'speculative/leap_components/worker.py': `
class LeapWorker:
    def append(self, target_hidden):
        return ${call}
`,
  });
  const leap = `
class LeapDraft:
    def absorb(self, states):
        return self.norm(states)

class LeapSmallDraft(LeapDraft): pass

EntryClass = [LeapDraft, LeapSmallDraft]
`;
  const fir = `
from .leap import LeapDraft
class FirDraft(LeapDraft): pass
class FirForCausalLM:
    def forward(self, states):
        return self.absorb(states)
EntryClass = [FirDraft, FirForCausalLM]
`;

  test.each([
    ['by position', 'self.draft_model.absorb(target_hidden.to(self.device))'],
    ['by name', 'self.context.draft_model.absorb(target_hidden_states=self.states)'],
    ['as an attribute', 'draft_model.absorb(self.layers, batch.target_last_hidden)'],
    ['through the runner of the draft', 'self.draft_runner.model.absorb(target_hidden)'],
  ])('%s, also in an inherited method', (_, call) => {
    expect(kinds({ 'leap.py': leap, 'fir.py': fir }, worker(call))).toEqual({
      FirDraft: 'draft',
      FirForCausalLM: 'model',
      LeapDraft: 'draft',
      LeapSmallDraft: 'draft',
    });
  });

  test.each([
    ['something else', 'self.draft_model.absorb(self.positions)'],
    ['a target', 'self.target_model.absorb(target_hidden)'],
    ['the worker of a draft', 'self.draft_worker.absorb(target_hidden)'],
  ])('not so: %s', (_, call) => {
    expect(kinds({ 'leap.py': leap }, worker(call))).toEqual({ LeapDraft: 'model', LeapSmallDraft: 'model' });
  });
});
