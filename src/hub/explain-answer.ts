import { failure, type ModelConfigFailure } from './result.js';
import type { Answer, Transport } from './transport.js';

/** Turns an answer without a file into what the user should know and do. */
export function explainAnswer(
  answer: Answer,
  id: string,
  revision: string,
  transport: Transport,
): ModelConfigFailure {
  const hub = transport.endpoint.origin;
  switch (answer.kind) {
    case 'timeout':
      return failure(
        'timeout',
        `${hub} gave no config.json of ${id} within ${transport.timeoutMs} ms. Try again, or raise the timeout.`,
      );
    case 'too-large':
      return failure(
        'too-large',
        `config.json of ${id} is larger than ${transport.maxBytes} bytes, so it is not what it should be. Check the repository.`,
      );
    case 'refused':
      return failure('network', `${hub} cannot be used for ${id}: ${answer.detail}. Check HF_ENDPOINT.`);
    case 'network':
      return failure(
        'network',
        `${hub} could not be reached for ${id} (${answer.detail}). Check the connection and HF_ENDPOINT, ` +
          'or give the path of a config.json.',
      );
    case 'response':
      return explainStatus(answer.status, answer.headers.get('x-error-code'), id, revision, transport);
  }
}

function explainStatus(
  status: number,
  errorCode: string | null,
  id: string,
  revision: string,
  { endpoint, token }: Transport,
): ModelConfigFailure {
  const hub = endpoint.origin;
  if (errorCode === 'GatedRepo') {
    const how =
      token === null ? 'set HF_TOKEN to a token of the account that did' : 'use a token of that account';
    return failure('gated', `${id} is gated. Accept its conditions at ${pageOf(endpoint, id)}, then ${how}.`);
  }
  if (errorCode === 'EntryNotFound') {
    return failure(
      'not-found',
      `${id} has no config.json in revision ${revision} on ${hub}. Check the repository.`,
    );
  }
  if (errorCode === 'RevisionNotFound') {
    return failure(
      'not-found',
      `${id} has no revision ${revision} on ${hub}. Check the name of the revision.`,
    );
  }
  if (errorCode === 'RepoNotFound' || status === 404 || status === 410) {
    return failure(
      'not-found',
      `${hub} has no config.json of ${id} (${status}). Check the spelling${privateHint(token)}.`,
    );
  }
  if (status === 401 || status === 403)
    return failure('unauthorized', explainRefusal(status, id, hub, token));
  if (status === 429) {
    return failure(
      'rate-limited',
      `${hub} takes no more requests now (429). Try again later${limitHint(token)}.`,
    );
  }
  return failure('network', `${hub} answered with status ${status} for ${id}. Try again later.`);
}

function explainRefusal(status: number, id: string, hub: string, token: string | null): string {
  return token === null
    ? `${hub} does not give config.json of ${id} without a token (${status}). Check the spelling, or set HF_TOKEN.`
    : `${hub} does not give config.json of ${id} with this token (${status}). Check the spelling, ` +
        'and that the token is valid and may read this repository.';
}

function privateHint(token: string | null): string {
  return token === null
    ? '; a private repository needs HF_TOKEN'
    : ', and that the token may read the repository';
}

function limitHint(token: string | null): string {
  return token === null ? '; with HF_TOKEN the limit is higher' : '';
}

function pageOf(endpoint: URL, id: string): string {
  return `${endpoint.href.replace(/\/+$/, '')}/${id}`;
}
