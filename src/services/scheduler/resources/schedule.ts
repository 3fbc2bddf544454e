import type * as Api from '@aws-sdk/client-scheduler'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import { changed, everyItem, given, nameOf, unlessAgain, unlessMissing } from '../../../dispatch/index.ts'

/** AWS::Scheduler::Schedule. Source: CloudFormation template reference, AWS::Scheduler::Schedule. */
export const schedule: ResourceType = {
  async create(request) {
    const Name = nameOf(request, 'Name')
    await unlessAgain(
      request,
      request.call('scheduler:CreateSchedule', { Name, ...inputOf(request.properties) }),
      'ConflictException',
    )
    return madeOf(request, Name, request.properties)
  },

  async update(request) {
    const { physicalId: Name, properties } = request
    // What is left out of an update is gone.
    await request.call('scheduler:UpdateSchedule', { Name, ...inputOf(properties) })
    return madeOf(request, Name, properties)
  },

  async remove({ call, physicalId, properties }) {
    await unlessMissing(
      call('scheduler:DeleteSchedule', { Name: physicalId, ...given(properties, 'GroupName') }),
      'ResourceNotFoundException',
    )
  },

  async read(query) {
    const found = await findSchedule(query)
    if (!found) return undefined
    const { Name = '', StartDate, EndDate, Target, ...others } = found
    const made = madeOf(query, Name, others as object as ResourceProperties)
    return {
      ...made,
      properties: {
        Name,
        ...given(others as object as ResourceProperties, ...names),
        ...made.attributes,
        ...(StartDate ? { StartDate: StartDate.toISOString() } : {}),
        ...(EndDate ? { EndDate: EndDate.toISOString() } : {}),
        Target: templateTarget(Target as object as Json),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.ScheduleSummary>(calls, 'scheduler:ListSchedules', {}, 'Schedules')
    return found.map(({ Name = '' }) => Name)
  },

  /** No operation moves a schedule to another group. */
  replaces: (previous, next) => changed(previous, next, 'GroupName', 'Name'),

  inert: ['KmsKeyArn'],
}

/** Cloud Control names a schedule by its name alone: it is looked for in all groups, the default one first. */
async function findSchedule(
  query: ResourceCalls & { readonly identifier: string },
): Promise<Api.GetScheduleOutput | undefined> {
  const Name = query.identifier
  const inGroup = (GroupName: string) =>
    unlessMissing(
      query.call<Api.GetScheduleOutput>('scheduler:GetSchedule', { Name, GroupName }),
      'ResourceNotFoundException',
    )
  const first = await inGroup('default')
  if (first) return first
  const there = await everyItem<Api.ScheduleSummary>(
    query,
    'scheduler:ListSchedules',
    { NamePrefix: Name },
    'Schedules',
  )
  const other = there.find((one) => one.Name === Name)
  return other?.GroupName === undefined ? undefined : inGroup(other.GroupName)
}

const names = [
  'Description',
  'FlexibleTimeWindow',
  'GroupName',
  'KmsKeyArn',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'State',
] as const

function inputOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  const instants = given(properties, 'StartDate', 'EndDate')
  return {
    ...given(properties, ...names),
    ...Object.fromEntries(Object.entries(instants).map(([name, text]) => [name, new Date(String(text))])),
    Target: withNetwork(properties.Target, 'AwsvpcConfiguration', 'awsvpcConfiguration'),
  }
}

function templateTarget(target: Json): Json {
  return withNetwork(target, 'awsvpcConfiguration', 'AwsvpcConfiguration')
}

/** Templates and the API write the network of an ECS target's tasks in two cases. */
function withNetwork(target: Json | undefined, from: string, to: string): Json {
  const { EcsParameters: ecs, ...others } = (target ?? {}) as JsonObject
  const network = (ecs as JsonObject | undefined)?.NetworkConfiguration as JsonObject | undefined
  if (ecs === undefined || network?.[from] === undefined) return (target ?? {}) as Json
  return {
    ...others,
    EcsParameters: { ...(ecs as JsonObject), NetworkConfiguration: { [to]: network[from] ?? null } },
  }
}

function madeOf(
  { partition, region, accountId }: ResourceCalls,
  name: string,
  properties: ResourceProperties,
): MadeResource {
  const group = String(properties.GroupName ?? 'default')
  return {
    physicalId: name,
    attributes: { Arn: `arn:${partition}:scheduler:${region}:${accountId}:schedule/${group}/${name}` },
  }
}
