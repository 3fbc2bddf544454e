import type * as Api from '@aws-sdk/client-scheduler'
import { AwsError } from '../../../aws/aws-error.ts'
import type { MadeResource, ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
import {
  everyItem,
  nameOf,
  retag,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Scheduler::ScheduleGroup. Source: CloudFormation template reference, AWS::Scheduler::ScheduleGroup. */
export const scheduleGroup: ResourceType = {
  async create(request) {
    const Name = nameOf(request, 'Name')
    await unlessAgain(
      request,
      request.call('scheduler:CreateScheduleGroup', {
        Name,
        Tags: tagList(tagsOf(request, request.properties.Tags)),
      }),
      'ConflictException',
    )
    return found(request, Name)
  },

  async update(request) {
    const made = await found(request, request.physicalId)
    const ResourceArn = made.attributes.Arn
    await retag(
      request,
      'Tags',
      (tags) => request.call('scheduler:TagResource', { ResourceArn, Tags: tagList(tags) }),
      (TagKeys) => request.call('scheduler:UntagResource', { ResourceArn, TagKeys }),
    )
    return made
  },

  async remove(request) {
    const Name = request.physicalId
    await unlessMissing(request.call('scheduler:DeleteScheduleGroup', { Name }), missing)
    // Its schedules go first, by and by; until then the name is taken.
    await untilReady(request, async () => ((await group(request, Name)) ? undefined : true))
  },

  async read(query) {
    const there = await group(query, query.identifier)
    if (!there) return undefined
    const made = madeOf(there)
    const { Tags = [] } = await query.call<Api.ListTagsForResourceOutput>('scheduler:ListTagsForResource', {
      ResourceArn: there.Arn,
    })
    return {
      ...made,
      properties: {
        Name: query.identifier,
        ...made.attributes,
        ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list(calls) {
    const groups = await everyItem<Api.ScheduleGroupSummary>(
      calls,
      'scheduler:ListScheduleGroups',
      {},
      'ScheduleGroups',
    )
    return groups.map(({ Name = '' }) => Name)
  },
}

function group({ call }: ResourceCalls, Name: string): Promise<Api.GetScheduleGroupOutput | undefined> {
  return unlessMissing(call<Api.GetScheduleGroupOutput>('scheduler:GetScheduleGroup', { Name }), missing)
}

async function found(calls: ResourceCalls, name: string): Promise<MadeResource> {
  const there = await group(calls, name)
  if (!there) throw new AwsError(missing, `Schedule group ${name} does not exist.`)
  return madeOf(there)
}

function madeOf({
  Name = '',
  Arn = '',
  State = 'ACTIVE',
  CreationDate,
  LastModificationDate,
}: Api.GetScheduleGroupOutput): MadeResource {
  return {
    physicalId: Name,
    attributes: {
      Arn,
      State,
      CreationDate: CreationDate?.toISOString() ?? '',
      LastModificationDate: LastModificationDate?.toISOString() ?? '',
    },
  }
}
