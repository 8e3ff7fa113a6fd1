const LINE_FEED = 10;

/**
 * Takes the output of `git cat-file --batch` in chunks of any size and hands on every object that is complete:
 * `OID SP TYPE SP SIZE LF CONTENT LF`. An object that git does not have (`OID SP missing LF`) is passed over.
 */
export function createBlobParser(onBlob: (oid: string, bytes: Uint8Array) => void): (chunk: Buffer) => void {
  let header = '';
  let current: { readonly oid: string; readonly bytes: Buffer; filled: number } | null = null;

  const takeContent = (chunk: Buffer, blob: NonNullable<typeof current>): number => {
    const copied = chunk.copy(blob.bytes, blob.filled);
    blob.filled += copied;
    // The content is complete only with the line feed after it.
    if (blob.filled < blob.bytes.length || copied === chunk.length) return copied;
    onBlob(blob.oid, blob.bytes);
    current = null;
    return copied + 1;
  };

  const takeHeader = (chunk: Buffer): number => {
    const end = chunk.indexOf(LINE_FEED);
    header += chunk.toString('latin1', 0, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const [oid = '', , size] = header.split(' ');
    header = '';
    if (size !== undefined) current = { oid, bytes: Buffer.allocUnsafeSlow(Number(size)), filled: 0 };
    return end + 1;
  };

  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      const rest = chunk.subarray(at);
      at += current === null ? takeHeader(rest) : takeContent(rest, current);
    }
  };
}
