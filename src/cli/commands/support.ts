import { homedir } from 'node:os';
import type { ArchscanConfig } from '../../config/types.js';
import type { ModelConfig } from '../../hub/index.js';
import { joinArchitectures, type ArchitectureRecord } from '../../models/architectures.js';
import { readWorkspace, type Workspace } from '../../scan/workspace.js';
import { suggest } from '../../text/suggest.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { readSettings, type CommonOptions } from '../settings.js';

export interface SupportOptions extends CommonOptions {
  readonly format: 'table' | 'json';
}

/** What one name on the command line turned out to be. */
interface Asked {
  readonly name: string;
  readonly architectures: readonly string[];
  readonly config: ModelConfig | null;
  readonly problem: string | null;
}

export interface SupportAnswer {
  readonly name: string;
  /** Why the name could not be looked up, or null. */
  readonly problem: string | null;
  /** Classes that the checkpoint brings itself (`auto_map`). */
  readonly autoMap: readonly { readonly autoClass: string; readonly reference: string }[];
  readonly architectures: readonly {
    readonly architecture: string;
    readonly engines: readonly {
      readonly id: string;
      readonly level: string | null;
      readonly reason: string;
      readonly file: string | null;
      readonly line: number | null;
    }[];
    readonly category: string;
    readonly categoryReason: string;
    readonly example: string | null;
    readonly exampleReason: string | null;
    /** Names that differ little and are known, when nothing supports this one. */
    readonly nearMisses: readonly string[];
  }[];
}

/** `archscan support <name…>` */
export async function supportCommand(
  io: Io,
  names: readonly string[],
  options: SupportOptions,
): Promise<ExitCode> {
  const settings = await readSettings(io, [], options, { transformers: true });
  const asked = await Promise.all(names.map((name) => ask(io, name)));
  const workspace = await readWorkspace(settings.workspace);
  settings.done();
  const answers = asked.map((each) => answer(each, workspace, settings.config));
  io.out(
    options.format === 'json'
      ? `${JSON.stringify({ schemaVersion: 1, answers }, null, 2)}\n`
      : answers.map(render).join('\n'),
  );
  return answers.some(({ problem }) => problem !== null) ? EXIT.impossible : EXIT.clean;
}

/** A name with a slash or a file is a checkpoint or a `config.json`; anything else is an architecture. */
async function ask(io: Io, name: string): Promise<Asked> {
  const isArchitecture = /^[A-Za-z_]\w*$/u.test(name);
  if (isArchitecture) return { name, architectures: [name], config: null, problem: null };
  const { hubSettings, resolveModelConfig } = await import('../../hub/index.js');
  const result = await resolveModelConfig(name, { ...hubSettings(io.environment, homedir()) });
  if (!result.ok) return { name, architectures: [], config: null, problem: result.message };
  const { architectures } = result.config;
  const problem = architectures.length === 0 ? `${name} names no architectures.` : null;
  return { name, architectures, config: result.config, problem };
}

function answer(asked: Asked, workspace: Workspace, config: ArchscanConfig): SupportAnswer {
  const { name, problem } = asked;
  return {
    name,
    problem,
    autoMap: (asked.config?.autoMap ?? []).map(({ autoClass, reference }) => ({ autoClass, reference })),
    architectures: asked.architectures.map((architecture) => {
      const records = workspace.engines.map(({ scan }) => ({
        id: scan.id,
        record: recordOf(workspace, scan, architecture, config),
      }));
      const [first] = records;
      const supported = records.some(({ record }) => record.support.level !== 'none');
      return {
        architecture,
        engines: records.map(({ id, record: { support } }) => ({
          id,
          level: support.level,
          reason: support.reason,
          file: support.evidence?.file ?? null,
          line: support.evidence?.line ?? null,
        })),
        category: first?.record.category.category ?? 'text',
        categoryReason: first?.record.category.reason ?? 'no engine was read',
        example: first?.record.example.id ?? null,
        exampleReason: exampleReason(first?.record),
        nearMisses: supported ? [] : suggest(architecture, knownNames(workspace)),
      };
    }),
  };
}

function recordOf(
  workspace: Workspace,
  engine: Workspace['engines'][number]['scan'],
  architecture: string,
  config: ArchscanConfig,
): ArchitectureRecord {
  const { transformers } = workspace;
  const none = { mentions: [], checkpointForDoc: [], autoDocstring: [], configLinks: [], docPage: [] };
  return joinArchitectures({
    engine,
    transformers: transformers?.scan ?? null,
    examples: transformers?.examples ?? (() => none),
    userCategories: config.categories,
    userExamples: config.examples,
  })(architecture);
}

function exampleReason(record: ArchitectureRecord | undefined): string | null {
  return record === undefined || record.example.id === null ? null : record.example.reason;
}

function knownNames({ engines, transformers }: Workspace): readonly string[] {
  return [
    ...engines.flatMap(({ scan }) => scan.registrations.map(({ key }) => key)),
    ...(transformers?.scan.classes ?? []).filter(({ exported }) => exported).map(({ name }) => name),
  ];
}

function render({ name, problem, autoMap, architectures }: SupportAnswer): string {
  const lines: string[] = [];
  if (problem !== null) lines.push(`${name}: ${problem}`);
  for (const each of architectures) {
    lines.push(each.architecture === name ? name : `${name}: ${each.architecture}`);
    for (const { id, level, reason, file, line } of each.engines) {
      const where = file === null ? '' : `  ${file}:${line ?? 1}`;
      lines.push(`  ${id}: ${level ?? 'undecidable'} (${reason})${where}`);
    }
    lines.push(`  category: ${each.category} (${each.categoryReason})`);
    if (each.example !== null) lines.push(`  example: ${each.example} (${each.exampleReason ?? ''})`);
    if (each.nearMisses.length > 0) lines.push(`  near names: ${each.nearMisses.join(', ')}`);
  }
  for (const { autoClass, reference } of autoMap) lines.push(`  auto_map: ${autoClass} → ${reference}`);
  return lines.map((line) => `${printable(line)}\n`).join('');
}
