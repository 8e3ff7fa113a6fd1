/**
 * What a session is asked and what it answers: plain data, nothing of an editor's protocol. Lines and columns are
 * 1-based, columns in UTF-16 units without a byte-order mark; the end of a range is exclusive.
 */
import type { ArchscanConfig } from '../config/types.js';
import type { Edit } from '../documents/markdown/edits.js';
import type { Finding } from '../findings/finding.js';
import type { EngineSupport } from '../scan/joins.js';
import type { ClassSelection } from '../track/model.js';

export interface SessionPosition {
  readonly line: number;
  readonly column: number;
}

export interface SessionRange extends SessionPosition {
  readonly endLine: number;
  /** Exclusive. */
  readonly endColumn: number;
}

export interface SessionLocation {
  readonly uri: string;
  readonly range: SessionRange;
}

/** A replacement of one range of a file. */
export interface SessionEdit {
  readonly range: SessionRange;
  readonly text: string;
  /** The same as offsets in UTF-16 units, byte-order mark included. */
  readonly span: Pick<Edit, 'start' | 'end'>;
}

/** A finding with the URIs of its file and of its evidence; `file` stays as `archscan lint` would show it. */
export interface SessionFinding extends Finding {
  readonly uri: string;
  readonly range: SessionRange;
  readonly related: readonly (SessionLocation & { readonly message: string })[];
}

export interface SessionHover {
  readonly range: SessionRange;
  /** Null where it is about a definition, or a model of the page of kernel coverage. */
  readonly architecture: string | null;
  /** The kernel definition that it is about. */
  readonly definition: string | null;
  /** Level and evidence in every engine that was read; paths relative to the engine's root. */
  readonly engines: readonly EngineSupport[];
  /** The same for people. */
  readonly markdown: string;
}

export interface SessionSymbol {
  readonly name: string;
  readonly kind: 'section' | 'row' | 'registration' | 'class' | 'model' | 'module' | 'definition';
  /** What is said about it, e.g. the engine that registers it. */
  readonly detail: string;
  readonly location: SessionLocation;
  /** The part of the location that is its name. */
  readonly selection: SessionRange;
  readonly children: readonly SessionSymbol[];
}

export interface SessionAction {
  readonly title: string;
  /**
   * `fix` resolves one finding; `fix-all` is what `archscan lint --fix`, `archscan coverage --fix` or `archscan sync`
   * does to the file.
   */
  readonly kind: 'fix' | 'fix-all';
  readonly uri: string;
  readonly edits: readonly SessionEdit[];
  /** What a fix resolves. */
  readonly findings: readonly SessionFinding[];
  /** Whether it is the one that a person would choose. */
  readonly preferred: boolean;
}

export interface SessionLens {
  readonly range: SessionRange;
  readonly architecture: string;
  readonly title: string;
  /** The rows that the documents have for it. */
  readonly rows: readonly SessionLocation[];
}

export interface SessionCompletion {
  readonly label: string;
  readonly kind: 'architecture' | 'checkpoint' | 'definition' | 'module';
  readonly detail: string;
  readonly edit: SessionEdit;
  /** What is compared with the text that the edit replaces. */
  readonly filter: string;
  /** The order of entries. */
  readonly sort: string;
}

/** A folder of the workspace that could not be read, or a configuration with errors. */
export interface SessionProblem {
  readonly folder: string;
  readonly message: string;
  /** The folder has no sources of its own, which is no defect. */
  readonly expected: boolean;
}

/** Files on disk that answers come from: those below a folder that fit a glob as the protocol of editors has it. */
export interface SessionWatch {
  /** A URI. */
  readonly folder: string;
  /** Relative to the folder, with forward slashes. */
  readonly pattern: string;
}

export interface SessionOptions {
  /**
   * Folders of the workspace: paths, or `file:` URIs. Each is read with the configuration that it has. With `files`
   * they are beginnings of those names.
   */
  readonly folders: readonly string[];
  /** Files in memory by name, instead of a file system; nothing else is then read. A name is also its URI. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Stands before what configuration files say; in `files`, it is the configuration. Paths are absolute. */
  readonly config?: ArchscanConfig | undefined;
  /** A configuration file for every folder, instead of the nearest one. */
  readonly configFile?: string | undefined;
  /** Classes of transformers that get a row, as in `archscan lint`; `named` unless given. */
  readonly classes?: ClassSelection | undefined;
  /** How many files of one folder are listed at most; 100,000 unless given. `problems` names a folder with more. */
  readonly maxFiles?: number | undefined;
  /** `YYYY-MM-DD`, for documents that are corrected; `SOURCE_DATE_EPOCH`, else today, unless given. */
  readonly date?: string | undefined;
  /** Where an installed transformers is looked for; the process without it. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Called with what is being read, and how many files of it are done. */
  readonly onProgress?: ((progress: SessionProgress) => void) | undefined;
}

export interface SessionProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export interface AskOptions {
  /** Ends waiting for the answer: the promise is rejected with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReferenceOptions extends AskOptions {
  /** Also the class statements, or the file of a kernel definition; true unless given. */
  readonly includeDeclaration?: boolean | undefined;
}

/**
 * The workspace and everything that is known about it. Questions may be asked at any time, also several at once;
 * an answer is always about the content at the time at which it is given.
 */
export interface Session {
  /** A file is edited from now on; its text stands before what is on disk. */
  open(uri: string, text: string): void;
  /** The whole text after an edit. A file that is not open is opened. */
  change(uri: string, text: string): void;
  /** The file on disk counts again. */
  close(uri: string): void;
  /** Files on disk were changed, created or deleted by somebody else. */
  filesChanged(uris: readonly string[]): void;
  setFolders(folders: readonly string[]): void;
  /**
   * What the configurations name beside sources and documents in the folders: profiles, folders of `config.json` files,
   * recipes and definitions, and all that lies elsewhere. Whoever watches files tells `filesChanged` of these as well.
   */
  watches(ask?: AskOptions): Promise<readonly SessionWatch[]>;
  /** What is asked about next has this text; undefined when there is no such file, or it is too large. */
  text(uri: string): string | undefined;

  findings(uri: string, ask?: AskOptions): Promise<readonly SessionFinding[]>;
  /** Findings of every file that has some, by URI: sources, documents of the workspace, and open documents. */
  allFindings(ask?: AskOptions): Promise<ReadonlyMap<string, readonly SessionFinding[]>>;
  hover(uri: string, position: SessionPosition, ask?: AskOptions): Promise<SessionHover | null>;
  definition(uri: string, position: SessionPosition, ask?: AskOptions): Promise<readonly SessionLocation[]>;
  references(
    uri: string,
    position: SessionPosition,
    ask?: ReferenceOptions,
  ): Promise<readonly SessionLocation[]>;
  documentSymbols(uri: string, ask?: AskOptions): Promise<readonly SessionSymbol[]>;
  /** Symbols whose name has the characters of the query in this order, letter case ignored; at most 256. */
  workspaceSymbols(query: string, ask?: AskOptions): Promise<readonly SessionSymbol[]>;
  codeActions(uri: string, range: SessionRange, ask?: AskOptions): Promise<readonly SessionAction[]>;
  codeLenses(uri: string, ask?: AskOptions): Promise<readonly SessionLens[]>;
  completion(uri: string, position: SessionPosition, ask?: AskOptions): Promise<readonly SessionCompletion[]>;
  /** What keeps parts of the workspace from being read. */
  problems(ask?: AskOptions): Promise<readonly SessionProblem[]>;
  /** Frees everything. Questions that wait are rejected, later ones too. */
  dispose(): void;
}
