import type * as Api from '@aws-sdk/client-kinesis'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json } from '../../../base/json.ts'
import type { MadeResource, ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
import {
  everyItem,
  orRemove,
  retag,
  tagMap,
  tagsOf,
  unlessAgain,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Kinesis::StreamConsumer. Source: CloudFormation template reference, AWS::Kinesis::StreamConsumer. */
export const streamConsumer: ResourceType = {
  async create(request) {
    const { ConsumerName, StreamARN, Tags } = request.properties
    await unlessAgain(
      request,
      request.call('kinesis:RegisterStreamConsumer', {
        ConsumerName,
        StreamARN,
        ...tagMap('Tags', tagsOf(request, Tags)),
      }),
      'ResourceInUseException',
    )
    const active = async () => {
      const found = await described(request, { StreamARN, ConsumerName })
      if (!found) throw new AwsError(missing, `Consumer ${String(ConsumerName)} not found.`)
      return found.ConsumerStatus === 'ACTIVE' ? madeOf(found) : undefined
    }
    return orRemove(
      request,
      () => untilReady(request, active),
      () => request.call('kinesis:DeregisterStreamConsumer', { StreamARN, ConsumerName }),
    )
  },

  /** Only tags of the stack change: the template's own make another consumer. */
  async update(request) {
    const { physicalId: ResourceARN, call } = request
    await retag(
      request,
      'Tags',
      (Tags) => call('kinesis:TagResource', { ResourceARN, Tags }),
      (TagKeys) => call('kinesis:UntagResource', { ResourceARN, TagKeys }),
    )
    return { physicalId: ResourceARN, attributes: request.attributes }
  },

  async remove(request) {
    const ConsumerARN = request.physicalId
    await unlessMissing(request.call('kinesis:DeregisterStreamConsumer', { ConsumerARN }), missing)
    await untilReady(request, async () => ((await described(request, { ConsumerARN })) ? undefined : true))
  },

  async read(query) {
    const found = await described(query, { ConsumerARN: query.identifier })
    if (!found) return undefined
    const made = madeOf(found)
    const { Tags = [] } = await query.call<Api.ListTagsForResourceOutput>('kinesis:ListTagsForResource', {
      ResourceARN: query.identifier,
    })
    return {
      ...made,
      properties: {
        ...made.attributes,
        ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list(calls, { StreamARN }) {
    const found = await everyItem<Api.Consumer>(
      calls,
      'kinesis:ListStreamConsumers',
      { StreamARN },
      'Consumers',
    )
    return found.map(({ ConsumerARN = '' }) => ConsumerARN)
  },
}

async function described(
  { call }: ResourceCalls,
  which: Readonly<Record<string, Json | undefined>>,
): Promise<Api.ConsumerDescription | undefined> {
  const answer = await unlessMissing(
    call<Api.DescribeStreamConsumerOutput>('kinesis:DescribeStreamConsumer', which),
    missing,
  )
  return answer?.ConsumerDescription
}

function madeOf(found: Api.ConsumerDescription): MadeResource {
  const {
    ConsumerARN = '',
    ConsumerName = '',
    ConsumerStatus = '',
    StreamARN = '',
    ConsumerCreationTimestamp,
  } = found
  return {
    physicalId: ConsumerARN,
    attributes: {
      ConsumerARN,
      ConsumerName,
      ConsumerStatus,
      StreamARN,
      ConsumerCreationTimestamp: ConsumerCreationTimestamp?.toISOString() ?? '',
    },
  }
}
