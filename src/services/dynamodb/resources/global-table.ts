import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  definite,
  type MadeResource,
  type ResourceProperties,
  type ResourceType,
} from '../../../dispatch/index.ts'
import { makeTable, table, updateTable } from './table.ts'
import { deleteTable, findTable, madeOf } from './table-description.ts'

/**
 * AWS::DynamoDB::GlobalTable with one replica, in the region of the stack: a table like any other. Replicas of other regions are
 * refused. Source: CloudFormation template reference, AWS::DynamoDB::GlobalTable.
 */
export const globalTable: ResourceType = {
  inert: [
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
    'ReadOnDemandThroughputSettings',
    'ReadProvisionedThroughputSettings',
  ],

  async create(request) {
    return globalOf(await makeTable(request, asTable(request.properties, request.region)))
  },

  async update(request) {
    const { region } = request
    return globalOf(
      await updateTable(request, asTable(request.previous, region), asTable(request.properties, region)),
    )
  },

  replaces(previous, next) {
    return table.replaces?.(previous, next) ?? false
  },

  async remove(request) {
    await deleteTable(request, request.physicalId)
  },

  async read(query) {
    const [there, found] = await Promise.all([table.read?.(query), findTable(query, query.identifier)])
    if (!there || !found) return undefined
    return { ...globalOf(found), properties: asGlobalTable(there.properties, query.region) }
  },

  list: async (calls, model) => (await table.list?.(calls, model)) ?? [],
}

/** Members of a replica that are properties of a table. */
const ofReplica = [
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'KinesisStreamSpecification',
  'PointInTimeRecoverySpecification',
  'ResourcePolicy',
  'TableClass',
  'Tags',
] as const

/** Properties that both types have. */
const shared = [
  'TableName',
  'AttributeDefinitions',
  'BillingMode',
  'KeySchema',
  'LocalSecondaryIndexes',
  'StreamSpecification',
  'TimeToLiveSpecification',
  'VectorIndexes',
  'WarmThroughput',
] as const

/** The same table as AWS::DynamoDB::Table has it. Fails for replicas elsewhere, and for what only several have. */
function asTable(properties: ResourceProperties, region: string): ResourceProperties {
  const replicas = listOf(properties.Replicas)
  const elsewhere = replicas.find(({ Region }) => Region !== region)
  if (elsewhere) throw notBuilt(`replicas of DynamoDB tables in other regions (${elsewhere.Region})`)
  const own = replicas.find(({ Region }) => Region === region)
  // UNVERIFIED: the words.
  if (!own)
    throw new AwsError(
      'InvalidRequest',
      `Replicas must contain a replica in the region of the stack, ${region}.`,
    )
  if (properties.GlobalTableWitnesses !== undefined) throw notBuilt('witnesses of global tables')
  if (properties.GlobalTableSourceArn !== undefined) throw notBuilt('tables of other accounts as replicas')
  const replicaIndexes = listOf(own.GlobalSecondaryIndexes)
  const encryption = objectOf(properties.SSESpecification)
  const key = objectOf(own.SSESpecification)?.KMSMasterKeyId
  return definite({
    ...pick(properties, shared),
    ...pick(own, ofReplica),
    ...throughputs(properties, own),
    ...(encryption ? { SSESpecification: { ...encryption, KMSMasterKeyId: key } } : {}),
    GlobalSecondaryIndexes: listOf(properties.GlobalSecondaryIndexes).map((index) => {
      const replica = replicaIndexes.find(({ IndexName }) => IndexName === index.IndexName) ?? {}
      return {
        ...pick(index, ['IndexName', 'KeySchema', 'Projection', 'WarmThroughput']),
        ...pick(replica, ['ContributorInsightsSpecification']),
        ...(properties.BillingMode === 'PROVISIONED' ? throughputs(index, replica) : {}),
      }
    }),
    ...(listOf(properties.GlobalSecondaryIndexes).length === 0 ? { GlobalSecondaryIndexes: undefined } : {}),
  })
}

/** Capacity: writing is the table's, reading the replica's; a range that scales begins with its seed. */
function throughputs(table: JsonObject, replica: JsonObject): JsonObject {
  const write = objectOf(objectOf(table.WriteProvisionedThroughputSettings)?.WriteCapacityAutoScalingSettings)
  const readSettings = objectOf(
    replica.ReadProvisionedThroughputSettings ?? table.ReadProvisionedThroughputSettings,
  )
  const read = objectOf(readSettings?.ReadCapacityAutoScalingSettings)
  const readUnits = readSettings?.ReadCapacityUnits ?? read?.SeedCapacity ?? read?.MinCapacity
  const writeUnits = write?.SeedCapacity ?? write?.MinCapacity
  const maxWrite = objectOf(table.WriteOnDemandThroughputSettings)?.MaxWriteRequestUnits
  const maxRead = objectOf(
    replica.ReadOnDemandThroughputSettings ?? table.ReadOnDemandThroughputSettings,
  )?.MaxReadRequestUnits
  return {
    ...(writeUnits === undefined
      ? {}
      : { ProvisionedThroughput: { ReadCapacityUnits: readUnits ?? 1, WriteCapacityUnits: writeUnits } }),
    ...(maxWrite === undefined && maxRead === undefined
      ? {}
      : { OnDemandThroughput: { MaxReadRequestUnits: maxRead, MaxWriteRequestUnits: maxWrite } }),
  }
}

function asGlobalTable(properties: ResourceProperties, region: string): ResourceProperties {
  const { SSESpecification, ProvisionedThroughput, OnDemandThroughput: _, ...rest } = properties
  const encryption = objectOf(SSESpecification)
  const throughput = objectOf(ProvisionedThroughput)
  const key = encryption?.KMSMasterKeyId
  return definite({
    ...pick(rest, shared),
    GlobalSecondaryIndexes: listOf(rest.GlobalSecondaryIndexes).map((index) =>
      pick(index, ['IndexName', 'KeySchema', 'Projection']),
    ),
    ...(encryption
      ? { SSESpecification: { SSEEnabled: encryption.SSEEnabled, SSEType: encryption.SSEType } }
      : {}),
    Replicas: [
      {
        Region: region,
        ...pick(rest, ofReplica),
        ...(key === undefined ? {} : { SSESpecification: { KMSMasterKeyId: key } }),
        ...(throughput === undefined
          ? {}
          : { ReadProvisionedThroughputSettings: { ReadCapacityUnits: throughput.ReadCapacityUnits } }),
      },
    ],
  })
}

function globalOf(found: TableDescription): MadeResource {
  const { physicalId, attributes } = madeOf(found)
  return { physicalId, attributes: { ...attributes, TableId: found.TableId ?? '' } }
}

function pick(values: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  )
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

function notBuilt(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}
