import type * as Api from '@aws-sdk/client-eventbridge'
import { parseArn } from '../../../aws/arn.ts'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  changed,
  documentText,
  everyItem,
  given,
  nameOf,
  orRemove,
  readDocumentText,
  resourceExists,
  retag,
  tagList,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { ownArn } from './own-arn.ts'
import { apiTarget, templateTarget } from './rule-targets.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Events::Rule. Source: CloudFormation template reference, AWS::Events::Rule. */
export const rule: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const Name = nameOf(request, 'Name')
    const place = placeOf(properties, Name)
    // PutRule would write over a rule that is there; a stack does not.
    if (properties.Name !== undefined && !request.again && (await described(request, place)))
      throw resourceExists('AWS::Events::Rule', arnOf(request, place))
    await call('events:PutRule', {
      ...settingsOf(properties),
      ...place,
      Tags: tagList(tagsOf(request, properties.Tags)),
    })
    return await orRemove(
      request,
      async () => {
        await putTargets(request, place, targetsOf(properties))
        return madeOf(request, place)
      },
      () => takeAway(request, place),
    )
  },

  async update(request) {
    const { properties, previous, call } = request
    const place = placeOf(properties, nameIn(request.physicalId))
    if (changed(previous, properties, ...settings))
      await call('events:PutRule', { ...settingsOf(properties), ...place })
    if (changed(previous, properties, 'Targets')) {
      const targets = targetsOf(properties)
      const dropped = targetsOf(previous).filter(({ Id }) => !targets.some((target) => target.Id === Id))
      await putTargets(request, place, targets)
      await removeTargets(request, place, dropped)
    }
    const ResourceARN = arnOf(request, place)
    await retag(
      request,
      'Tags',
      (tags) => call('events:TagResource', { ResourceARN, Tags: tagList(tags) }),
      (TagKeys) => call('events:UntagResource', { ResourceARN, TagKeys }),
    )
    return madeOf(request, place)
  },

  async remove(request) {
    await takeAway(request, placeOf(request.properties, nameIn(request.physicalId)))
  },

  async read(query) {
    // Cloud Control names a rule by its ARN: rule/NAME, rule/BUS/NAME.
    const path = (parseArn(query.identifier)?.resource ?? query.identifier).split('/').slice(1)
    const place: Place = { Name: path.at(-1) ?? '', EventBusName: path.slice(0, -1).join('/') || 'default' }
    const found = await described(query, place)
    if (!found) return undefined
    const { Tags = [] } = await query.call<Api.ListTagsForResourceResponse>('events:ListTagsForResource', {
      ResourceARN: query.identifier,
    })
    const targets = await targetsThere(query, place)
    const made = madeOf(query, place)
    return {
      ...made,
      properties: {
        ...given(
          found as ResourceProperties,
          'Description',
          'EventBusName',
          'Name',
          'RoleArn',
          'ScheduleExpression',
          'State',
        ),
        Arn: query.identifier,
        ...(found.EventPattern ? { EventPattern: readDocumentText(found.EventPattern) } : {}),
        ...(targets.length > 0 ? { Targets: targets.map(templateTarget) } : {}),
        ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list(calls, model) {
    const { EventBusName } = placeOf(model, '')
    const rules = await everyItem<Api.Rule>(calls, 'events:ListRules', { EventBusName }, 'Rules')
    return rules.map(({ Arn = '' }) => Arn)
  },
}

const settings = ['Description', 'EventPattern', 'RoleArn', 'ScheduleExpression', 'State'] as const

/** What PutRule is given; what it is not given it takes away. */
function settingsOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  return {
    ...given(properties, ...settings),
    ...(properties.EventPattern === undefined ? {} : { EventPattern: documentText(properties.EventPattern) }),
  }
}

interface Place {
  readonly Name: string
  /** A name, or the ARN of a bus of this region. */
  readonly EventBusName: string
}

function placeOf(properties: ResourceProperties, Name: string): Place {
  return { Name, EventBusName: String(properties.EventBusName ?? 'default') }
}

function busNameOf({ EventBusName }: Place): string {
  return EventBusName.startsWith('arn:')
    ? (parseArn(EventBusName)?.resource.replace(/^event-bus\//, '') ?? EventBusName)
    : EventBusName
}

function nameIn(physicalId: string): string {
  return physicalId.slice(physicalId.lastIndexOf('|') + 1)
}

function arnOf(calls: ResourceCalls, place: Place): string {
  const bus = busNameOf(place)
  return ownArn(calls, bus === 'default' ? `rule/${place.Name}` : `rule/${bus}/${place.Name}`)
}

/** `Ref` of a rule on another bus than the default one has the bus before the name. */
function madeOf(calls: ResourceCalls, place: Place): MadeResource {
  const bus = busNameOf(place)
  return {
    physicalId: bus === 'default' ? place.Name : `${bus}|${place.Name}`,
    attributes: { Arn: arnOf(calls, place), RuleName: place.Name },
  }
}

function described({ call }: ResourceCalls, place: Place): Promise<Api.DescribeRuleResponse | undefined> {
  return unlessMissing(call<Api.DescribeRuleResponse>('events:DescribeRule', place), missing)
}

interface Target {
  readonly Id?: string | undefined
}

function targetsOf(properties: ResourceProperties): readonly Target[] {
  return ((properties.Targets ?? []) as readonly Json[]).map((target) => apiTarget(target as JsonObject))
}

function targetsThere(calls: ResourceCalls, { Name, EventBusName }: Place): Promise<readonly Api.Target[]> {
  return everyItem(calls, 'events:ListTargetsByRule', { Rule: Name, EventBusName }, 'Targets')
}

/** How many targets one request takes. Source: API Reference, PutTargets, RemoveTargets (Array Members: 100). */
const targetsPerRequest = 100

/** A rule with its targets. */
async function takeAway(calls: ResourceCalls, place: Place): Promise<void> {
  const targets = await unlessMissing(targetsThere(calls, place), missing)
  if (!targets) return
  await removeTargets(calls, place, targets)
  await unlessMissing(calls.call('events:DeleteRule', place), missing)
}

async function putTargets(
  { call }: ResourceCalls,
  { Name, EventBusName }: Place,
  targets: readonly Target[],
): Promise<void> {
  for (let from = 0; from < targets.length; from += targetsPerRequest) {
    const { FailedEntries = [] } = await call<Api.PutTargetsResponse>('events:PutTargets', {
      Rule: Name,
      EventBusName,
      Targets: targets.slice(from, from + targetsPerRequest),
    })
    const [failed] = FailedEntries
    if (failed) throw new AwsError(failed.ErrorCode ?? 'InternalFailure', failed.ErrorMessage ?? '')
  }
}

async function removeTargets(
  { call }: ResourceCalls,
  { Name, EventBusName }: Place,
  targets: readonly Target[],
): Promise<void> {
  for (let from = 0; from < targets.length; from += targetsPerRequest)
    await unlessMissing(
      call('events:RemoveTargets', {
        Rule: Name,
        EventBusName,
        Ids: targets.slice(from, from + targetsPerRequest).map(({ Id }) => Id),
      }),
      missing,
    )
}
