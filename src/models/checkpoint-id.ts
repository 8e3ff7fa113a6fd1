/**
 * Which texts are checkpoint ids, and which ids name no real model. Everything here is decided by the shape of
 * the id and, for generated ids, by what else the sources say; no list of model names.
 */

/** Why an id cannot serve as an example. */
export type UnusableWhy = 'placeholder' | 'test-repository' | 'malformed' | 'no-organisation' | 'other-model';

export type CheckpointClass =
  { readonly usable: true } | { readonly usable: false; readonly why: UnusableWhy; readonly detail: string };

/** What the sources say around an id. All optional: without it only the shape of the id decides. */
export interface CheckpointContext {
  /** Model type of the folder where the id stands, e.g. `gpt_oss`. */
  readonly modelType?: string | undefined;
  /** Models whose source this folder's `modular_*.py` imports, each with the ids that its folder mentions. */
  readonly parents?: readonly ParentModel[] | undefined;
  /**
   * Ids that a person wrote for this model: on its page in the documentation, or in a configuration class that
   * no converter wrote. Docstrings of a modular file prove nothing, they are often copied from a parent's.
   */
  readonly confirmed?: ReadonlySet<string> | undefined;
  /** Ids that belong to another model, with its model type. */
  readonly foreign?: ReadonlyMap<string, string> | undefined;
  /** Ids that came with what the modular file takes from another model, with that model's type. */
  readonly copied?: ReadonlyMap<string, string> | undefined;
}

export interface ParentModel {
  readonly modelType: string;
  /**
   * What it is called in classes that the modular file derives from its own: `OakVision` for
   * `class OakVisionConfig(AcornConfig)`. The converter writes the name of each class, in snake case, too.
   */
  readonly renamedTo?: readonly string[] | undefined;
  readonly ids: readonly string[];
}

const MAX_LENGTH = 96;
const PART = /^[A-Za-z0-9](?:[\w.-]*[\w])?$/;

/** Whether `text` has the form `org/name` that the Hugging Face Hub accepts for a repository. */
export function isCheckpointId(text: string): boolean {
  return malformation(text) === null && text.includes('/');
}

/** What the Hub would object to, null when nothing; a name without organisation has no defect here. */
function malformation(id: string): string | null {
  const parts = id.split('/');
  if (parts.length > 2) return 'it has more than one slash';
  if (id.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (!parts.every((part) => PART.test(part)))
    return 'each part must be letters, digits, ".", "_" and "-", and begin and end with a letter, digit or "_"';
  if (parts.some((part) => part.includes('--') || part.includes('..'))) return 'it contains "--" or ".."';
  return id.endsWith('.git') ? 'it ends with ".git"' : null;
}

/**
 * Whether `id` may be shown as an example checkpoint. Refused are texts that are no id, names without
 * organisation, placeholders (words like `your-username`, ids that a generator made up), repositories that exist
 * only for tests, and checkpoints of another model.
 */
export function classifyCheckpoint(id: string, context: CheckpointContext = {}): CheckpointClass {
  const defect = malformation(id);
  if (defect !== null) return refused('malformed', `not a repository id: ${defect}`);
  const [first = '', name] = id.split('/');
  if (name === undefined) return refused('no-organisation', 'names no organisation');
  const test = testRepository(first, name);
  if (test !== null) return refused('test-repository', test);
  const placeholder = placeholderWord(first, name) ?? fromTemplate(id) ?? renamedFromParent(id, context);
  if (placeholder !== null) return refused('placeholder', placeholder);
  const owner = context.foreign?.get(id) ?? context.copied?.get(id);
  return owner === undefined ? { usable: true } : refused('other-model', `a checkpoint of ${owner}`);
}

function refused(why: UnusableWhy, detail: string): CheckpointClass {
  return { usable: false, why, detail };
}

const TEST_ORGANISATION = /(?:^|[-_])(?:internal[-_])?testing$|^hf-tiny-model-private$/i;
const TEST_NAME =
  /^(?:tiny|dummy|test|testing|random)[-_]|[-_](?:tiny[-_]random|random[-_]tiny)(?:[-_]|$)|[-_](?:dummy|testing)$/;

function testRepository(organisation: string, name: string): string | null {
  if (TEST_ORGANISATION.test(organisation))
    return `the organisation ${organisation} holds repositories for tests`;
  if (TEST_NAME.test(name)) return `the name ${name} is that of a repository for tests`;
  return null;
}

/** Words that stand for something else, as a whole part of an id, letter case and `-`/`_` ignored. */
const PLACEHOLDER_PARTS: ReadonlySet<string> = new Set(
  (
    'org organisation organization orgname user username namespace path repo repository repoid author account ' +
    'company example examples foo bar baz xxx todo tbd dummy placeholder someone name model modelid modelname ' +
    'checkpoint checkpointname'
  ).split(' '),
);
const PLACEHOLDER_PREFIX =
  /^(?:your|my|some|path[-_]to|insert)[-_]?(?:org|organi[sz]ation|user|name|account|namespace|repo|model|hf|team|company|checkpoint)/i;

/** What stands in place of a name until there is one. */
const UNRELEASED =
  /^(?:not[-_]yet[-_]released|to[-_]be[-_](?:released|announced)|coming[-_]soon|unreleased)$/i;

function placeholderWord(organisation: string, name: string): string | null {
  if (UNRELEASED.test(name)) return `"${name}" says that there is none yet`;
  const word = [organisation, name].find((part, index) => {
    const plain = part.toLowerCase().replace(/[-_.]/g, '');
    // A real organisation may well call its repository "model" or "example": the name alone proves nothing.
    const isWord =
      PLACEHOLDER_PARTS.has(plain) && (index === 0 || PLACEHOLDER_PARTS.has(organisation.toLowerCase()));
    return isWord || PLACEHOLDER_PREFIX.test(part) || /^(?:your[-_]|path[-_]to)/i.test(part);
  });
  return word === undefined ? null : `"${word}" stands for something to fill in`;
}

/**
 * Ids in the docstrings that new models are most often copied from. The tools that copy replace the model's
 * name in them and leave the rest, so that `meta-llama/Llama-2-7b-hf` becomes `meta-arcee/Arcee-2-7b-hf`.
 */
const TEMPLATES = [
  {
    template: 'meta-llama/Llama-2-7b-hf',
    copy: /^meta-(?<type>[a-z0-9_]+)\/(?<name>[A-Za-z0-9_]+)-2-7b-hf$/,
  },
  { template: 'mistralai/Mixtral-8x7B-v0.1', copy: /^mistralai\/(?<name>[A-Za-z0-9_]+)-8x7B-v0\.1$/ },
] as const;

function fromTemplate(id: string): string | null {
  for (const { template, copy } of TEMPLATES) {
    const groups = id === template ? undefined : copy.exec(id)?.groups;
    if (groups === undefined) continue;
    if (groups.type === undefined || isSameName(groups.type, groups.name ?? ''))
      return `made from ${template} by replacing the model's name`;
  }
  return null;
}

/**
 * The modular converter writes a modeling file from a parent's and renames the parent everywhere, in docstrings
 * too. An id that equals a parent's id after that renaming, and that nobody wrote by hand, is its product.
 */
function renamedFromParent(id: string, context: CheckpointContext): string | null {
  const { modelType, parents = [], confirmed } = context;
  if (modelType === undefined || confirmed?.has(id) === true) return null;
  for (const parent of parents) {
    const from = parent.modelType;
    for (const { to, isSpelling } of newNames(modelType, parent)) {
      const original = parent.ids.find((other) => other !== id && isRenaming(other, from, id, isSpelling));
      if (original !== undefined) return `made from ${original} by renaming ${from} to ${to}`;
    }
  }
  return null;
}

interface NewName {
  readonly to: string;
  readonly isSpelling: (name: string) => boolean;
}

function newNames(modelType: string, { modelType: from, renamedTo = [] }: ParentModel): readonly NewName[] {
  if (from === modelType) return [];
  return [
    { to: modelType, isSpelling: (name) => isSameName(modelType, name) },
    ...renamedTo.map((to) => ({ to, isSpelling: (name: string) => plain(name) === plain(to) })),
  ];
}

/** Whether replacing `from` by spellings of the new name, wherever a word begins with it, turns `original` into `copy`. */
function isRenaming(
  original: string,
  from: string,
  copy: string,
  isSpelling: NewName['isSpelling'],
): boolean {
  const name = from.split('_').map(escapeRegExp).join('_?');
  const literals = original.split(new RegExp(`(?<![a-z0-9])${name}`, 'gi'));
  return literals.length > 1 && isFilled(literals, copy, isSpelling);
}

/** Whether `text` is `literals` with a spelling between each two. */
function isFilled(
  [literal = '', ...literals]: readonly string[],
  text: string,
  isSpelling: NewName['isSpelling'],
): boolean {
  if (literals.length === 0) return text === literal;
  if (!text.startsWith(literal)) return false;
  const rest = text.slice(literal.length);
  return Array.from(rest, (_, index) => index + 1).some(
    (end) => isSpelling(rest.slice(0, end)) && isFilled(literals, rest.slice(end), isSpelling),
  );
}

/** Whether `name` spells the snake-case `modelType` in any case and order of words: `hunyuan_v1_dense`, `HunYuanDenseV1`. */
function isSameName(modelType: string, name: string): boolean {
  const spelled = plain(name);
  const words = modelType.toLowerCase().split('_');
  return spelled.length === words.join('').length && words.every((word) => spelled.includes(word));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
