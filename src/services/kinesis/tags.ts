/** Tags of streams and consumers. Source: API Reference, AddTagsToStream, TagResource; Developer Guide, "Tag your streams". */
import { isReservedTagKey } from '../../aws/tags.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { type FoundConsumer, loadConsumerAt, readConsumerArn } from './consumers.ts'
import { invalidArgument } from './errors.ts'
import { tagCount } from './limits.ts'
import { consumers, streams, type Tags } from './records.ts'
import { loadStreamAt, readStreamArn, refuseStreamId } from './streams.ts'

/** Adds tags to those that are there. `what` names the resource. Fails with InvalidArgumentException. */
export function withTags(tags: Tags, added: Readonly<Record<string, string>>, what: string): Tags {
  const texts = Object.entries(added).flat()
  if (texts.some((text) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u.test(text)))
    throw invalidArgument(
      'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.',
    )
  if (Object.keys(added).some(isReservedTagKey))
    // UNVERIFIED: the words.
    throw invalidArgument(`Failed to add tags to ${what} because keys that begin with aws: are reserved.`)
  const next = { ...tags, ...added }
  if (Object.keys(next).length > tagCount)
    throw invalidArgument(
      `Failed to add tags to ${what} because a given resource cannot have more than ${tagCount} tags associated with it.`,
    )
  return next
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))
}

/** As the API has them, by key. */
export function tagList(tags: Tags): Array<{ Key: string; Value: string }> {
  return Object.entries(tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((left, right) => (left.Key < right.Key ? -1 : 1))
}

interface ResourceInput {
  readonly ResourceARN: string | undefined
  readonly StreamId?: string | undefined
}

/** The tags of a stream or consumer. Fails with ResourceNotFoundException, InvalidArgumentException. */
export async function readTags(
  context: OperationContext,
  action: string,
  input: ResourceInput,
): Promise<Tags> {
  const { ResourceARN: arn = '' } = input
  refuseStreamId(input)
  const consumer = await findConsumer(context, action, arn)
  if (consumer !== undefined) return consumer.consumer.value.tags
  return (await loadStreamAt(context, action, readStreamArn(context, arn))).value.tags
}

/** Changes the tags of a stream or consumer. */
export async function changeTags(
  context: OperationContext,
  action: string,
  input: ResourceInput,
  edit: (tags: Tags) => Tags,
): Promise<void> {
  const { ResourceARN: arn = '' } = input
  refuseStreamId(input)
  await change(context, async (commit) => {
    const found = await findConsumer(context, action, arn)
    if (found !== undefined) {
      const { value } = found.consumer
      consumers.put(commit, { ...value, tags: edit(value.tags) }, found.consumer)
      return
    }
    const stored = await loadStreamAt(context, action, readStreamArn(context, arn))
    streams.put(commit, { ...stored.value, tags: edit(stored.value.tags) }, stored)
  })
}

function findConsumer(
  context: OperationContext,
  action: string,
  arn: string,
): Promise<FoundConsumer | undefined> {
  const address = readConsumerArn(context, arn)
  return address === undefined ? Promise.resolve(undefined) : loadConsumerAt(context, action, address)
}
