import { get, type Answer, type Transport } from './transport.js';

/** Carries an answer that is no file out of the library. */
class NoFile extends Error {
  constructor(readonly answer: Answer) {
    super('The Hub gave no file.');
  }
}

/**
 * Downloads the file at `url` through `@huggingface/hub`, which gets our own `fetch`: by itself it follows
 * redirects, has neither timeout nor retry nor a limit on the body, and takes no token that does not begin with
 * `hf_`. It is told the address as known (`downloadInfo`) because it would otherwise ask for one byte first, and
 * fail where a mirror answers that without Content-Range or ETag.
 */
export async function download(id: string, url: string, transport: Transport): Promise<Answer> {
  const { downloadFile } = await import('@huggingface/hub');
  const answers: Answer[] = [];
  try {
    const file = await downloadFile({
      repo: { type: 'model', name: id },
      path: 'config.json',
      hubUrl: transport.endpoint.href,
      downloadInfo: { url, size: transport.maxBytes, etag: '' },
      xet: false,
      fetch: async (input) => {
        const answer = await get(new URL(input instanceof Request ? input.url : input), transport);
        if (answer.kind !== 'response' || answer.status !== 200) throw new NoFile(answer);
        answers.push(answer);
        return new Response(answer.bytes);
      },
    });
    await file?.arrayBuffer();
  } catch (error) {
    if (error instanceof NoFile) return error.answer;
    throw error;
  }
  return answers.at(-1) ?? { kind: 'network', detail: 'nothing was asked' };
}
