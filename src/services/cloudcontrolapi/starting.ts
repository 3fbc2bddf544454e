import type { ProgressEvent } from '@aws-sdk/client-cloudcontrol'
import type { JsonObject } from '../../base/json.ts'
import { randomUuid } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { changeRecords } from '../../store/index.ts'
import { principalOf } from './calls.ts'
import { clientTokenConflict, concurrentModification, concurrentOperation } from './errors.ts'
import { commitAttempts } from './limits.ts'
import { type Request, requests, resourceKey, tokenHolds, workQueue } from './records.ts'
import { progressEvent } from './views.ts'

/** What is asked for, with what only its operation knows. */
export type Wanted = Pick<
  Request,
  'operation' | 'typeName' | 'identifier' | 'desired' | 'previous' | 'physicalId' | 'attributes'
> & { readonly clientToken: string | undefined; readonly roleArn: string | undefined; readonly asked: string }

/** The request that a client's token already names, told again. Fails with ClientTokenConflictException for another one. */
export async function repeated(
  context: OperationContext,
  clientToken: string | undefined,
  asked: string,
): Promise<ProgressEvent | undefined> {
  if (clientToken === undefined) return undefined
  const { accountId, region, store, now } = context
  const { items } = await requests.listBy(store, 'clientToken', { prefix: [accountId, region, clientToken] })
  const earlier = items.find(({ value }) => tokenHolds(value, now))
  if (!earlier) return undefined
  if (earlier.value.asked !== asked) throw clientTokenConflict()
  return progressEvent(earlier.value)
}

/**
 * Keeps a request together with the work that it causes. Fails with ConcurrentOperationException while another request is under way
 * for the same resource.
 */
export async function start(context: OperationContext, wanted: Wanted): Promise<ProgressEvent> {
  const { accountId, region, store, now } = context
  const { clientToken, roleArn, ...facts } = wanted
  const request: Request = {
    ...facts,
    accountId,
    region,
    token: randomUuid(context.random),
    ...(clientToken === undefined ? {} : { clientToken }),
    principal: { ...principalOf(context, roleArn) } as unknown as JsonObject,
    status: 'IN_PROGRESS',
    createdAt: now,
    eventAt: now,
  }
  const patience = { attempts: commitAttempts, giveUp: concurrentModification }
  return await changeRecords(store, patience, async (commit) => {
    const earlier = await repeated(context, clientToken, request.asked)
    if (earlier) return earlier
    if (request.identifier !== undefined) {
      const key = [accountId, region, ...resourceKey(request.typeName, request.identifier)]
      if (await requests.findBy(store, 'underWay', key)) throw concurrentOperation()
    }
    requests.put(commit, request, undefined)
    commit.enqueue(workQueue, { accountId, region, token: request.token })
    return progressEvent(request)
  })
}
