/**
 * Secondary indexes as CreateTable and UpdateTable are given them.
 * Source: API Reference, CreateTable; the words and their order: recorded on AWS (dynalite; ack-api-quirks, 2026-10).
 */
import type {
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  OnDemandThroughput as WireOnDemand,
  Projection as WireProjection,
  ProvisionedThroughput as WireThroughput,
  WarmThroughput as WireWarm,
} from '@aws-sdk/client-dynamodb'
import { globalIndexCount, indexKeyAttributeCount, localIndexCount, throughputUnits } from '../limits.ts'
import { invalid, refused } from './refusals.ts'
import type {
  KeySchema,
  KeyType,
  OnDemandThroughput,
  Projection,
  SecondaryIndex,
  Throughput,
} from './schema.ts'

export type IndexDefinition = Omit<SecondaryIndex, 'id' | 'status'>

/** Key attributes with their types, by name. */
export type AttributeTypes = ReadonlyMap<string, KeyType>

export type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST'

/** The local indexes of a new table. `names` are those of its other indexes; they are added to. */
export function readLocalIndexes(
  indexes: readonly LocalSecondaryIndex[] | undefined,
  table: KeySchema,
  names: Set<string>,
): IndexDefinition[] {
  if (indexes === undefined) return []
  if (indexes.length === 0) throw invalid('List of LocalSecondaryIndexes is empty')
  if (table.sort.length === 0) {
    throw invalid(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    )
  }
  const read = indexes.map((index): IndexDefinition => {
    const name = index.IndexName ?? ''
    const key = readKeySchema(index.KeySchema)
    if (key.sort.length === 0) throw invalid(`Index KeySchema does not have a range key for index: ${name}`)
    if (key.hash[0] !== table.hash[0]) {
      throw invalid(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${key.hash[0]}, table hash key: ${table.hash[0]}`,
      )
    }
    const projection = readProjection(index.Projection)
    takeName(name, names)
    return { name, kind: 'local', key, projection }
  })
  if (read.length > localIndexCount) {
    throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${localIndexCount}`)
  }
  return read
}

/** The global indexes of a new table. */
export function readGlobalIndexes(
  indexes: readonly GlobalSecondaryIndex[] | undefined,
  billing: BillingMode,
  names: Set<string>,
): IndexDefinition[] {
  if (indexes === undefined) return []
  if (indexes.length === 0) throw invalid('List of GlobalSecondaryIndexes is empty')
  const read = indexes.map((index) => {
    const name = index.IndexName ?? ''
    const definition = readGlobalIndex(index, billing, {
      missing: `ProvisionedThroughput is not specified for index: ${name}`,
      notWanted: `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    })
    takeName(name, names)
    return definition
  })
  if (read.length > globalIndexCount) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${globalIndexCount}`)
  }
  return read
}

/** One global index; CreateTable and UpdateTable have their own words about its throughput. */
export function readGlobalIndex(
  index: GlobalSecondaryIndex,
  billing: BillingMode,
  words: { readonly missing: string; readonly notWanted: string },
): IndexDefinition {
  const name = index.IndexName ?? ''
  const key = readGlobalKeySchema(index.KeySchema)
  const projection = readProjection(index.Projection)
  if (billing === 'PROVISIONED' && index.ProvisionedThroughput === undefined) throw invalid(words.missing)
  if (billing === 'PAY_PER_REQUEST' && index.ProvisionedThroughput !== undefined)
    throw invalid(words.notWanted)
  const throughput = readThroughput(index.ProvisionedThroughput)
  const onDemand = readOnDemand(index.OnDemandThroughput, billing, ` for index : ${name}`)
  const warm = readWarm(index.WarmThroughput)
  return {
    name,
    kind: 'global',
    key,
    projection,
    ...(throughput === undefined ? {} : { throughput }),
    ...(onDemand === undefined ? {} : { onDemand }),
    ...(warm === undefined ? {} : { warm }),
  }
}

/** A key of a table or a local index. The model requires the members and their values. */
export function readKeySchema(elements: readonly KeySchemaElement[] | undefined): KeySchema {
  const [first, second] = elements ?? []
  if (first !== undefined && first.AttributeName === second?.AttributeName) {
    throw refused('Both the Hash Key and the Range Key element in the KeySchema have the same name')
  }
  if (first?.KeyType !== 'HASH') {
    throw refused('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  if (second !== undefined && second.KeyType !== 'RANGE') {
    throw refused('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  }
  return { hash: [first.AttributeName ?? ''], sort: second === undefined ? [] : [second.AttributeName ?? ''] }
}

/** A key of a global index: one to four attributes of the partition key, then none to four of the sort key. */
function readGlobalKeySchema(elements: readonly KeySchemaElement[] = []): KeySchema {
  const named = (type: string) =>
    elements.filter(({ KeyType }) => KeyType === type).map(({ AttributeName = '' }) => AttributeName)
  const [hash, sort] = [named('HASH'), named('RANGE')]
  if (hash.length < 2 && sort.length < 2 && elements.length < 3) return readKeySchema(elements)
  if (elements[0]?.KeyType !== 'HASH') {
    throw refused('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  if (elements.slice(0, hash.length).some(({ KeyType }) => KeyType !== 'HASH')) {
    throw invalid('All HASH key attributes must precede RANGE key attributes in the KeySchema')
  }
  if (new Set([...hash, ...sort]).size < elements.length) {
    throw refused('The KeySchema contains multiple key attributes with the same name')
  }
  for (const [type, names] of [
    ['HASH', hash],
    ['RANGE', sort],
  ] as const) {
    if (names.length > indexKeyAttributeCount) {
      throw invalid(`The KeySchema exceeds the maximum allowed number of ${type} key attributes`)
    }
  }
  return { hash, sort }
}

function readProjection(projection: WireProjection | undefined): Projection {
  const type = projection?.ProjectionType
  const nonKey = projection?.NonKeyAttributes
  if (type === undefined) throw invalid('Unknown ProjectionType: null')
  if (type !== 'INCLUDE') {
    if (nonKey !== undefined) throw invalid(`ProjectionType is ${type}, but NonKeyAttributes is specified`)
    return { type }
  }
  if (nonKey === undefined) throw invalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified')
  const seen = new Set<string>()
  for (const name of nonKey) {
    if (seen.has(name)) throw invalid(`Duplicate element in NonKeyAttributes: ${name}`)
    seen.add(name)
  }
  return { type, nonKey }
}

function takeName(name: string, names: Set<string>): void {
  if (names.has(name)) throw invalid(`Duplicate index name: ${name}`)
  names.add(name)
}

/** The model holds both members to at least 1. */
export function readThroughput(throughput: WireThroughput | undefined): Throughput | undefined {
  if (throughput === undefined) return undefined
  const { ReadCapacityUnits: read = 1, WriteCapacityUnits: write = 1 } = throughput
  for (const [name, units] of [
    ['ReadCapacityUnits', read],
    ['WriteCapacityUnits', write],
  ] as const) {
    if (units > throughputUnits) throw refused(`Given value ${units} for ${name} is out of bounds`)
  }
  return { read, write }
}

/** `of` ends the sentence: ' for table', or the index. */
export function readOnDemand(
  throughput: WireOnDemand | undefined,
  billing: BillingMode,
  of: string,
): OnDemandThroughput | undefined {
  if (throughput === undefined) return undefined
  const { MaxReadRequestUnits: read, MaxWriteRequestUnits: write } = throughput
  for (const [name, units] of [
    ['MaxReadRequestUnits', read],
    ['MaxWriteRequestUnits', write],
  ] as const) {
    if (units === undefined) continue
    if (billing === 'PROVISIONED') {
      throw invalid(
        `${name} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
      )
    }
    if (units < 1 && units !== -1) {
      throw invalid(`Requested ${name} for OnDemandThroughput${of} is outside of valid range`)
    }
  }
  return { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) }
}

export function readWarm(throughput: WireWarm | undefined): Throughput | undefined {
  if (throughput === undefined) return undefined
  const { ReadUnitsPerSecond: read = 0, WriteUnitsPerSecond: write = 0 } = throughput
  return { read, write }
}
