// Writes docs/config.schema.json from src/config/schema.ts: npm run config-schema
import { writeFileSync } from 'node:fs';
import { createJiti } from 'jiti';

const { configJsonSchema } = await createJiti(import.meta.url).import('../src/config/schema.ts');
writeFileSync(new URL('../docs/config.schema.json', import.meta.url), configJsonSchema());
