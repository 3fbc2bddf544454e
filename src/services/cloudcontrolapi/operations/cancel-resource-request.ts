import type { CancelResourceRequestInput, CancelResourceRequestOutput } from '@aws-sdk/client-cloudcontrol'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeRecords } from '../../../store/index.ts'
import { concurrentModification, invalidRequest, requestTokenNotFound } from '../errors.ts'
import { commitAttempts } from '../limits.ts'
import { ended, requests } from '../records.ts'
import { progressEvent } from '../views.ts'

/** Stops a request that has not begun its work; one that has goes on to its end, as at AWS. */
export async function cancelResourceRequest(
  { RequestToken = '' }: CancelResourceRequestInput,
  { accountId, region, store, now }: OperationContext,
): Promise<CancelResourceRequestOutput> {
  const patience = { attempts: commitAttempts, giveUp: concurrentModification }
  return await changeRecords(store, patience, async (commit) => {
    const stored = await requests.get(store, [accountId, region, RequestToken])
    if (!stored) throw requestTokenNotFound(RequestToken)
    // UNVERIFIED: the code and the words.
    if (ended(stored.value.status))
      throw invalidRequest(
        `Only requests with a status of PENDING or IN_PROGRESS can be canceled; the status is ${stored.value.status}`,
      )
    const request = { ...stored.value, status: 'CANCEL_IN_PROGRESS' as const, eventAt: now }
    requests.put(commit, request, stored)
    return { ProgressEvent: progressEvent(request) }
  })
}
