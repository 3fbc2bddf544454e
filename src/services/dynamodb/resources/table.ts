import type { TableDescription } from '@aws-sdk/client-dynamodb'
import type { Json } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  everyItem,
  type MadeResource,
  nameOf,
  orRemove,
  type ReadResource,
  type ResourceProperties,
  type ResourceQuery,
  type ResourceRequest,
  type ResourceType,
  type ResourceUpdate,
  retag,
  tagList,
  tagsOf,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { changeTable, refuseIndexChanges } from './table-changes.ts'
import { activeTable, deleteTable, findTable, madeOf } from './table-description.ts'
import { creationInput, needsOtherTable } from './table-input.ts'
import { applySettings, changePolicy, readSettings } from './table-settings.ts'

/** Kept and told again; see the service's README. */
const inert = [
  'ContributorInsightsSpecification',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'TableClass',
  'WarmThroughput',
]

/** AWS::DynamoDB::Table. Source: CloudFormation template reference, AWS::DynamoDB::Table. */
export const table: ResourceType = {
  inert,
  replaces: needsOtherTable,

  async create(request) {
    return madeOf(await makeTable(request, request.properties))
  },

  async update(request) {
    return madeOf(await updateTable(request, request.previous, request.properties))
  },

  async remove(request) {
    await deleteTable(request, request.physicalId)
  },

  read: readTable,

  async list(calls) {
    return await everyItem<string>(
      calls,
      'dynamodb:ListTables',
      {},
      'TableNames',
      'ExclusiveStartTableName',
      'LastEvaluatedTableName',
    )
  },
}

/** Makes a table and all its settings; ends when it may be used. */
export async function makeTable(
  request: ResourceRequest,
  properties: ResourceProperties,
): Promise<TableDescription> {
  const TableName = nameOf(request, 'TableName', { max: 255 })
  const Tags = tagList(tagsOf(request, properties.Tags))
  const input = { TableName, ...creationInput(properties), ...(Tags.length > 0 ? { Tags } : {}) }
  if (properties.ImportSourceSpecification !== undefined) {
    const { Tags: _, ...TableCreationParameters } = input
    await callWith(request, 'dynamodb:ImportTable', {
      ...(properties.ImportSourceSpecification as Readonly<Record<string, Json>>),
      TableCreationParameters: TableCreationParameters as Json,
    })
  } else {
    const made = callWith(request, 'dynamodb:CreateTable', input)
    await unlessTaken(request, 'AWS::DynamoDB::Table', TableName, made, 'ResourceInUseException')
  }
  return await orRemove(
    request,
    async () => {
      const made = await activeTable(request, TableName)
      await applySettings(request, { name: TableName, arn: made.TableArn ?? '' }, {}, properties)
      return made
    },
    () => request.call('dynamodb:DeleteTable', { TableName }),
  )
}

/** Changes a table in place. `previous` and `next` are in the form of AWS::DynamoDB::Table. */
export async function updateTable(
  request: ResourceUpdate,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<TableDescription> {
  const name = request.physicalId
  const there = await activeTable(request, name)
  refuseIndexChanges(previous, next, there)
  await changeTable(request, name, previous, next, there)
  const now = await activeTable(request, name)
  const address = { name, arn: now.TableArn ?? '' }
  await applySettings(request, address, previous, next)
  if (changed(previous, next, 'ResourcePolicy')) await changePolicy(request, address, next)
  await retag(
    { ...request, previous, properties: next },
    'Tags',
    (tags) => request.call('dynamodb:TagResource', { ResourceArn: address.arn, Tags: tagList(tags) }),
    (TagKeys) => request.call('dynamodb:UntagResource', { ResourceArn: address.arn, TagKeys }),
  )
  return now
}

async function readTable(query: ResourceQuery): Promise<ReadResource | undefined> {
  const found = await findTable(query, query.identifier)
  if (!found) return undefined
  const made: MadeResource = madeOf(found)
  const settings = await readSettings(query, { name: query.identifier, arn: found.TableArn ?? '' })
  return { ...made, properties: { ...propertiesOf(found), ...settings } }
}

function propertiesOf(found: TableDescription): Record<string, Json> {
  const billing = found.BillingModeSummary?.BillingMode ?? 'PROVISIONED'
  const throughput = (
    given: { ReadCapacityUnits?: number | undefined; WriteCapacityUnits?: number | undefined } | undefined,
  ) =>
    billing === 'PROVISIONED' && given
      ? { ReadCapacityUnits: given.ReadCapacityUnits, WriteCapacityUnits: given.WriteCapacityUnits }
      : undefined
  const sse = found.SSEDescription
  return definite({
    TableName: found.TableName,
    KeySchema: found.KeySchema,
    AttributeDefinitions: found.AttributeDefinitions,
    BillingMode: billing,
    ProvisionedThroughput: throughput(found.ProvisionedThroughput),
    DeletionProtectionEnabled: found.DeletionProtectionEnabled,
    TableClass: found.TableClassSummary?.TableClass,
    OnDemandThroughput: found.OnDemandThroughput,
    SSESpecification:
      sse?.Status === 'ENABLED'
        ? { SSEEnabled: true, SSEType: sse.SSEType, KMSMasterKeyId: sse.KMSMasterKeyArn }
        : undefined,
    StreamSpecification: found.StreamSpecification?.StreamEnabled
      ? { StreamViewType: found.StreamSpecification.StreamViewType }
      : undefined,
    LocalSecondaryIndexes: found.LocalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
    GlobalSecondaryIndexes: found.GlobalSecondaryIndexes?.map((index) => ({
      IndexName: index.IndexName,
      KeySchema: index.KeySchema,
      Projection: index.Projection,
      ProvisionedThroughput: throughput(index.ProvisionedThroughput),
    })),
  })
}
