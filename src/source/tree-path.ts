/**
 * Whether `path` is a path inside a tree: relative, POSIX, without empty, `.` and `..` segments.
 * The root itself ('') is one.
 */
export function isTreePath(path: string): boolean {
  if (path === '') return true;
  return !path.includes('\0') && !NO_NAME.test(path);
}

/** An empty segment, `.` or `..`. */
const NO_NAME = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** The directory that holds `path`; '' for what stands in the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last segment of `path`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** `path` and every directory above it up to the root, the nearest first. */
export function ancestorsOf(path: string): readonly string[] {
  const ancestors = [path];
  for (let at = path; at !== '';) {
    at = parentOf(at);
    ancestors.push(at);
  }
  return ancestors;
}
