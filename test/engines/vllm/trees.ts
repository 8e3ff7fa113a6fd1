import { vllm } from '../../../src/engines/vllm/index.js';
import { readEngine, type EngineRead } from '../read-engine.js';
import { below, type Files } from '../trees.js';

export const REGISTRY = 'model_executor/models/registry.py';

/** What stands below the dictionaries in every registry file. */
const TAIL = [
  'from registries import _Lazy, _ModelRegistry',
  'def _resolve_module_name(name):',
  '    if name.startswith("vllm."):',
  '        return name',
  '    return f"vllm.model_executor.models.{name}"',
  'ModelRegistry = _ModelRegistry({',
  '    arch: _Lazy(module_name=_resolve_module_name(mod), class_name=name)',
  '    for arch, (mod, name) in _VLLM_MODELS.items()',
  '})',
];

export const registryFile = (...lines: readonly string[]): string => [...lines, ...TAIL].join('\n');

export const INTERFACES = `
from typing import ClassVar, Literal, Protocol, runtime_checkable
from vllm.utils import supports_kw

@runtime_checkable
class SupportsLoRA(Protocol):
    supports_lora: ClassVar[Literal[True]] = True
    packed_modules_mapping: ClassVar[dict] = {}
    embedding_modules: ClassVar[dict] = {}

@runtime_checkable
class SupportsPP(Protocol):
    supports_pp: ClassVar[Literal[True]] = True
    def make_empty_intermediate_tensors(self): ...

@runtime_checkable
class _TypeWithLoRA(Protocol):
    supports_lora: Literal[True]
    packed_modules_mapping: dict
    embedding_modules: dict

@runtime_checkable
class _TypeWithPP(Protocol):
    supports_pp: Literal[True]
    def make_empty_intermediate_tensors(self): ...

class SupportsMultiModal(Protocol):
    supports_multimodal: ClassVar[Literal[True]] = True

class IsHybrid(Protocol):
    is_hybrid: ClassVar[Literal[True]] = True

class SupportsQuant:
    pass

def supports_lora(model):
    return isinstance(model, _TypeWithLoRA if isinstance(model, type) else SupportsLoRA)

def supports_pp(model):
    has_members = isinstance(model, _TypeWithPP if isinstance(model, type) else SupportsPP)
    forward = getattr(model, "forward", None)
    return has_members and callable(forward) and supports_kw(forward, "intermediate_tensors")

def supports_multimodal(model): return getattr(model, "supports_multimodal", False)
def supports_transcription(model): return getattr(model, "supports_transcription", False)
def supports_realtime(model): return getattr(model, "supports_realtime", False)
def is_hybrid(model): return getattr(model, "is_hybrid", False)
def has_inner_state(model): return getattr(model, "has_inner_state", False)
def is_attention_free(model): return getattr(model, "is_attention_free", False)
def has_noops(model): return getattr(model, "has_noops", False)
`;

export const INTERFACES_BASE = `
def is_pooling_model(model): return getattr(model, "is_pooling_model", False)
def is_text_generation_model(model): return callable(getattr(model, "compute_logits", None))
`;

/** A causal model with LoRA and pipeline parallelism. */
export const ACORN = [
  'import torch.nn as nn',
  'from .interfaces import SupportsLoRA, SupportsPP',
  'class AcornForCausalLM(nn.Module, SupportsLoRA, SupportsPP):',
  '    def forward(self, input_ids, positions, intermediate_tensors=None): ...',
  '    def compute_logits(self, hidden_states): ...',
].join('\n');

/** A vLLM checkout; paths are relative to the package. */
export function readVllm(files: Files, beside: Files = {}): EngineRead {
  const models = {
    'model_executor/models/interfaces.py': INTERFACES,
    'model_executor/models/interfaces_base.py': INTERFACES_BASE,
    'model_executor/models/acorn.py': ACORN,
  };
  return readEngine(vllm, { ...below('vllm', { ...models, ...files }), ...beside });
}

/** Every registration as `key: group class file:line`. */
export function registered({ scan }: EngineRead): readonly string[] {
  return scan.registrations.map(({ key, registry, className, kind, status, note, line, classFile }) => {
    const type = classFile === null ? 'nowhere' : (classFile.split('/models/').at(-1) ?? '');
    const notes = [
      ...(kind === 'model' ? [] : [kind]),
      ...(status === 'active' ? [] : [status]),
      ...(note === undefined ? [] : [note]),
    ];
    return [`${key}: ${registry}:${line} ${className} in ${type}`, ...notes].join(', ');
  });
}

/** The capabilities that a registered class has. */
export function abilities({ scan }: EngineRead, key: string): string {
  const { capabilities = {} } = scan.registrations.find((each) => each.key === key) ?? {};
  return Object.entries(capabilities)
    .flatMap(([name, has]) => (has ? [name] : []))
    .join(' ');
}
