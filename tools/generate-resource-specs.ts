/**
 * Writes `src/models/generated/resources`: what AWS publishes of CloudFormation's resource types, one file for each
 * namespace, from `@aws-cdk/aws-service-spec`, without its documentation. With `--check` it writes nothing and fails
 * when a file differs from what the installed package gives.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readResourceSpecs } from './models/resource-specs.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'src/models/generated/resources')
const check = process.argv.includes('--check')

mkdirSync(folder, { recursive: true })
const wanted = new Map(
  [...readResourceSpecs()].map(([namespace, types]) => [
    `${namespace.replace('::', '-')}.json`,
    lines(types),
  ]),
)
const stale: string[] = []
for (const name of readdirSync(folder)) {
  if (wanted.has(name)) continue
  if (check) stale.push(name)
  else rmSync(join(folder, name))
}
for (const [name, text] of wanted) {
  if (readOrNothing(join(folder, name)) === text) continue
  if (check) stale.push(name)
  else writeFileSync(join(folder, name), text)
}
if (stale.length > 0) {
  process.stderr.write(
    `Generated resource types differ from the installed package: ${stale.join(', ')}.\nRun: npm run generate\n`,
  )
  process.exitCode = 1
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** One line for each type. */
function lines(types: ReadonlyMap<string, object>): string {
  const each = [...types].map(([name, spec]) => `${JSON.stringify(name)}:${JSON.stringify(spec)}`)
  return `{\n${each.join(',\n')}\n}\n`
}
