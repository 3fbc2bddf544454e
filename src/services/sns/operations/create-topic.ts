import type * as Api from '@aws-sdk/client-sns'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkDataProtectionPolicy } from '../data-protection.ts'
import { change, readTopic } from '../directory.ts'
import { checkNewName, topicArn } from '../domain/names.ts'
import { readTags, sameTags, withTags } from '../domain/tags.ts'
import { hasAttributes, newAttributes, readFifoTopic } from '../domain/topic-attributes.ts'
import { invalidParameter } from '../errors.ts'
import { topics } from '../records.ts'

/**
 * Makes a topic. One of this name that exists is the answer too, unless the request names tags, or attributes, that it has not.
 */
export async function createTopic(
  { Name: name = '', Attributes: given = {}, Tags, DataProtectionPolicy: protection }: Api.CreateTopicInput,
  context: OperationContext,
): Promise<Api.CreateTopicResponse> {
  const fifo = readFifoTopic(given.FifoTopic)
  checkNewName(name, fifo)
  const attributes = newAttributes(given, fifo)
  const tags = withTags({}, readTags(Tags))
  if (protection) checkDataProtectionPolicy(protection)
  const { accountId, region } = context
  const address = { accountId, region, name }
  await change(context, async (commit) => {
    const existing = await readTopic(context.store, address)
    if (existing === undefined) {
      const topic = {
        ...address,
        topicId: randomUuid(context.random),
        fifo,
        attributes,
        tags,
        ...(protection ? { dataProtectionPolicy: protection } : {}),
        confirmed: 0,
        filtering: 0,
        deleted: 0,
        createdAt: context.now,
      }
      topics.put(commit, topic, undefined)
      return
    }
    if (Tags !== undefined && !sameTags(existing.topic.tags, tags))
      throw invalidParameter('Tags', 'Topic already exists with different tags')
    if (!hasAttributes(existing.topic.attributes, attributes))
      throw invalidParameter('Attributes', 'Topic already exists with different attributes')
  })
  return { TopicArn: topicArn(address) }
}
