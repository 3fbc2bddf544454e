import type * as Api from '@aws-sdk/client-kms'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { loadKey } from '../keys.ts'
import { grants } from '../records.ts'
import { required } from '../required.ts'
import { stopIfDry } from '../using.ts'

/** Ends a grant, by who may administer its key. */
export async function revokeGrant(input: Api.RevokeGrantRequest, context: OperationContext): Promise<object> {
  await change(context, async (commit) => {
    const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'RevokeGrant' })
    const id = required(input.GrantId, 'GrantId')
    const stored = await grants.get(context.store, [key.accountId, key.region, key.id, id])
    if (stored === undefined) throw new AwsError('NotFoundException', `Grant ID ${id} not found`)
    stopIfDry(input)
    grants.remove(commit, stored)
  })
  return {}
}
