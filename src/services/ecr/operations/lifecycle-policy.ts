import type * as Api from '@aws-sdk/client-ecr'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { readLifecyclePolicy } from '../domain/lifecycle-policy.ts'
import { invalidParameter, lifecyclePolicyNotFound, lifecyclePreviewNotFound } from '../errors.ts'
import { expiringImages, scheduleLifecycle } from '../lifecycle-work.ts'
import { pageSize } from '../limits.ts'
import { repositories } from '../records.ts'
import { namesOf, placeOf, repositoryFor } from '../repositories.ts'

/** PutLifecyclePolicy: it acts at once, and then once a day. */
export async function putLifecyclePolicy(
  input: Api.PutLifecyclePolicyRequest,
  context: OperationContext,
): Promise<Api.PutLifecyclePolicyResponse> {
  const lifecyclePolicyText = input.lifecyclePolicyText ?? ''
  checkPolicy(lifecyclePolicyText)
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, 'PutLifecyclePolicy')
    const lifecycleAt = context.clock.now()
    repositories.put(commit, { ...stored.value, lifecyclePolicy: lifecyclePolicyText, lifecycleAt }, stored)
    scheduleLifecycle(commit, stored.value, lifecycleAt)
    return { ...namesOf(stored.value), lifecyclePolicyText }
  })
}

/** Source of the words' beginning: observed on AWS. */
function checkPolicy(text: string): void {
  const read = readLifecyclePolicy(text)
  if ('problem' in read)
    throw invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${read.problem}`)
  if ('unbuilt' in read)
    throw new AwsError('NotImplemented', `Lambent does not do this yet: ${read.unbuilt}.`, {
      statusCode: 501,
      fault: 'server',
    })
}

/** GetLifecyclePolicy. */
export async function getLifecyclePolicy(
  input: Api.GetLifecyclePolicyRequest,
  context: OperationContext,
): Promise<Api.GetLifecyclePolicyResponse> {
  const { value } = await repositoryFor(context, input, 'GetLifecyclePolicy')
  if (value.lifecyclePolicy === undefined) throw lifecyclePolicyNotFound(placeOf(value))
  return {
    ...namesOf(value),
    lifecyclePolicyText: value.lifecyclePolicy,
    lastEvaluatedAt: new Date(value.lifecycleActedAt ?? 0),
  }
}

/** DeleteLifecyclePolicy: answers what it was. */
export async function deleteLifecyclePolicy(
  input: Api.DeleteLifecyclePolicyRequest,
  context: OperationContext,
): Promise<Api.DeleteLifecyclePolicyResponse> {
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, 'DeleteLifecyclePolicy')
    const { lifecyclePolicy, lifecycleAt: _next, lifecycleActedAt, ...rest } = stored.value
    if (lifecyclePolicy === undefined) throw lifecyclePolicyNotFound(placeOf(stored.value))
    repositories.put(commit, rest, stored)
    return {
      ...namesOf(stored.value),
      lifecyclePolicyText: lifecyclePolicy,
      lastEvaluatedAt: new Date(lifecycleActedAt ?? 0),
    }
  })
}

/** StartLifecyclePolicyPreview: what a policy would do, of the text that is given or of the repository's own. Complete at once. */
export async function startLifecyclePolicyPreview(
  input: Api.StartLifecyclePolicyPreviewRequest,
  context: OperationContext,
): Promise<Api.StartLifecyclePolicyPreviewResponse> {
  if (input.lifecyclePolicyText !== undefined) checkPolicy(input.lifecyclePolicyText)
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, 'StartLifecyclePolicyPreview')
    const policy = input.lifecyclePolicyText ?? stored.value.lifecyclePolicy
    if (policy === undefined) throw lifecyclePolicyNotFound(placeOf(stored.value))
    const found = await expiringImages(context, stored.value, policy)
    const expiring = found
      .slice(0, previewedMax)
      .map(({ image: { digest, tags, pushedAt }, rulePriority }) => ({
        digest,
        tags,
        pushedAt,
        rulePriority,
      }))
    repositories.put(commit, { ...stored.value, preview: { policy, expiring } }, stored)
    return { ...namesOf(stored.value), lifecyclePolicyText: policy, status: 'IN_PROGRESS' }
  })
}

/** Images that a preview keeps. Unit: images. Ours: it is part of the repository's record. */
const previewedMax = 1_000

/** GetLifecyclePolicyPreview. */
export async function getLifecyclePolicyPreview(
  input: Api.GetLifecyclePolicyPreviewRequest,
  context: OperationContext,
): Promise<Api.GetLifecyclePolicyPreviewResponse> {
  const { value } = await repositoryFor(context, input, 'GetLifecyclePolicyPreview')
  if (!value.preview) throw lifecyclePreviewNotFound(placeOf(value))
  const { policy, expiring } = value.preview
  const status = input.filter?.tagStatus ?? 'ANY'
  const results = expiring.filter(
    ({ digest, tags }) =>
      (status === 'ANY' || (status === 'TAGGED') === tags.length > 0) &&
      (input.imageIds === undefined ||
        input.imageIds.some(
          ({ imageDigest, imageTag }) =>
            (imageDigest === undefined || imageDigest === digest) &&
            (imageTag === undefined || tags.includes(imageTag)),
        )),
  )
  const start = input.nextToken === undefined ? 0 : Number(input.nextToken)
  if (!Number.isSafeInteger(start) || start < 0) throw invalidParameter('nextToken', 'Invalid nextToken')
  const end = start + (input.maxResults ?? pageSize)
  return {
    ...namesOf(value),
    lifecyclePolicyText: policy,
    status: 'COMPLETE',
    previewResults: results.slice(start, end).map(({ digest, tags, pushedAt, rulePriority }) => ({
      imageTags: [...tags],
      imageDigest: digest,
      imagePushedAt: new Date(pushedAt),
      action: { type: 'EXPIRE' },
      appliedRulePriority: rulePriority,
    })),
    ...(end < results.length && { nextToken: String(end) }),
    summary: { expiringImageTotalCount: results.length },
  }
}
