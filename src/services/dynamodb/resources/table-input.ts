/** A table's properties in the form of operations. Source: CloudFormation template reference, AWS::DynamoDB::Table. */
import type { Json, JsonObject } from '../../../base/json.ts'
import { documentText, given, type ResourceInput, type ResourceProperties } from '../../../dispatch/index.ts'

/** What CreateTable is asked beside name and tags. */
export function creationInput(properties: ResourceProperties): ResourceInput {
  const indexes = indexesOf(properties)
  const policy = (properties.ResourcePolicy as JsonObject | undefined)?.PolicyDocument
  return {
    ...given(
      properties,
      'KeySchema',
      'AttributeDefinitions',
      'BillingMode',
      'ProvisionedThroughput',
      'TableClass',
      'DeletionProtectionEnabled',
      'OnDemandThroughput',
      'WarmThroughput',
      'LocalSecondaryIndexes',
      'VectorIndexes',
    ),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map(indexInput) } : {}),
    ...(properties.StreamSpecification === undefined ? {} : { StreamSpecification: streamInput(properties) }),
    ...(properties.SSESpecification === undefined ? {} : { SSESpecification: encryptionInput(properties) }),
    ...(policy === undefined ? {} : { ResourcePolicy: documentText(policy) }),
  }
}

/** Global indexes of a template. */
export function indexesOf({ GlobalSecondaryIndexes }: ResourceProperties): readonly JsonObject[] {
  return Array.isArray(GlobalSecondaryIndexes) ? (GlobalSecondaryIndexes as readonly JsonObject[]) : []
}

/** A global index without what has an operation of its own. */
export function indexInput({ ContributorInsightsSpecification: _, ...index }: JsonObject): JsonObject {
  return index
}

export function streamInput({ StreamSpecification }: ResourceProperties): JsonObject {
  const specification = StreamSpecification as JsonObject | undefined
  return specification?.StreamViewType === undefined
    ? { StreamEnabled: false }
    : { StreamEnabled: true, StreamViewType: specification.StreamViewType }
}

export function encryptionInput({ SSESpecification }: ResourceProperties): JsonObject {
  const { SSEEnabled = false, ...rest } = (SSESpecification ?? {}) as JsonObject
  return { Enabled: SSEEnabled, ...rest }
}

/**
 * Whether an update needs another table: when the type of an attribute changes that there was, or a local index.
 * Source: template reference, AttributeDefinitions and LocalSecondaryIndexes.
 */
export function needsOtherTable(previous: ResourceProperties, next: ResourceProperties): boolean {
  const types = new Map(
    definitionsOf(next).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  )
  return (
    definitionsOf(previous).some(
      ({ AttributeName, AttributeType }) =>
        types.has(AttributeName) && types.get(AttributeName) !== AttributeType,
    ) || text(previous.LocalSecondaryIndexes) !== text(next.LocalSecondaryIndexes)
  )
}

function definitionsOf({ AttributeDefinitions }: ResourceProperties): readonly JsonObject[] {
  return Array.isArray(AttributeDefinitions) ? (AttributeDefinitions as readonly JsonObject[]) : []
}

function text(value: Json | undefined): string {
  return JSON.stringify(Array.isArray(value) && value.length === 0 ? null : (value ?? null))
}
