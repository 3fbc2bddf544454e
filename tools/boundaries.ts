/** `npm run boundaries`: do the rooms import only what the table allows? */
import { join } from 'node:path'
import { checkBoundaries } from './boundaries/check.ts'

const { files, imports, violations } = await checkBoundaries(join(import.meta.dirname, '..'))
for (const violation of violations) console.log(violation)
if (violations.length > 0) {
  console.log(
    `\n${violations.length} forbidden. The table is tools/boundaries/rooms.ts; the reasons are in ARCHITECTURE.md.`,
  )
  process.exitCode = 1
} else {
  console.log(`${files} files of the server, ${imports} imports: all within the rooms table.`)
}
