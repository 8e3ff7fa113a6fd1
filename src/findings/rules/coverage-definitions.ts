import type { Rule } from '../rule.js';

/** The files of definitions. */
export const coverageDefinitionRules: readonly Rule[] = [
  {
    id: 'definition-unreadable',
    severity: 'error',
    title: 'the file of a definition cannot be read',
    meaning: 'It is no JSON object, or no readable file.',
    reason: 'Whatever loads the definitions stops at it.',
    fix: 'Correct the file.',
    example: { language: 'json', before: '{ "name": }', after: '{ "name": "rmsnorm_h512" }' },
  },
  {
    id: 'definition-name',
    severity: 'error',
    title: 'name and file differ',
    meaning: '`name` is not the name of the file without `.json`.',
    reason: 'A definition is found by its file and used by its name.',
    fix: 'Make both equal.',
    example: { language: 'json', before: '{ "name": "rmsnorm_h521" }', after: '{ "name": "rmsnorm_h512" }' },
  },
  {
    id: 'definition-op-type',
    severity: 'error',
    title: 'op type and folder differ',
    meaning: '`op_type` is not the name of the folder, or the name of the definition is of another op type.',
    reason: 'A definition is found by its folder.',
    fix: 'Move the file, or correct `op_type`.',
    example: {
      language: 'json',
      before: '{ "name": "rmsnorm_h512", "op_type": "gemm" }',
      after: '{ "name": "rmsnorm_h512", "op_type": "rmsnorm" }',
    },
  },
  {
    id: 'definition-pattern',
    severity: 'warning',
    title: 'the name is of no known kind',
    meaning: 'The name has not the form of any kind of definition.',
    reason: 'No model is known to need it.',
    fix: 'Correct the name.',
    example: { language: 'json', before: '{ "name": "rmsnorm_512" }', after: '{ "name": "rmsnorm_h512" }' },
  },
  {
    id: 'definition-axes',
    severity: 'error',
    title: 'the axes do not fit',
    meaning:
      'An axis is neither `const` nor `var`, a constant is no whole number, a shape has an axis that is not declared, or a number of the name is the value of no constant axis.',
    reason: 'The shapes are not those that the name promises.',
    fix: 'Correct the axes.',
    example: {
      language: 'json',
      before: '{ "name": "rmsnorm_h512", "axes": { "hidden_size": { "type": "const", "value": 521 } } }',
      after: '{ "name": "rmsnorm_h512", "axes": { "hidden_size": { "type": "const", "value": 512 } } }',
    },
  },
  {
    id: 'definition-output',
    severity: 'error',
    title: 'a tensor is input and output',
    meaning: 'The same name stands in `inputs` and `outputs`.',
    reason: 'Names are how tensors are passed.',
    fix: 'Rename one.',
    example: {
      language: 'json',
      before: '{ "inputs": { "x": {} }, "outputs": { "x": {} } }',
      after: '{ "inputs": { "x": {} }, "outputs": { "y": {} } }',
    },
  },
  {
    id: 'definition-reference',
    severity: 'error',
    title: 'the reference has no run',
    meaning: '`reference` is no Python text with a line that begins with `def run(`.',
    reason: 'The definition cannot be verified.',
    fix: 'Write the function.',
    example: {
      language: 'json',
      before: '{ "reference": "def forward(x): ..." }',
      after: '{ "reference": "def run(x): ..." }',
    },
  },
  {
    id: 'definition-tag',
    severity: 'error',
    title: 'a tag cannot be right',
    meaning:
      '`status`, `tp` or `ep` has several values, `fi_api` names no module, or (a warning) no tag names a model.',
    reason: 'Tools choose definitions by their tags.',
    fix: 'Correct the tags.',
    example: { language: 'json', before: '{ "tags": ["ep:1", "ep:4"] }', after: '{ "tags": ["ep:4"] }' },
  },
  {
    id: 'definition-duplicate',
    severity: 'warning',
    title: 'a definition has two files',
    meaning: 'A file of the same name lies in another folder.',
    reason: 'Which of them counts is a matter of order.',
    fix: 'Remove one.',
    example: {
      language: 'text',
      before: 'definitions/gemm/a.json, definitions/old/a.json',
      after: 'definitions/gemm/a.json',
    },
  },
];
