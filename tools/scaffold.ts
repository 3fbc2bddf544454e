/**
 * `npm run scaffold -- operation <service> <OperationName>` and `npm run scaffold -- service <prefix> <sdk-client>`:
 * writes the files that a new operation or service begins with. See CONTRIBUTING.md.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadModel, namedServices } from '../src/models/index.ts'
import { operationFiles, operationSteps } from './scaffold/operation-files.ts'
import { serviceFiles, serviceSteps, withService } from './scaffold/service-files.ts'

const root = join(import.meta.dirname, '..')
const usage = `Usage:
  npm run scaffold -- operation <service> <OperationName>    npm run scaffold -- operation sqs PurgeQueue
  npm run scaffold -- service <prefix> <sdk-client>          npm run scaffold -- service sqs sqs`

try {
  const [kind, prefix, name] = process.argv.slice(2)
  if (kind === 'operation' && prefix && name) await scaffoldOperation(prefix, name)
  else if (kind === 'service' && prefix && name)
    await scaffoldService(prefix, name.replace('@aws-sdk/client-', ''))
  else throw new Error(usage)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function scaffoldOperation(prefix: string, operation: string): Promise<void> {
  const named = nameOf(prefix)
  if (!existsSync(join(root, `src/services/${prefix}/service.ts`))) {
    throw new Error(
      `There is no service ${prefix} yet. First: npm run scaffold -- service ${prefix} ${named.model}`,
    )
  }
  const { operations } = await loadModel(named.model)
  if (!operations.has(operation)) {
    const near = [...operations.keys()].filter((name) => name.toLowerCase().includes(operation.toLowerCase()))
    throw new Error(
      `${named.title} has no operation ${operation}.${near.length > 0 ? ` It has ${near.join(', ')}.` : ''}`,
    )
  }
  const facts = { prefix, model: named.model, operation }
  write(operationFiles(facts))
  tell(operationSteps(facts))
}

async function scaffoldService(prefix: string, model: string): Promise<void> {
  const { title, model: known } = nameOf(prefix)
  if (known !== model) throw new Error(`The SDK's client for ${prefix} is ${known}, not ${model}.`)
  const client = await aggregatedClient(model)
  const facts = { prefix, model, title, client }
  const table = join(root, 'src/app/services.ts')
  const longer = withService(readFileSync(table, 'utf8'), prefix)
  write(serviceFiles(facts))
  writeFileSync(table, longer)
  console.log('changed  src/app/services.ts')
  tell(serviceSteps(facts))
}

function nameOf(prefix: string) {
  const named = namedServices.find((service) => service.prefix === prefix)
  if (named) return named
  throw new Error(
    `Lambent names no service ${prefix}. First add it to src/models/service-titles.ts, install its SDK client\n` +
      '(npm install --save-dev --save-exact @aws-sdk/client-...), and run: npm run generate',
  )
}

/** Each SDK package exports `SQSClient`, and `SQS` with a method for every operation. */
async function aggregatedClient(model: string): Promise<string> {
  const names = Object.keys((await import(`@aws-sdk/client-${model}`)) as object)
  const client = names.find((name) => names.includes(`${name}Client`))
  if (!client) throw new Error(`@aws-sdk/client-${model} exports no client of the known form`)
  return client
}

function write(files: Readonly<Record<string, string>>): void {
  for (const path of Object.keys(files)) {
    if (existsSync(join(root, path))) throw new Error(`${path} is there already.`)
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    console.log(`wrote    ${path}`)
  }
}

function tell(steps: readonly string[]): void {
  console.log(`\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}`)
}
