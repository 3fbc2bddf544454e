import type * as Api from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Table } from '../records.ts'
import { changeTableByArn } from '../tables/changing-by-arn.ts'
import { readPolicy } from '../tables/policy.ts'

/** Gives a table a policy, which decides from then on who may use it. */
export async function putResourcePolicy(
  input: Api.PutResourcePolicyInput,
  context: OperationContext,
): Promise<Api.PutResourcePolicyOutput> {
  const action = 'dynamodb:PutResourcePolicy'
  const table = await changeTableByArn(context, input.ResourceArn, action, (before) => {
    checkRevision(before, input.ExpectedRevisionId)
    const document = input.Policy ?? ''
    if (before.policy?.document === document) return before
    const removable = input.ConfirmRemoveSelfResourceAccess !== true
    return { ...before, policy: readPolicy(document, context, removable) }
  })
  return table.policy === undefined ? {} : { RevisionId: table.policy.revision }
}

/** `NO_POLICY` asks that there be none. Source: API Reference, PutResourcePolicy. */
export function checkRevision({ policy, name }: Table, expected: string | undefined): void {
  if (expected === undefined) return
  const fits = expected === 'NO_POLICY' ? policy === undefined : policy?.revision === expected
  if (!fits) {
    // UNVERIFIED: the words.
    throw new AwsError(
      'PolicyNotFoundException',
      `The specified revision ID ${expected} does not match the policy of the table ${name}.`,
    )
  }
}
