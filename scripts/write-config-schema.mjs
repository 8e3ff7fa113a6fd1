// Writes the JSON Schemas below docs/ from the schemas in src/: npm run config-schema
import { writeFileSync } from 'node:fs';
import { createJiti } from 'jiti';

const jiti = createJiti(import.meta.url);
const { configJsonSchema } = await jiti.import('../src/config/schema.ts');
const { profileJsonSchema } = await jiti.import('../src/sync/profile.ts');
const { discoverJsonSchema } = await jiti.import('../src/kernels/discover/schema.ts');
const { scanJsonSchema } = await jiti.import('../src/scan/schema.ts');
const { lintJsonSchema } = await jiti.import('../src/findings/reporters/schema.ts');
writeFileSync(new URL('../docs/config.schema.json', import.meta.url), configJsonSchema());
writeFileSync(new URL('../docs/discover.schema.json', import.meta.url), discoverJsonSchema());
writeFileSync(new URL('../docs/lint.schema.json', import.meta.url), lintJsonSchema());
writeFileSync(new URL('../docs/scan.schema.json', import.meta.url), scanJsonSchema());
writeFileSync(new URL('../docs/sync-profile.schema.json', import.meta.url), profileJsonSchema());
