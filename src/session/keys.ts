/**
 * Files are known by one key, however a client spells their URI: the absolute path with forward slashes, or the name
 * itself for what is in no file system.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The key of a URI or path; a `file:` URI that names no path of this machine is its own key. */
export function keyOf(uri: string): string {
  if (!uri.startsWith('file:')) return uri.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');
  try {
    return fileURLToPath(uri)
      .replaceAll('\\', '/')
      .replace(/(?<=.)\/+$/, '');
  } catch {
    return uri;
  }
}

export function uriOf(key: string): string {
  return isPath(key) ? pathToFileURL(key).href : key;
}

/** Whether a key is a path of the file system. */
export function isPath(key: string): boolean {
  return key.startsWith('/') || /^[A-Za-z]:\//.test(key);
}

/** The path of a file below a folder, null when it is not below it; '' is the folder itself. */
export function pathBelow(folder: string, key: string): string | null {
  if (key === folder) return '';
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return key.startsWith(prefix) ? key.slice(prefix.length) : null;
}

export function keyBelow(folder: string, path: string): string {
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`;
}
