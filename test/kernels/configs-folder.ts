import { tempFolder, writeFiles } from '../support/temp-folder.js';
import configs from './fixtures/configs.json' with { type: 'json' };
import pageConfigs from './fixtures/page-configs.json' with { type: 'json' };

/** The configurations of real models, under names that the titles of FlashInfer-Bench's page lead to. */
export function configsFolder(): string {
  const folder = tempFolder();
  const names: Readonly<Record<string, string>> = {
    'microsoft/phi-4': 'microsoft/phi-4-14b',
    'mistralai/Mistral-Nemo-Base-2407': 'mistralai/Mistral-Nemo-12B',
  };
  const files = Object.entries({ ...configs, ...pageConfigs }).map(([id, config]): [string, string] => {
    return [`${(names[id] ?? id).replace('/', '__')}.json`, JSON.stringify(config)];
  });
  writeFiles(folder, Object.fromEntries(files));
  return folder;
}
