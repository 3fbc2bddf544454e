import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, limitExceeded } from '../errors.ts'
import { resourcePoliciesPerAccount } from '../limits.ts'
import { checkRevision, readPolicyResource, requirePolicyName } from '../policies.ts'
import { type ResourcePolicy, resourcePolicies } from '../records.ts'
import { resourcePolicyView } from '../views.ts'

/** Makes a policy or puts another in its place. It is kept as a document; nothing is held against it yet. */
export async function putResourcePolicy(
  input: Api.PutResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.PutResourcePolicyResponse> {
  const { accountId, region, store, now, random } = context
  const name = requirePolicyName(input.policyName)
  const document = checkDocument(input.policyDocument)
  const resourceArn = await readPolicyResource(context, input.resourceArn)
  const policy = await change(context, async (commit) => {
    const before = await resourcePolicies.get(store, [accountId, region, resourceArn, name])
    if (resourceArn !== '') checkRevision(input.expectedRevisionId, before?.value.revisionId)
    const limit = resourceArn === '' ? resourcePoliciesPerAccount : 1
    const { items } = await resourcePolicies.list(store, { prefix: [accountId, region, resourceArn] })
    if (before === undefined && items.length >= limit) throw limitExceeded()
    const next: ResourcePolicy = {
      accountId,
      region,
      resourceArn,
      name,
      document,
      updatedAt: now,
      ...(resourceArn === '' ? {} : { revisionId: randomHex(random, 16) }),
    }
    resourcePolicies.put(commit, next, before)
    return next
  })
  return {
    resourcePolicy: resourcePolicyView(policy),
    ...(policy.revisionId === undefined ? {} : { revisionId: policy.revisionId }),
  }
}

/** UNVERIFIED: the words. The document's content is checked where policies are evaluated. */
function checkDocument(document: string | undefined): string {
  if (document === undefined || document === '') throw invalidParameter('policyDocument is required.')
  try {
    const content: unknown = JSON.parse(document)
    if (content !== null && typeof content === 'object' && !Array.isArray(content)) return document
  } catch {
    // Refused below, like every other text that is no JSON object.
  }
  throw invalidParameter('The policy document is not valid JSON.')
}
