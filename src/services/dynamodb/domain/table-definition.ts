/**
 * A new table as CreateTable is given it.
 * Source: API Reference, CreateTable; the words and their order: recorded on AWS (dynalite; ack-api-quirks, 2026-10).
 */
import type {
  AttributeDefinition,
  CreateTableInput,
  KeySchemaElement,
  StreamSpecification,
} from '@aws-sdk/client-dynamodb'
import { projectedAttributeCount } from '../limits.ts'
import {
  type BillingMode,
  type IndexDefinition,
  readGlobalIndexes,
  readKeySchema,
  readLocalIndexes,
  readOnDemand,
  readThroughput,
  readWarm,
} from './index-definitions.ts'
import { invalid, refused } from './refusals.ts'
import type { KeySchema, KeyType, OnDemandThroughput, Throughput } from './schema.ts'

export type Attribute = { readonly name: string; readonly type: KeyType }

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

export interface TableDefinition {
  readonly attributes: readonly Attribute[]
  readonly key: KeySchema
  readonly indexes: readonly IndexDefinition[]
  readonly billing: BillingMode
  readonly throughput: Throughput
  readonly onDemand?: OnDemandThroughput
  readonly warm?: Throughput
  readonly stream?: StreamView
}

/** Reads what the model has held already. Fails with a ValidationException. */
export function readTableDefinition(input: CreateTableInput): TableDefinition {
  const billing = input.BillingMode ?? 'PROVISIONED'
  const throughput = readTableThroughput(input, billing)
  requireLists(input)
  const attributes = readAttributes(input.AttributeDefinitions)
  checkDefined(input, attributes)
  const key = readKeySchema(input.KeySchema)
  checkUsed(input, attributes)
  const names = new Set<string>()
  const indexes = [
    ...readLocalIndexes(input.LocalSecondaryIndexes, key, names),
    ...readGlobalIndexes(input.GlobalSecondaryIndexes, billing, names),
  ]
  checkProjectedCount(indexes)
  const onDemand = readOnDemand(input.OnDemandThroughput, billing, ' for table')
  const warm = readWarm(input.WarmThroughput)
  const stream = readStream(input.StreamSpecification)
  return {
    attributes,
    key,
    indexes,
    billing,
    throughput,
    ...(onDemand === undefined ? {} : { onDemand }),
    ...(warm === undefined ? {} : { warm }),
    ...(stream === undefined ? {} : { stream }),
  }
}

function readTableThroughput(input: CreateTableInput, billing: BillingMode): Throughput {
  if (billing === 'PAY_PER_REQUEST') {
    if (input.ProvisionedThroughput !== undefined) throw throughputNotWanted()
    return { read: 0, write: 0 }
  }
  const throughput = readThroughput(input.ProvisionedThroughput)
  if (throughput !== undefined) return throughput
  throw invalid(
    'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  )
}

export function throughputNotWanted() {
  return invalid(
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  )
}

/** The model has made them optional for replicas, which are not here. */
function requireLists(input: CreateTableInput): void {
  const missing = [
    ...(input.AttributeDefinitions === undefined ? ['attributeDefinitions'] : []),
    ...(input.KeySchema === undefined ? ['keySchema'] : []),
  ]
  if (missing.length > 0) {
    const listed = missing.map(
      (name) => `Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    )
    const plural = missing.length === 1 ? '' : 's'
    throw refused(`${missing.length} validation error${plural} detected: ${listed.join('; ')}`)
  }
  const elements = input.KeySchema ?? []
  if (elements.length > 2) {
    const shown = elements.map(
      ({ AttributeName, KeyType }) => `KeySchemaElement(attributeName=${AttributeName}, keyType=${KeyType})`,
    )
    throw refused(
      `1 validation error detected: Value '[${shown.join(', ')}]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2`,
    )
  }
}

/** Attributes with their types; each name once. */
export function readAttributes(definitions: readonly AttributeDefinition[] = []): Attribute[] {
  const attributes: Attribute[] = []
  for (const { AttributeName: name = '', AttributeType: type = 'S' } of definitions) {
    if (attributes.some((attribute) => attribute.name === name)) {
      throw refused(`Attribute Name is duplicated: ${name}`)
    }
    attributes.push({ name, type })
  }
  return attributes
}

function checkDefined(input: CreateTableInput, attributes: readonly Attribute[]): void {
  const defined = attributes.map(({ name }) => name)
  const keys = namesOf(input.KeySchema)
  const known = (name: string) => defined.includes(name)
  // The second half is as odd as it is AWS's: one attribute that is named twice counts as missing.
  if (keys.length > 1 && (!keys.every(known) || (keys[0] === keys[1] && defined.length === 1))) {
    throw refused('Invalid KeySchema: Some index key attribute have no definition')
  }
  checkKeysDefined(keys, defined)
  for (const index of [...(input.LocalSecondaryIndexes ?? []), ...(input.GlobalSecondaryIndexes ?? [])]) {
    checkKeysDefined(namesOf(index.KeySchema), defined)
  }
}

function checkKeysDefined(keys: readonly string[], defined: readonly string[]): void {
  if (keys.every((name) => defined.includes(name))) return
  throw invalid(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  )
}

function checkUsed(input: CreateTableInput, attributes: readonly Attribute[]): void {
  const indexes = [...(input.LocalSecondaryIndexes ?? []), ...(input.GlobalSecondaryIndexes ?? [])]
  const used = new Set([input.KeySchema, ...indexes.map(({ KeySchema }) => KeySchema)].flatMap(namesOf))
  if (attributes.length === used.size) return
  if (indexes.length === 0) {
    throw invalid(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    )
  }
  const defined = attributes.map(({ name }) => name).join(', ')
  throw invalid(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined}], keys used: [${[...used].join(', ')}]`,
  )
}

function namesOf(elements: readonly KeySchemaElement[] | undefined): string[] {
  return (elements ?? []).map(({ AttributeName = '' }) => AttributeName)
}

/** UNVERIFIED: the words. */
export function checkProjectedCount(indexes: readonly Pick<IndexDefinition, 'projection'>[]): void {
  let count = 0
  for (const { projection } of indexes) if (projection.type === 'INCLUDE') count += projection.nonKey.length
  if (count > projectedAttributeCount) {
    throw invalid(
      `Number of NonKeyAttributes in all indexes exceeds the per-table limit of ${projectedAttributeCount}`,
    )
  }
}

function readStream(specification: StreamSpecification | undefined): StreamView | undefined {
  if (specification === undefined) return undefined
  const view = specification.StreamViewType
  if (specification.StreamEnabled === true) {
    if (view === undefined) {
      throw invalid('Table is being created with a stream enabled, UpdateViewType is required')
    }
    return view
  }
  if (view !== undefined) {
    throw invalid('Table is being created with a stream disabled, UpdateViewType should not be specified')
  }
  return undefined
}
