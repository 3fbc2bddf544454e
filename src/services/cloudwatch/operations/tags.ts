import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { alarmNameOf, changing } from '../alarms.ts'
import type { AlarmRecord } from '../domain/alarm.ts'
import { readTags } from '../domain/tags.ts'
import { tagResourceNotFound } from '../errors.ts'
import { alarms } from '../records.ts'

/** Only alarms have tags here. */
export async function listTagsForResource(
  input: Api.ListTagsForResourceInput,
  context: OperationContext,
): Promise<Api.ListTagsForResourceOutput> {
  const { value } = await require(input.ResourceARN, context)
  return { Tags: Object.entries(value.tags).map(([Key, Value]) => ({ Key, Value })) }
}

export async function tagResource(input: Api.TagResourceInput, context: OperationContext): Promise<object> {
  await changing(context, async (commit) => {
    const stored = await require(input.ResourceARN, context)
    alarms.put(commit, { ...stored.value, tags: readTags(input.Tags ?? [], stored.value.tags) }, stored)
  })
  return {}
}

export async function untagResource(
  input: Api.UntagResourceInput,
  context: OperationContext,
): Promise<object> {
  await changing(context, async (commit) => {
    const stored = await require(input.ResourceARN, context)
    const gone = new Set(input.TagKeys ?? [])
    const tags = Object.fromEntries(Object.entries(stored.value.tags).filter(([key]) => !gone.has(key)))
    alarms.put(commit, { ...stored.value, tags }, stored)
  })
  return {}
}

async function require(
  arn: string | undefined,
  { store, accountId, region }: OperationContext,
): Promise<Stored<AlarmRecord>> {
  const name = arn === undefined ? undefined : alarmNameOf(arn)
  const stored =
    name === undefined || name === arn ? undefined : await alarms.get(store, [accountId, region, name])
  if (!stored) throw tagResourceNotFound(arn ?? '')
  return stored
}
