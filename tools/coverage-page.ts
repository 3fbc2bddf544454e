/** Writes docs/coverage.md; with `--check` it writes nothing and fails when the page is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { coveragePage, readCoverage } from './coverage/page.ts'

const path = join(import.meta.dirname, '../docs/coverage.md')
const page = coveragePage(await readCoverage())
const fresh = existsSync(path) && readFileSync(path, 'utf8') === page
if (process.argv.includes('--check')) {
  if (!fresh) {
    console.log('docs/coverage.md does not say what the services do. Run: npm run generate')
    process.exitCode = 1
  }
} else if (!fresh) writeFileSync(path, page)
