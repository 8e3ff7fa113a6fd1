// Writes docs/engines.md from the adapters in src/engines: npm run engine-page
import { writeFileSync } from 'node:fs';
import { createJiti } from 'jiti';

const { enginesPage } = await createJiti(import.meta.url).import('../src/engines/page.ts');
writeFileSync(new URL('../docs/engines.md', import.meta.url), await enginesPage());
