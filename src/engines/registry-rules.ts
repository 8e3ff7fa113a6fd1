import type { Rule } from '../findings/rule.js';

/** What holds for the registries of every engine: two places in one repository, and what leads from one to the other. */
export const registryRules: readonly Rule[] = [
  {
    id: 'registry-missing',
    severity: 'error',
    title: 'a registry is not where it was',
    meaning:
      'The file or folder of a registry is not there, or binds no table of the expected name. Where a syntax error may hide it, or the file cannot be read, it is not known to be missing, and this is not said.',
    reason:
      'Without it no registration of that registry is read: everything it served would look unsupported.',
    fix: 'Give the root of a whole checkout. If the engine renamed or generates the registry, a newer archscan is needed.',
    example: {
      language: 'python',
      before: 'MODELS = {}  # was MODULE_MAP',
      after: "MODULE_MAP = {'AcornForCausalLM': 'lmdeploy.pytorch.models.acorn.AcornForCausalLM'}",
    },
  },
  {
    id: 'registry-hidden',
    severity: 'error',
    title: 'a file of the registry may hide what is registered',
    meaning:
      'A file of the registry has a syntax error that may hide entries, or could not be read. What is not found may be registered there under any name. SGLang, SGLang-JAX and MLX LM go on without a module that they cannot import; of them it is not said.',
    reason:
      'Whatever else is said of the engine may be wrong. With a syntax error the engine cannot import its registry either.',
    fix: 'Correct the file; what is wrong with it is reported beside this. One that is too large is read with a greater `maxFileBytes`.',
    example: {
      language: 'python',
      before: 'MODULE_MAP = { = {}',
      after: 'MODULE_MAP = {}',
    },
  },
  {
    id: 'registry-dead-entry',
    severity: 'warning',
    title: 'an entry of a registry leads nowhere',
    meaning:
      'A row names a class, a module or a source model that the sources do not define, or that registers nothing under that name. Of transformers, whose mappings `scan` alone reports: a class that the package does not export.',
    reason: 'The engine, or an auto class, accepts the model and then fails to load it.',
    fix: 'Correct the row, or take it out.',
    example: {
      language: 'python',
      before: 'TEXT_MODEL_MAP = {"AcornModel": "acorn"}  # registered for mmproj only',
      after: 'MMPROJ_MODEL_MAP = {"AcornModel": "acorn"}',
    },
  },
  {
    id: 'registry-unreachable',
    severity: 'warning',
    title: 'a registration is never reached',
    meaning: 'A class is registered, but the table that the engine asks first does not lead to its module.',
    reason: 'The engine refuses the architecture although the code is there.',
    fix: 'Add the row to the table.',
    example: {
      language: 'python',
      before: 'MMPROJ_MODEL_MAP = {}  # acorn.py: @ModelBase.register("AcornModel")',
      after: 'MMPROJ_MODEL_MAP = {"AcornModel": "acorn"}',
    },
  },
  {
    id: 'registry-duplicate',
    severity: 'warning',
    title: 'two classes register one name',
    meaning: 'A name is registered twice in one registry.',
    reason: 'Which class serves the architecture depends on the order of imports.',
    fix: 'Take the name out of one of the two.',
    example: {
      language: 'python',
      before: '@ModelBase.register("AcornModel")  # acorn_old.py registers it too',
      after: '@ModelBase.register("AcornV2Model")',
    },
  },
  {
    id: 'export-not-bound',
    severity: 'info',
    title: '__all__ names what the module does not bind',
    meaning:
      'A string in `__all__` is no name of the module; often a comma is missing and two strings are one.',
    reason: '`from package import *` raises an AttributeError.',
    fix: 'Add the comma or the import, or take the name out.',
    example: {
      language: 'python',
      before: "__all__ = ['AcornConfig' 'AcornForCausalLM']",
      after: "__all__ = ['AcornConfig', 'AcornForCausalLM']",
    },
  },
];
