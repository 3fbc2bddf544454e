import type * as Api from '@aws-sdk/client-pipes'
import { AwsError } from '../../../aws/aws-error.ts'
import { type Json, type JsonObject, sameJson } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  changed,
  everyItem,
  given,
  nameOf,
  orRemove,
  retag,
  tagMap,
  tagsOf,
  unlessAgain,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'

const missing = 'NotFoundException'

/** AWS::Pipes::Pipe. Source: CloudFormation template reference, AWS::Pipes::Pipe. */
export const pipe: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const Name = nameOf(request, 'Name')
    await unlessAgain(
      request,
      call('pipes:CreatePipe', {
        Name,
        ...inputOf(properties),
        ...tagMap('Tags', tagsOf(request, properties.Tags)),
      }),
      'ConflictException',
    )
    return orRemove(
      request,
      () => settled(request, Name),
      () => call('pipes:DeletePipe', { Name }),
    )
  },

  async update(request) {
    const { properties, previous, physicalId: Name, call } = request
    if (changed(previous, properties, ...names)) {
      const { Source: _source, SourceParameters: source, ...input } = inputOf(properties)
      await call('pipes:UpdatePipe', {
        Name,
        Description: '',
        DesiredState: 'RUNNING',
        Enrichment: '',
        EnrichmentParameters: {},
        KmsKeyIdentifier: '',
        TargetParameters: {},
        ...input,
        SourceParameters: updatedSource(source as JsonObject | undefined),
        // A log that a template no longer has is switched off.
        ...(properties.LogConfiguration === undefined && previous.LogConfiguration !== undefined
          ? { LogConfiguration: { Level: 'OFF' } }
          : {}),
      })
    }
    const made = await settled(request, Name)
    const resourceArn = made.attributes.Arn
    await retag(
      request,
      'Tags',
      (tags) => call('pipes:TagResource', { resourceArn, tags }),
      (tagKeys) => call('pipes:UntagResource', { resourceArn, tagKeys }),
    )
    return made
  },

  async remove(request) {
    const Name = request.physicalId
    await unlessMissing(request.call('pipes:DeletePipe', { Name }), missing)
    await untilReady(request, async () => ((await described(request, Name)) ? undefined : true))
  },

  async read(query) {
    const found = await described(query, query.identifier)
    if (!found) return undefined
    const made = madeOf(found)
    const properties = JSON.parse(JSON.stringify(found)) as ResourceProperties
    return {
      ...made,
      properties: {
        Name: query.identifier,
        ...given(properties, ...names),
        ...made.attributes,
        ...tagsIn(found),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.Pipe>(calls, 'pipes:ListPipes', {}, 'Pipes')
    return found.map(({ Name = '' }) => Name)
  },

  /** A pipe cannot read from another place; of its source's parameters, those that say where reading begins count. */
  replaces: (previous, next) =>
    changed(previous, next, 'Name', 'Source') || !sameJson(beginningOf(previous), beginningOf(next)),

  inert: ['KmsKeyIdentifier'],
}

const names = [
  'Description',
  'DesiredState',
  'Enrichment',
  'EnrichmentParameters',
  'KmsKeyIdentifier',
  'LogConfiguration',
  'RoleArn',
  'Source',
  'SourceParameters',
  'Target',
  'TargetParameters',
] as const

/** Members of a source's parameters that only a new pipe takes. Source: template reference (Update requires: Replacement). */
const beginning = [
  'ConsumerGroupID',
  'QueueName',
  'StartingPosition',
  'StartingPositionTimestamp',
  'TopicName',
  'VirtualHost',
  'AdditionalBootstrapServers',
] as const

function eachSource(properties: ResourceProperties): readonly (readonly [string, JsonObject])[] {
  const parameters = (properties.SourceParameters ?? {}) as JsonObject
  return Object.entries(parameters).flatMap(([kind, value]) =>
    kind === 'FilterCriteria' || typeof value !== 'object' ? [] : [[kind, value as JsonObject] as const],
  )
}

function beginningOf(properties: ResourceProperties): Json {
  return Object.fromEntries(
    eachSource(properties).map(([kind, value]) => [kind, given(value as ResourceProperties, ...beginning)]),
  )
}

function inputOf(properties: ResourceProperties): Record<string, unknown> {
  const input: Record<string, unknown> = given(properties, ...names)
  const stream = (properties.SourceParameters as JsonObject | undefined)?.KinesisStreamParameters
  const from = (stream as JsonObject | undefined)?.StartingPositionTimestamp
  if (from === undefined) return input
  return {
    ...input,
    SourceParameters: {
      ...(properties.SourceParameters as JsonObject),
      KinesisStreamParameters: {
        ...(stream as JsonObject),
        StartingPositionTimestamp: new Date(typeof from === 'number' ? from * 1000 : String(from)),
      },
    },
  }
}

/** Source parameters as UpdatePipe takes them: without where reading begins; filters that are gone are taken away. */
function updatedSource(parameters: JsonObject | undefined): object {
  const kept = Object.entries(parameters ?? {}).map(([kind, value]) => {
    if (kind === 'FilterCriteria' || typeof value !== 'object' || value === null) return [kind, value]
    const members = Object.entries(value as JsonObject)
    return [kind, Object.fromEntries(members.filter(([name]) => !beginning.some((one) => one === name)))]
  })
  return { FilterCriteria: { Filters: [] }, ...Object.fromEntries(kept) }
}

function described({ call }: ResourceCalls, Name: string): Promise<Api.DescribePipeResponse | undefined> {
  return unlessMissing(call<Api.DescribePipeResponse>('pipes:DescribePipe', { Name }), missing)
}

/** Waits until a pipe is where it shall be. Fails when it cannot come there. */
async function settled(calls: ResourceCalls, name: string): Promise<MadeResource> {
  return untilReady(calls, async () => {
    const found = await described(calls, name)
    const state = found?.CurrentState ?? 'DELETE_FAILED'
    if (found && (state === 'RUNNING' || state === 'STOPPED')) return madeOf(found)
    if (state.endsWith('_FAILED'))
      throw new AwsError('NotStabilized', found?.StateReason ?? `Pipe ${name} is in state ${state}.`)
    return undefined
  })
}

function madeOf(found: Api.DescribePipeResponse): MadeResource {
  const { Name = '', Arn = '', CurrentState = '', StateReason, CreationTime, LastModifiedTime } = found
  return {
    physicalId: Name,
    attributes: {
      Arn,
      CurrentState,
      CreationTime: CreationTime?.toISOString() ?? '',
      LastModifiedTime: LastModifiedTime?.toISOString() ?? '',
      StateReason: StateReason ?? '',
    },
  }
}

function tagsIn({ Tags = {} }: Api.DescribePipeResponse): ResourceProperties {
  return Object.keys(Tags).length > 0 ? { Tags } : {}
}
