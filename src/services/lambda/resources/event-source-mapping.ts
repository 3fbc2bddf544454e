import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  type MadeResource,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  retag,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { everyListed } from './listing.ts'

type Mapping = EventSourceMappingConfiguration

const missing = 'ResourceNotFoundException'

/** Properties that can be changed, and what holds when a template takes them away again. */
const defaults: Readonly<Record<string, Json | ((properties: ResourceProperties) => Json)>> = {
  BatchSize: ({ EventSourceArn }) => (/^arn:[\w-]+:sqs:/.test(String(EventSourceArn)) ? 10 : 100),
  BisectBatchOnFunctionError: false,
  DestinationConfig: { OnFailure: {} },
  DocumentDBEventSourceConfig: {},
  Enabled: true,
  FilterCriteria: {},
  FunctionName: '',
  FunctionResponseTypes: [],
  KmsKeyArn: '',
  LoggingConfig: {},
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  MetricsConfig: { Metrics: [] },
  ParallelizationFactor: 1,
  ProvisionedPollerConfig: {},
  ScalingConfig: {},
  SourceAccessConfigurations: [],
  TumblingWindowInSeconds: 0,
}

/** Properties that only creation takes. */
const creationOnly = [
  'AmazonManagedKafkaEventSourceConfig',
  'EventSourceArn',
  'Queues',
  'SelfManagedEventSource',
  'SelfManagedKafkaEventSourceConfig',
  'StartingPosition',
  'StartingPositionTimestamp',
  'Topics',
]

/** AWS::Lambda::EventSourceMapping. Source: CloudFormation template reference, AWS::Lambda::EventSourceMapping. */
export const eventSourceMapping: ResourceType = {
  async create(request) {
    const { properties } = request
    const names = [...Object.keys(defaults), ...creationOnly]
    const input = Object.fromEntries(names.map((name) => [apiName(name), properties[name]]))
    try {
      const made = await callWith<Mapping>(request, 'lambda:CreateEventSourceMapping', {
        ...input,
        Tags: tagsOf(request, properties.Tags),
      })
      return madeOf(made)
    } catch (error) {
      const conflict = error instanceof AwsError && error.code === 'ResourceConflictException'
      const found = conflict && request.again ? await firstOf(request) : undefined
      if (!found) throw error
      return madeOf(found)
    }
  },

  async update(request) {
    const { physicalId: UUID, previous, properties } = request
    const names = Object.keys(defaults).filter((name) => changed(previous, properties, name))
    if (names.length > 0)
      await callWith(request, 'lambda:UpdateEventSourceMapping', {
        UUID,
        ...Object.fromEntries(
          names.map((name) => [apiName(name), properties[name] ?? defaultOf(name, properties)]),
        ),
      })
    const now = await request.call<Mapping>('lambda:GetEventSourceMapping', { UUID })
    const Resource = String(now.EventSourceMappingArn)
    await retag(
      request,
      'Tags',
      (Tags) => request.call('lambda:TagResource', { Resource, Tags }),
      (TagKeys) => request.call('lambda:UntagResource', { Resource, TagKeys }),
    )
    return madeOf(now)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteEventSourceMapping', { UUID: physicalId }), missing)
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<Mapping>('lambda:GetEventSourceMapping', { UUID: identifier }),
      missing,
    )
    if (!found) return undefined
    const { Tags } = await call<{ Tags?: Record<string, string> }>('lambda:ListTags', {
      Resource: String(found.EventSourceMappingArn),
    })
    const { FunctionArn, State, StartingPositionTimestamp, ...rest } = found
    const known = [...Object.keys(defaults), ...creationOnly]
    const own = Object.fromEntries(
      known.map((name) => [name, (rest as Readonly<Record<string, unknown>>)[apiName(name)]]),
    )
    return {
      ...madeOf(found),
      properties: definite({
        ...own,
        FunctionName: FunctionArn,
        Enabled: State !== 'Disabled' && State !== 'Disabling',
        StartingPositionTimestamp:
          StartingPositionTimestamp === undefined ? undefined : StartingPositionTimestamp.getTime() / 1000,
        Tags:
          Tags && Object.keys(Tags).length > 0
            ? Object.entries(Tags).map(([Key, Value]) => ({ Key, Value }))
            : undefined,
      }),
    }
  },

  async list(calls) {
    const all = await everyListed<Mapping>(calls, 'lambda:ListEventSourceMappings', {}, 'EventSourceMappings')
    return all.map(({ UUID = '' }) => UUID)
  },
}

/** What an earlier attempt has made. */
async function firstOf({ call, properties }: ResourceRequest): Promise<Mapping | undefined> {
  const { EventSourceMappings = [] } = await call<{ EventSourceMappings?: Mapping[] }>(
    'lambda:ListEventSourceMappings',
    { EventSourceArn: properties.EventSourceArn, FunctionName: properties.FunctionName },
  )
  return EventSourceMappings[0]
}

function apiName(property: string): string {
  return property === 'KmsKeyArn' ? 'KMSKeyArn' : property
}

function defaultOf(name: string, properties: ResourceProperties): Json | undefined {
  const value = defaults[name]
  return typeof value === 'function' ? value(properties) : value
}

function madeOf({ UUID = '', EventSourceMappingArn = '' }: Mapping): MadeResource {
  return { physicalId: UUID, attributes: { Id: UUID, EventSourceMappingArn } }
}
