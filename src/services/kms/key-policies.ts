/** Key policies. Source: Developer Guide, "Key policies in AWS KMS"; API Reference, PutKeyPolicy. */
import type { OperationContext } from '../../dispatch/index.ts'
import { evaluatePolicy, readDocument } from '../../engines/policy/index.ts'
import { limitExceeded, malformedPolicy } from './errors.ts'
import { callerNames } from './grants.ts'
import { policyBytes } from './limits.ts'

/** The policy of a key that is made without one: the account's IAM policies decide. */
export function defaultPolicy({ partition, accountId }: OperationContext): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  }
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] }, undefined, 2)
}

/** Fails with MalformedPolicyDocumentException, LimitExceededException. UNVERIFIED: the words of the first and last. */
export function checkPolicy(
  context: OperationContext,
  policy: string,
  bypassLockoutCheck: boolean | undefined,
): void {
  if (Buffer.byteLength(policy) > policyBytes)
    throw limitExceeded(`The key policy exceeds the maximum of ${policyBytes} bytes.`)
  const read = readDocument(policy)
  if (!read.ok) throw malformedPolicy('The policy document is not valid.')
  if (bypassLockoutCheck === true) return
  const { accountId, partition } = context
  const answer = evaluatePolicy(read.document, {
    action: 'kms:PutKeyPolicy',
    resource: '*',
    requester: { accountId, partition, names: callerNames(context) },
    context: new Map(),
  })
  if (answer !== 'allow')
    throw malformedPolicy('The new key policy will not allow you to update the key policy in the future.')
}
