import type { OperationContext } from '../../dispatch/index.ts'
import { authorize } from './authorization.ts'
import { change, type KnownTopic, readTopic } from './directory.ts'
import { readTopicArn } from './domain/names.ts'
import type { Tags } from './domain/tags.ts'
import { resourceNotFound } from './errors.ts'
import { topics } from './records.ts'

/** The topic whose tags a request is about. Fails with InvalidParameter and ResourceNotFound. */
export async function findTagged(
  context: OperationContext,
  arn: string | undefined,
  action: string,
): Promise<KnownTopic> {
  const known = await readTopic(context.store, readTopicArn(context, arn, 'ResourceArn'))
  if (known === undefined) throw resourceNotFound()
  authorize(context, known, action)
  return known
}

export function changeTags(
  context: OperationContext,
  arn: string | undefined,
  action: string,
  next: (tags: Tags) => Tags,
): Promise<void> {
  return change(context, async (commit) => {
    const { topic, stored } = await findTagged(context, arn, action)
    topics.put(commit, { ...topic, tags: next(topic.tags) }, stored)
  })
}
