/** A checkpoint on the Hub: `org/name`. */
export interface RepositoryId {
  readonly organization: string;
  readonly name: string;
}

/** ASCII letters, digits, `-`, `_` and `.`, the last two and a hyphen not at the ends. */
const PART = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;
const MAX_LENGTH = 96;

/** `text` as a repository id, by the rules of the Hub; null when it is none. */
export function parseRepositoryId(text: string): RepositoryId | null {
  const [organization = '', name = '', ...more] = text.split('/');
  const isValid =
    more.length === 0 &&
    text.length <= MAX_LENGTH &&
    PART.test(organization) &&
    PART.test(name) &&
    !/--|\.\./.test(text) &&
    !name.endsWith('.git');
  return isValid ? { organization, name } : null;
}

/** Whether `revision` may be the name of a branch, a tag or a commit, and may become part of a path. */
export function isRevision(revision: string): boolean {
  if (revision.length > 200 || !/^[\x21-\x7e\u00a0-\uffff]+$/.test(revision)) return false;
  if (/[\\:?*[~^]/.test(revision)) return false;
  return revision.split('/').every((part) => part !== '' && !/^\.|\.\.|\.lock$/.test(part));
}

/** Where the Hub serves `config.json` of a revision. */
export function configUrl(endpoint: string, id: RepositoryId, revision: string): string {
  const parts = [id.organization, id.name, 'resolve', revision, 'config.json'].map(encodeURIComponent);
  return `${endpoint.replace(/\/+$/, '')}/${parts.join('/')}`;
}
