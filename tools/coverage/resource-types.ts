import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceResourceTypes } from '../../src/app/resource-types.ts'
import { noRooms } from '../../src/app/rooms.ts'
import { builtServices } from '../../src/app/services.ts'
import { ServiceRegistry } from '../../src/dispatch/index.ts'
import { resourceTypeNames } from '../../src/models/index.ts'
import { ownTypes } from '../../src/services/cloudformation/driver/own-types.ts'
import { reasonOf } from '../../src/services/cloudformation/surroundings/index.ts'

/** What becomes of resources of one type. */
export interface TypeCoverage {
  readonly typeName: string
  readonly kind: 'acts' | 'record' | 'refused' | 'not built'
  /** Paths of properties that are known and change nothing. */
  readonly inert: readonly string[]
  /** Of records: why. */
  readonly reason?: string
}

const specs = join(import.meta.dirname, '../../src/models/generated/resources')

/** All resource types that AWS publishes, sorted, from the declarations that the server itself uses. */
export async function readResourceTypes(): Promise<TypeCoverage[]> {
  const sources = builtServices.map(({ prefix, load }) => ({ prefix, load: () => load(noRooms) }))
  const registry = new ServiceRegistry(sources, async () => {})
  const types = new ServiceResourceTypes(builtServices, () => registry)
  const namespaces = readdirSync(specs).map((file) => file.replace(/\.json$/, '').replace('-', '::'))
  const names = (await Promise.all(namespaces.map(resourceTypeNames))).flat().sort()
  return Promise.all(names.map((typeName) => coverageOf(types, typeName)))
}

async function coverageOf(types: ServiceResourceTypes, typeName: string): Promise<TypeCoverage> {
  if (ownTypes.has(typeName)) return { typeName, kind: 'acts', inert: [] }
  const type = await types.find(typeName)
  if (!type) return { typeName, kind: 'not built', inert: [] }
  const inert = type.inert ?? []
  if (type.refused) return { typeName, kind: 'refused', inert }
  if (!type.recordOnly) return { typeName, kind: 'acts', inert }
  const reason = reasonOf(typeName)
  return { typeName, kind: 'record', inert, ...(reason === undefined ? {} : { reason }) }
}

/** `docs/resource-types.md`. */
export function resourceTypesPage(all: readonly TypeCoverage[]): string {
  const of = (kind: TypeCoverage['kind']) => all.filter((type) => type.kind === kind)
  const [acting, records, refused, missing] = [of('acts'), of('record'), of('refused'), of('not built')]
  const built = new Set(acting.map(({ typeName }) => namespaceOf(typeName)))
  const missingHere = missing.filter(
    ({ typeName }) => built.has(namespaceOf(typeName)) && namespaceOf(typeName) !== 'AWS::CloudFormation',
  )
  const missingOfStacks = missing.filter(({ typeName }) => namespaceOf(typeName) === 'AWS::CloudFormation')
  const elsewhere = missing.filter(({ typeName }) => !built.has(namespaceOf(typeName)))
  const lines = [
    '# Which resource types are real',
    '',
    'Written by `npm run generate` from the declarations that the server uses; a check holds it fresh. Of the',
    `${all.length} types that AWS publishes, ${acting.length} act, ${records.length} are kept as records, and ${missing.length + refused.length} cannot be made.`,
    '',
    '- A type that **acts** is made by its service, as an SDK would make it. Inert properties are kept and told again; a stack that',
    '  gives one is told so by an event.',
    '- A **record** describes what a server on one machine does not have. It has ids and attributes in AWS’s forms, and does nothing.',
    '- Any other type is refused when a stack asks for it.',
    '- `AWS::Serverless::*` types become others by the SAM transform, `Custom::*` are `AWS::CloudFormation::CustomResource`.',
    '',
    '## Types that act',
    '',
    '| Type | Properties that are inert |',
    '| --- | --- |',
    ...acting.map(({ typeName, inert }) => `| \`${typeName}\` | ${inert.map(code).join(', ')} |`),
    '',
    '## Types that are refused by an operation which is not built',
    '',
    `${listed(refused)}.`,
    '',
    '## Types of the same services that cannot be made',
    '',
    `${listed([...missingHere, ...missingOfStacks])}.`,
    '',
    '## Records',
    '',
    '| Namespace | Why | Types |',
    '| --- | --- | --- |',
    ...recordRows(records),
    '',
    '## Namespaces of which no type can be made',
    '',
    `${[...new Set(elsewhere.map(({ typeName }) => namespaceOf(typeName)))]
      .filter((namespace) => namespace !== 'AWS::Serverless')
      .map(code)
      .join(', ')}.`,
  ]
  return `${lines.join('\n')}\n`
}

function recordRows(records: readonly TypeCoverage[]): string[] {
  const rows = new Map<string, TypeCoverage[]>()
  for (const type of records) {
    const key = `| \`${namespaceOf(type.typeName)}\` | ${type.reason ?? ''}`
    rows.set(key, [...(rows.get(key) ?? []), type])
  }
  return [...rows].map(
    ([head, types]) => `${head} | ${types.map(({ typeName }) => typeName.split('::')[2]).join(', ')} |`,
  )
}

function namespaceOf(typeName: string): string {
  return typeName.split('::').slice(0, 2).join('::')
}

function listed(types: readonly TypeCoverage[]): string {
  return types.map(({ typeName }) => code(typeName)).join(', ')
}

function code(text: string): string {
  return `\`${text}\``
}
