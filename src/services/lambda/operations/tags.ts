import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { changing } from '../changing.ts'
import { withTags } from '../domain/tags.ts'
import { invalidParameter, resourceNotFound } from '../errors.ts'
import { addressOf, requireFunction } from '../lookups.ts'
import { type FunctionRecord, functions } from '../records.ts'
import { required } from '../required.ts'
import type { TaggedKind } from '../tagged-kind.ts'
import { taggedKinds } from '../tagged-kinds.ts'

/** Sets tags of a function, or of another resource of Lambda's that has any. */
export async function tagResource(input: Api.TagResourceRequest, context: OperationContext): Promise<object> {
  const arn = required(input.Resource, 'Resource')
  const set = required(input.Tags, 'Tags')
  const other = otherKind(arn)
  if (other) {
    await other.change(context, arn, (tags) => withTags(tags, set))
    return {}
  }
  return change(context, arn, (record) => ({ ...record, tags: withTags(record.tags, set) }))
}

/** Takes tags away; those that are not there are gone already. */
export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  const arn = required(input.Resource, 'Resource')
  const gone = new Set(required(input.TagKeys, 'TagKeys'))
  const without = (tags: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key)))
  const other = otherKind(arn)
  if (other) {
    await other.change(context, arn, without)
    return {}
  }
  return change(context, arn, (record) => ({ ...record, tags: without(record.tags) }))
}

/** The tags of a function, or of another resource that has any. */
export async function listTags(
  input: Api.ListTagsRequest,
  context: OperationContext,
): Promise<Api.ListTagsResponse> {
  const arn = required(input.Resource, 'Resource')
  const other = otherKind(arn)
  if (other) return { Tags: { ...(await other.read(context, arn)) } }
  return { Tags: (await functionOf(context, arn)).value.tags }
}

function otherKind(arn: string): TaggedKind | undefined {
  const kind = arn.split(':')[5] ?? ''
  if (kind === 'function') return undefined
  const known = taggedKinds.find((one) => one.kind === kind)
  if (!known) throw resourceNotFound('The resource you requested does not exist.')
  return known
}

async function change(
  context: OperationContext,
  arn: string,
  next: (record: FunctionRecord) => FunctionRecord,
): Promise<object> {
  return changing(context.store, async (commit) => {
    const stored = await functionOf(context, arn)
    functions.put(commit, next(stored.value), stored)
    return {}
  })
}

/** Source of the refusal: observed on AWS, 2023-11-20 (recorded tests of another project). */
async function functionOf(context: OperationContext, arn: string): Promise<Stored<FunctionRecord>> {
  const address = addressOf(context, arn)
  if (address.qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    )
  }
  return requireFunction(context.store, address)
}
