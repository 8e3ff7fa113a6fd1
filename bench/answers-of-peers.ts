/** What each program printed, as an answer. None of this is part of what is measured. */
import * as z from 'zod';
import { isModelingFile, isModelName, type Answer } from './answer.js';
import { tableKeys } from './seed-scripts.js';

const scanOutput = z.object({
  engines: z.array(z.object({ registrations: z.array(z.object({ key: z.string(), registry: z.string() })) })),
  transformers: z.object({
    version: z.string().nullable(),
    classes: z.array(z.object({ name: z.string(), file: z.string() })),
  }),
});

/** `archscan scan --format json` */
export function scanAnswer(output: string): Answer {
  const { engines, transformers } = scanOutput.parse(JSON.parse(output));
  const registrations = engines.flatMap((engine) => engine.registrations);
  const classes = transformers.classes.filter(({ name, file }) => isModelingFile(file) && isModelName(name));
  return {
    registrations: new Set(registrations.filter(({ registry }) => registry === 'srt').map(({ key }) => key)),
    classes: new Set(classes.map(({ name }) => name)),
  };
}

/** The version of transformers that `archscan scan --format json` read. */
export function transformersVersion(output: string): string {
  return scanOutput.parse(JSON.parse(output)).transformers.version ?? 'of unknown version';
}

/** The files that steps 1 and 2 of the source document leave: a JSON object by name, and one name a line. */
export function legacyAnswer(registrations: string, classes: string): Answer {
  const byName = z.record(z.string(), z.string()).parse(JSON.parse(registrations));
  return { registrations: new Set(Object.keys(byName)), classes: lines(classes) };
}

/** The same and what step 3 leaves: `name|example` lines. */
export function examplesAnswer(names: Answer, examples: string): Answer {
  return { ...names, examples: lines(examples) };
}

/** The same and the document itself. */
export function documentAnswer(steps: Answer, document: string): Answer {
  return { ...steps, rows: new Set(tableKeys(document)) };
}

const astOutput = z.object({
  registrations: z.array(z.string()),
  classes: z.array(z.string()),
  examples: z.record(z.string(), z.string()).optional(),
});

/** Our script on CPython's `ast`. */
export function astAnswer(output: string): Answer {
  const { registrations, classes, examples } = astOutput.parse(JSON.parse(output));
  const names = { registrations: new Set(registrations), classes: new Set(classes) };
  if (examples === undefined) return names;
  return { ...names, examples: new Set(Object.entries(examples).map(([name, id]) => `${name}|${id}`)) };
}

/** Lines such as `models/llama/modeling_llama.py:47:7: help[model-class]: LlamaForCausalLM`. */
export function astGrepAnswer(output: string): Answer {
  const found = [...output.matchAll(/^.*:\d+:\d+: \w+\[([\w-]+)\]: (\w+)$/gm)];
  const named = (rule: string): readonly string[] =>
    found.flatMap(([, id, name]) => (id === rule && name !== undefined ? [name] : []));
  return {
    registrations: new Set(named('registration')),
    classes: new Set(named('model-class').filter(isModelName)),
  };
}

/**
 * The tags of `EntryClass` variables and of classes. A tag has the line of the definition, not its value: names
 * on further lines are lost.
 */
export function ctagsAnswer(variables: string, classes: string): Answer {
  const entries = tags(variables).filter(({ name, scoped }) => name === 'EntryClass' && !scoped);
  const values = entries.map(({ pattern }) => pattern.replace(/^\/\^|\$\/$/g, '').replace(/^\w+\s*=/, ''));
  const found = tags(classes).filter(({ name, scoped }) => !scoped && isModelName(name));
  return {
    registrations: new Set(values.flatMap((value) => value.replace(/#.*/, '').match(/\w+/g) ?? [])),
    classes: new Set(found.map(({ name }) => name)),
  };
}

/** ripgrep's `EntryClass = …` up to the end of a list, and names of classes at the left margin. */
export function ripgrepAnswer(entries: string, classes: string): Answer {
  const values = entries.replaceAll(/^EntryClass\s*=/gm, '').replaceAll(/#.*/g, '');
  return {
    registrations: new Set(values.match(/\w+/g) ?? []),
    classes: new Set([...lines(classes)].filter(isModelName)),
  };
}

interface Tag {
  readonly name: string;
  readonly pattern: string;
  readonly scoped: boolean;
}

function tags(output: string): readonly Tag[] {
  return output.split('\n').flatMap((line) => {
    const found = /^(\w+)\t[^\t]*\t(.*);"\t\w(\t.*)?$/.exec(line);
    if (found === null) return [];
    const [, name = '', pattern = '', scope] = found;
    return [{ name, pattern, scoped: scope !== undefined }];
  });
}

function lines(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').filter((line) => line !== ''));
}
