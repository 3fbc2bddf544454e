import type {
  GetResourceRequestStatusInput,
  GetResourceRequestStatusOutput,
} from '@aws-sdk/client-cloudcontrol'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requestTokenNotFound } from '../errors.ts'
import { requests } from '../records.ts'
import { progressEvent } from '../views.ts'

export async function getResourceRequestStatus(
  { RequestToken = '' }: GetResourceRequestStatusInput,
  { accountId, region, store }: OperationContext,
): Promise<GetResourceRequestStatusOutput> {
  const stored = await requests.get(store, [accountId, region, RequestToken])
  if (!stored) throw requestTokenNotFound(RequestToken)
  return { ProgressEvent: progressEvent(stored.value) }
}
