/** Events that become an event source mapping: what they have in common. */
import { lambdaEventSourceMapping } from '../../cloudformation/lambda.ts'
import type { Context } from '../../context.ts'
import { InvalidEvent } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import {
  isBoolean,
  isInteger,
  isList,
  isMap,
  isText,
  optional,
  type PropertyRules,
  passThrough,
} from '../../model/properties.ts'
import { Resource } from '../../model/resource.ts'
import { managedPolicyArn } from '../../partitions.ts'
import { allowing, bucketDestinationPolicy } from '../../policies/documents.ts'
import { keysOf } from '../../python/memory.ts'
import { type Dict, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../../sam-types.ts'
import { addPolicies } from './role-policies.ts'

/** Properties that every such event may have. Source: SAM, "EventSource", checked as the translator does. */
const commonRules: PropertyRules = {
  BatchSize: optional(isInteger),
  StartingPosition: passThrough,
  StartingPositionTimestamp: passThrough,
  Enabled: optional(isBoolean),
  MaximumBatchingWindowInSeconds: optional(isInteger),
  MaximumRetryAttempts: optional(isInteger),
  BisectBatchOnFunctionError: optional(isBoolean),
  MaximumRecordAgeInSeconds: optional(isInteger),
  DestinationConfig: optional(isMap),
  ParallelizationFactor: optional(isInteger),
  Topics: optional(isList),
  Queues: optional(isList),
  SourceAccessConfigurations: optional(isList),
  SecretsManagerKmsKeyId: optional(isText),
  TumblingWindowInSeconds: optional(isInteger),
  FunctionResponseTypes: optional(isList),
  KafkaBootstrapServers: optional(isList),
  FilterCriteria: optional(isMap),
  KmsKeyArn: passThrough,
  ConsumerGroupId: optional(isText),
  ScalingConfig: optional(isMap),
  ProvisionedPollerConfig: optional(isMap),
  SchemaRegistryConfig: optional(isMap),
  MetricsConfig: optional(isMap),
  LoggingConfig: optional(isMap),
}

/** Properties that the mapping has under the same name. */
const sameNames = [
  'StartingPosition',
  'StartingPositionTimestamp',
  'BatchSize',
  'Enabled',
  'MaximumBatchingWindowInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'MaximumRecordAgeInSeconds',
  'ParallelizationFactor',
  'Topics',
  'Queues',
  'SourceAccessConfigurations',
  'TumblingWindowInSeconds',
  'FunctionResponseTypes',
  'FilterCriteria',
  'KmsKeyArn',
  'ScalingConfig',
  'ProvisionedPollerConfig',
  'MetricsConfig',
  'LoggingConfig',
]

/** What tells the types of sources apart. */
export interface SourceType {
  readonly type: string
  /** Properties of this type, which may be others of the common ones. */
  readonly rules: PropertyRules
  /** The property that holds the source's ARN, if it has one. */
  readonly arn?: string
  /** The managed policy for the function's role, with its path. */
  readonly managedPolicy?: string
  /** Where ConsumerGroupId and the like go. */
  readonly kafkaConfig?: string
  /** Adds what this type alone has. */
  readonly complete?: (event: EventSource, mapping: Dict) => void
  /** Inline policies for the function's role. @throws InvalidEvent */
  readonly policies?: (event: EventSource, context: Context) => readonly Dict[]
}

/** The type of event for a type of source. */
export function mappingEvent(source: SourceType): FunctionEvent {
  return {
    type: source.type,
    rules: { ...commonRules, ...source.rules },
    translate: (event, parts, context) => translate(source, event, parts, context),
  }
}

function translate(
  source: SourceType,
  event: EventSource,
  { target, role }: FunctionEventParts,
  context: Context,
): Resource[] {
  const { resource, logicalId } = event
  const properties: Dict = {
    FunctionName: target.name,
    EventSourceArn: source.arn === undefined ? null : resource.get(source.arn),
  }
  for (const same of sameNames) properties[same] = resource.get(same)
  checkFilters(event)
  const servers = resource.get('KafkaBootstrapServers')
  if (isTruthy(servers)) properties.SelfManagedEventSource = { Endpoints: { KafkaBootstrapServers: servers } }
  addKafkaConfig(source, event, properties)
  const destination = destinationPolicy(event, properties)
  source.complete?.(event, properties)
  const mapping = new Resource(lambdaEventSourceMapping, logicalId, {
    attributes: target.passedOn,
    properties,
  })
  // Policies are asked for in any case: what is wrong with them is told, whoever's role it is.
  const managed = source.managedPolicy ? managedPolicyArn(context.partition, source.managedPolicy) : undefined
  const policies = source.policies?.(event, context) ?? []
  if (role) addPolicies(role, managed, policies, destination)
  return [mapping]
}

/** Sources whose records can be filtered, in the words of AWS's message. */
const filterable = ['DocumentDB', 'DynamoDB', 'Kinesis', 'MQ', 'MSK', 'SelfManagedKafka', 'SQS']

function checkFilters({ resource, name }: EventSource): void {
  const criteria = resource.get('FilterCriteria')
  if (!isDict(criteria) || !isTruthy(criteria) || isIntrinsic(criteria)) return
  if (!filterable.includes(resource.type)) {
    throw new InvalidEvent(name, `FilterCriteria is only available for ${filterable.join(', ')} events.`)
  }
  const keys = keysOf(criteria)
  if (keys.length !== 1 || keys[0] !== 'Filters') {
    throw new InvalidEvent(name, 'FilterCriteria field has a wrong format')
  }
}

function addKafkaConfig(source: SourceType, { resource, logicalId }: EventSource, mapping: Dict): void {
  const group = resource.get('ConsumerGroupId')
  const registry = resource.get('SchemaRegistryConfig')
  const { kafkaConfig } = source
  if (isTruthy(group) && kafkaConfig === undefined) {
    throw new InvalidEvent(
      logicalId,
      `Property ConsumerGroupId not defined for resource of type ${source.type}.`,
    )
  }
  if (kafkaConfig === undefined) return
  const config: Dict = {}
  if (isTruthy(group)) config.ConsumerGroupId = group
  if (isTruthy(registry)) config.SchemaRegistryConfig = registry
  if (isTruthy(config)) mapping[kafkaConfig] = config
}

/** Sets the mapping's destination for what failed. @returns the policy for it, when the event says of what type it is */
function destinationPolicy({ resource, logicalId }: EventSource, mapping: Dict): Dict | undefined {
  const config = resource.get('DestinationConfig')
  if (!isDict(config) || !isTruthy(config)) return undefined
  const owner = { id: logicalId, kind: 'event' } as const
  const onFailure = expectMap(config.OnFailure, owner, 'DestinationConfig.OnFailure')
  mapping.DestinationConfig = config
  const { Type: type } = onFailure
  if (!isTruthy(type)) return undefined
  // It is SAM's own: CloudFormation does not know it.
  delete onFailure.Type
  const destination: Value = onFailure.Destination ?? null
  switch (type) {
    case 'SQS':
      return allowing(`${logicalId}SQSPolicy`, 'sqs:SendMessage', destination)
    case 'SNS':
      return allowing(`${logicalId}SNSPolicy`, 'sns:publish', destination)
    case 'S3':
      return bucketDestinationPolicy(logicalId, destination)
    case 'Kafka':
      return undefined
    default:
      throw new InvalidEvent(
        logicalId,
        "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'",
      )
  }
}
