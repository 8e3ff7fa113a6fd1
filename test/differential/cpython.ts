import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A value of the JSON that the oracle prints. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What test/oracles/dump_ast.py can tell with this interpreter. */
export interface Interpreter {
  readonly python: string;
  /** Positions inside format strings are right (3.12 and newer). */
  readonly exactInFormatStrings: boolean;
  /** `class C[T]`, `type X = int` (3.12 and newer). */
  readonly typeParams: boolean;
  readonly templates: boolean;
}

/** CPython's tree of one source, or why CPython rejects it. */
export type Dump =
  | {
      readonly id: string;
      readonly body: Json;
      /** Given when CPython's compiler rejects what its parser takes. */
      readonly compiles?: false;
    }
  | { readonly id: string; readonly error: string };

export type Request =
  { readonly id: string; readonly path: string } | { readonly id: string; readonly source: Uint8Array };

/** A running CPython that dumps one source after the other. */
export interface CPython {
  readonly interpreter: Interpreter;
  readonly dump: (request: Request) => Promise<Dump>;
  readonly close: () => void;
}

/** The interpreter to ask: ARCHSCAN_PYTHON, otherwise python3 of the path. */
export const PYTHON = process.env.ARCHSCAN_PYTHON ?? 'python3';

/** Null when there is no Python, or one that is too old to know the whole syntax. */
export function pythonVersion(): string | null {
  const script =
    'import sys; print(".".join(map(str, sys.version_info[:3])) if sys.version_info >= (3, 11) else "")';
  const { status, stdout } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}

/** A running script that answers each line it reads with one line. */
export interface Oracle {
  /** The line that it prints first. */
  readonly first: string;
  /** @param id names the request in the message of a failure */
  readonly ask: (id: string, request: unknown) => Promise<string>;
  readonly close: () => void;
}

/** Starts CPython. Requests are answered in their order; `close` ends it. */
export async function startCPython(): Promise<CPython> {
  const { first, ask, close } = await startOracle('dump_ast.py');
  return {
    interpreter: parseInterpreter(first),
    dump: async (request) => parseDump(await ask(request.id, encode(request))),
    close,
  };
}

/** Starts a script of test/oracles with CPython. */
export async function startOracle(script: string): Promise<Oracle> {
  const path = fileURLToPath(new URL(`../oracles/${script}`, import.meta.url));
  const child = spawn(PYTHON, ['-X', 'utf8', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: { id: string; resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  const next = (id: string): Promise<string> =>
    new Promise((resolve, reject) => waiting.push({ id, resolve, reject }));

  createInterface({ input: child.stdout, crlfDelay: Infinity }).on('line', (line) => {
    waiting.shift()?.resolve(line);
  });
  const fail = (what: string): void => {
    for (const { id, reject } of waiting.splice(0)) reject(new Error(`CPython ${what} at ${id}`));
  };
  child.on('error', (error) => {
    fail(error.message);
  });
  child.on('close', (code) => {
    fail(`ended with code ${String(code)}`);
  });
  // A write to a process that has ended is reported by `close`.
  child.stdin.on('error', () => undefined);

  return {
    first: await next('start'),
    ask: (id, request) => {
      const answer = next(id);
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return answer;
    },
    close: () => {
      end(child);
    },
  };
}

function encode(request: Request): unknown {
  if ('path' in request) return request;
  return { id: request.id, source_base64: Buffer.from(request.source).toString('base64') };
}

function end(child: ChildProcess): void {
  child.stdin?.end();
}

// The oracle is part of this test suite: its two forms of lines are known.
function parseInterpreter(line: string): Interpreter {
  return JSON.parse(line) as Interpreter;
}

function parseDump(line: string): Dump {
  return JSON.parse(line) as Dump;
}
