/**
 * Writes `src/models/generated` (what the SDK clients' runtime schemas say) and, with `--constraints`,
 * `src/models/constraints` (lengths, ranges, patterns, enumerations and declared errors, which those schemas leave
 * out, from botocore's published service models). With `--check` it writes nothing and fails when
 * `src/models/generated` differs from what the installed SDK clients give.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RawConstraints } from '../src/models/raw.ts'
import { serviceTitles } from '../src/models/service-titles.ts'
import { loadBotocore } from './models/botocore.ts'
import { readConstraints } from './models/constraints.ts'
import { readSdkModel } from './models/sdk-model.ts'

const root = join(import.meta.dirname, '..')
const generated = join(root, 'src/models/generated')
const constraints = join(root, 'src/models/constraints')
const check = process.argv.includes('--check')
const withConstraints = process.argv.includes('--constraints')

mkdirSync(generated, { recursive: true })
mkdirSync(constraints, { recursive: true })

const botocore = withConstraints ? await loadBotocore() : undefined
const stale: string[] = []
const index: Record<string, object> = {}

for (const service of serviceTitles) {
  const model = await readSdkModel(service.model)
  emit(join(generated, `${service.model}.json`), model)
  const { operations: _operations, shapes: _shapes, ...head } = model
  index[service.model] = head
  if (botocore) {
    const table: RawConstraints = readConstraints(model, botocore(service.model))
    writeFileSync(join(constraints, `${service.model}.json`), lines(table))
  }
}

emit(join(generated, 'index.json'), { services: index })

if (stale.length > 0) {
  process.stderr.write(
    `Generated models differ from the installed SDK clients: ${stale.join(', ')}.\nRun: npm run generate\n`,
  )
  process.exitCode = 1
}

function emit(path: string, value: object): void {
  const text = lines(value)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  if (check) stale.push(path.slice(root.length + 1))
  else writeFileSync(path, text)
}

/** One line for each member of the two outer levels: small enough to load fast, and a change shows as a line. */
function lines(value: object): string {
  const outer = Object.entries(value).map(([name, part]) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part))
      return `${JSON.stringify(name)}:${JSON.stringify(part)}`
    const inner = Object.entries(part).map(
      ([key, item]) => `  ${JSON.stringify(key)}:${JSON.stringify(item)}`,
    )
    return `${JSON.stringify(name)}:{\n${inner.join(',\n')}\n}`
  })
  return `{\n${outer.join(',\n')}\n}\n`
}
