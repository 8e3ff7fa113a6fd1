import { expect, test, vi } from 'vitest';
import { syncSession, TREES } from './sync-support.js';

const PAGES = '../../src/session/sync/pages.js';

test('code for pages that could not be loaded is loaded when somebody asks again', async () => {
  vi.doMock(PAGES, () => {
    throw new Error('no file handles are left');
  });
  const session = syncSession();
  await expect(session.findings(TREES)).rejects.toThrow();
  vi.doUnmock(PAGES);
  expect((await session.findings(TREES)).map(({ rule }) => rule)).toEqual([
    'sync-missing-row',
    'sync-wrong-cell',
  ]);
});
