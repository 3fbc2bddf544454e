/** Writes docs/resource-types.md; with `--check` it writes nothing and fails when the page is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readResourceTypes, resourceTypesPage } from './coverage/resource-types.ts'

const path = join(import.meta.dirname, '../docs/resource-types.md')
const page = resourceTypesPage(await readResourceTypes())
const fresh = existsSync(path) && readFileSync(path, 'utf8') === page
if (process.argv.includes('--check')) {
  if (!fresh) {
    console.log('docs/resource-types.md does not say what the services make. Run: npm run generate')
    process.exitCode = 1
  }
} else if (!fresh) writeFileSync(path, page)
