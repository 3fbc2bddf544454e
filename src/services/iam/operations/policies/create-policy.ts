import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { checkManagedDocument } from '../../managed-policies/documents.ts'
import { checkQuota } from '../../quotas.ts'
import { type Policy, policies } from '../../records.ts'
import { required } from '../../required.ts'
import { policyView, tagsIfAny } from '../../views.ts'

export function createPolicy(
  input: Api.CreatePolicyRequest,
  { store, accountId, partition, now, random }: OperationContext,
): Promise<Api.CreatePolicyResponse> {
  const name = required(input.PolicyName, 'PolicyName')
  const document = required(input.PolicyDocument, 'PolicyDocument')
  const tags = readTags(input.Tags ?? [], 'sensitive')
  checkManagedDocument(document, partition)
  const policy: Policy = {
    accountId,
    name,
    path: input.Path ?? '/',
    id: makeUniqueId('policy', random),
    createdAt: now,
    updatedAt: now,
    tags: sortTags(tags),
    versions: [{ versionId: 'v1', document, createdAt: now }],
    defaultVersionId: 'v1',
    nextVersion: 2,
    attachmentCount: 0,
    boundaryCount: 0,
    ...(input.Description === undefined ? {} : { description: input.Description }),
  }
  return changing(store, async (commit) => {
    const present = await policies.get(store, [accountId, name.toLowerCase()])
    if (present)
      throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
    await checkQuota(store, policies, accountId, 'PoliciesPerAccount', limits.policiesPerAccount)
    policies.put(commit, policy, undefined)
    return { Policy: { ...policyView(policy, partition), ...tagsIfAny(tags) } }
  })
}
