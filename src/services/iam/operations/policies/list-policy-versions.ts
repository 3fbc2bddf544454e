import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { policyNotAttachable } from '../../errors.ts'
import { findManagedPolicy } from '../../managed-policies/find-managed-policy.ts'
import { versionsOf } from '../../managed-policies/versions.ts'
import { pageOfList } from '../../paging.ts'
import { required } from '../../required.ts'
import { versionView } from '../../views.ts'

/** The versions, the newest first, without their documents. */
export async function listPolicyVersions(
  input: Api.ListPolicyVersionsRequest,
  { store, accountId }: OperationContext,
): Promise<Api.ListPolicyVersionsResponse> {
  const policyArn = required(input.PolicyArn, 'PolicyArn')
  const policy = await findManagedPolicy(store, accountId, policyArn)
  if (!policy) throw policyNotAttachable(policyArn)
  const { versions, defaultVersionId } = versionsOf(policy)
  const purpose = `versions ${accountId} ${policyArn}`
  const { items, answer } = pageOfList(versions, ({ versionId }) => descending(versionId), purpose, input)
  return { Versions: items.map((version) => versionView(version, defaultVersionId)), ...answer }
}

/** A text that sorts the later before the earlier. */
function descending(versionId: string): string {
  return String(1e9 - Number(versionId.slice(1))).padStart(10, '0')
}
