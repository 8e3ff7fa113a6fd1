import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { SessionProgress } from '../session/types.js';

export interface Progress {
  readonly report: (progress: SessionProgress) => void;
  readonly done: () => void;
}

/** Shows the first reading of the workspace. The client is not waited for: it may never answer. */
export function createProgress(connection: Connection, onError: (error: unknown) => void): Progress {
  let reporter: WorkDoneProgressServerReporter | undefined;
  let isDone = false;
  let shown = '';
  connection.window
    .createWorkDoneProgress()
    .then((created) => {
      if (isDone) return;
      created.begin('archscan', 0);
      reporter = created;
    })
    .catch(onError);
  return {
    report({ step, done, total }) {
      const percentage = Math.floor((done * 100) / Math.max(1, total));
      const text = `${step} ${percentage}`;
      if (text === shown) return;
      shown = text;
      reporter?.report(percentage, `${step} (${done} of ${total} files)`);
    },
    done() {
      isDone = true;
      reporter?.done();
      reporter = undefined;
    },
  };
}
