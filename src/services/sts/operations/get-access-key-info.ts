import type * as Api from '@aws-sdk/client-sts'
import { accountOfAccessKey } from '../../../aws/access-key-id.ts'
import { validation } from '../errors.ts'
import { required } from '../required.ts'

/** The account that a key belongs to, whether or not it is still there: the key itself tells. */
export async function getAccessKeyInfo(
  input: Api.GetAccessKeyInfoRequest,
): Promise<Api.GetAccessKeyInfoResponse> {
  const accessKeyId = required(input.AccessKeyId, 'AccessKeyId')
  const accountId = accountOfAccessKey(accessKeyId)
  // UNVERIFIED: AWS's words for keys that name no account.
  if (accountId === undefined) throw validation(`${accessKeyId} is not a valid access key ID`)
  return { Account: accountId }
}
