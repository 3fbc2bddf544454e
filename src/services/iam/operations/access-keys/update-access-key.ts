import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findKeyOf } from '../../access-keys.ts'
import { subjectOf } from '../../callers.ts'
import { changing } from '../../changing.ts'
import { validation } from '../../errors.ts'
import { accessKeys } from '../../records.ts'
import { required } from '../../required.ts'

/** Turns a key on or off. */
export function updateAccessKey(
  input: Api.UpdateAccessKeyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const subject = subjectOf(context, input.UserName)
  const status = required(input.Status, 'Status')
  // The model also knows `Expired`, which only AWS sets.
  if (status !== 'Active' && status !== 'Inactive') throw validation(`Invalid access key status: ${status}`)
  return changing(context.store, async (commit) => {
    const { key } = await findKeyOf(context, subject, required(input.AccessKeyId, 'AccessKeyId'))
    accessKeys.put(commit, { ...key.value, status }, key)
    return {}
  })
}
