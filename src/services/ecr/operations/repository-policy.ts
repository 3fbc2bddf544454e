import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readDocument } from '../../../engines/policy/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, repositoryPolicyNotFound } from '../errors.ts'
import { repositories } from '../records.ts'
import { namesOf, placeOf, repositoryFor } from '../repositories.ts'

/** SetRepositoryPolicy: who else may do what with the repository. */
export async function setRepositoryPolicy(
  input: Api.SetRepositoryPolicyRequest,
  context: OperationContext,
): Promise<Api.SetRepositoryPolicyResponse> {
  const policyText = input.policyText ?? ''
  if (!isRepositoryPolicy(policyText))
    throw invalidParameter('PolicyText', 'Invalid repository policy provided')
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, 'SetRepositoryPolicy')
    repositories.put(commit, { ...stored.value, policy: policyText }, stored)
    return { ...namesOf(stored.value), policyText }
  })
}

/** A policy of a repository is of it alone: its statements name whom they are for, and no resource. Source: observed on AWS. */
function isRepositoryPolicy(text: string): boolean {
  const read = readDocument(text)
  return (
    read.ok &&
    read.document.statements.every(
      ({ principal, resource }) => principal !== undefined && resource === undefined,
    )
  )
}

/** GetRepositoryPolicy. */
export async function getRepositoryPolicy(
  input: Api.GetRepositoryPolicyRequest,
  context: OperationContext,
): Promise<Api.GetRepositoryPolicyResponse> {
  const { value } = await repositoryFor(context, input, 'GetRepositoryPolicy')
  if (value.policy === undefined) throw repositoryPolicyNotFound(placeOf(value))
  return { ...namesOf(value), policyText: value.policy }
}

/** DeleteRepositoryPolicy: answers what it was. */
export async function deleteRepositoryPolicy(
  input: Api.DeleteRepositoryPolicyRequest,
  context: OperationContext,
): Promise<Api.DeleteRepositoryPolicyResponse> {
  return change(context, async (commit) => {
    const stored = await repositoryFor(context, input, 'DeleteRepositoryPolicy')
    const { policy, ...rest } = stored.value
    if (policy === undefined) throw repositoryPolicyNotFound(placeOf(stored.value))
    repositories.put(commit, rest, stored)
    return { ...namesOf(stored.value), policyText: policy }
  })
}
