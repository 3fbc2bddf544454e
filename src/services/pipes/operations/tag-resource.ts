import type * as Api from '@aws-sdk/client-pipes'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'
import { required } from '../required.ts'
import { changeTags } from '../tagging.ts'

/** Tags of one pipe. Source: API Reference, TagResource. */
const tagsPerPipe = 50

export async function tagResource(
  input: Api.TagResourceRequest,
  context: OperationContext,
): Promise<Api.TagResourceResponse> {
  await changeTags(context, required(input.resourceArn, 'resourceArn'), (tags) => {
    const next = { ...tags, ...required(input.tags, 'tags') }
    if (Object.keys(next).length > tagsPerPipe) throw validation('Too many tags.')
    return next
  })
  return {}
}
