import { AwsError } from '../../aws/aws-error.ts'
import type { Principal } from '../../aws/principal.ts'
import type { JsonObject } from '../../base/json.ts'
import type {
  BackgroundSurroundings,
  ResourceType,
  ResourceTypes,
  ResourceUpdate,
} from '../../dispatch/index.ts'
import { handlerErrorCode, resourceIdentifier } from '../../dispatch/index.ts'
import { JobAbortedError, type JobHandler } from '../../jobs/index.ts'
import { atomic } from '../../store/index.ts'
import { callsOf, resourceRequest } from './calls.ts'
import { missing } from './errors.ts'
import { ended, type Request, requests, type Work, workQueue } from './records.ts'
import { type FoundType, requireType, showIdentifier } from './types.ts'

/** What became of a request. */
type Outcome = Pick<Request, 'status'> &
  Partial<Pick<Request, 'identifier' | 'statusMessage' | 'errorCode' | 'underway'>> & {
    /** Of what is under way: when it is to be looked at. Unit: milliseconds since the epoch. */
    readonly lookAt?: number
  }

/** Does what requests ask for. A request whose outcome was not kept is done again: resource types bear that. */
export function workHandler(surroundings: BackgroundSurroundings, types: ResourceTypes): JobHandler<Work> {
  return async ({ value: { accountId, region, token } }, { signal, attempt }) => {
    const { store, clock } = surroundings
    const stored = await requests.get(store, [accountId, region, token])
    if (!stored || ended(stored.value.status)) return
    const { lookAt, ...outcome }: Outcome =
      stored.value.status === 'CANCEL_IN_PROGRESS'
        ? { status: 'CANCEL_COMPLETE' }
        : await attemptAt(surroundings, types, stored.value, signal, attempt > 1)
    // A cancellation that came meanwhile changes nothing any more: the work is done.
    const now = await requests.get(store, [accountId, region, token])
    if (!now) return
    const commit = atomic(store)
    if (lookAt === undefined) {
      requests.put(commit, { ...now.value, ...outcome, eventAt: clock.now() }, now)
      return commit
    }
    // A cancellation ends it at the next look.
    requests.put(commit, { ...now.value, ...(outcome.underway && { underway: outcome.underway }) }, now)
    return commit.enqueue(workQueue, { accountId, region, token }, { deliverAt: lookAt })
  }
}

async function attemptAt(
  surroundings: BackgroundSurroundings,
  types: ResourceTypes,
  request: Request,
  signal: AbortSignal,
  again: boolean,
): Promise<Outcome> {
  try {
    return await perform(surroundings, types, request, signal, again)
  } catch (error) {
    // The server stops: another run, or another node, goes on.
    if (signal.aborted || error instanceof JobAbortedError) throw error
    if (error instanceof AwsError)
      return {
        status: 'FAILED',
        errorCode: handlerErrorCode(error, request.operation === 'CREATE'),
        statusMessage: error.message,
      }
    surroundings.logger.error('A resource type failed', { typeName: request.typeName, error })
    return { status: 'FAILED', errorCode: 'InternalFailure', statusMessage: 'Internal error occurred.' }
  }
}

async function perform(
  surroundings: BackgroundSurroundings,
  types: ResourceTypes,
  request: Request,
  signal: AbortSignal,
  again: boolean,
): Promise<Outcome> {
  const { accountId, region, operation, typeName, identifier = '' } = request
  const principal = request.principal as unknown as Principal
  const calls = callsOf(surroundings, { accountId, region, principal, signal })
  const found = await requireType(types, typeName, operation)
  const { type, spec } = found
  const asked = resourceRequest(calls, request, again)
  if (operation === 'CREATE') {
    const made = await type.create(asked)
    return { status: 'SUCCESS', identifier: resourceIdentifier(spec, made, asked.properties) }
  }
  if (operation === 'UPDATE') {
    const update: ResourceUpdate = {
      ...asked,
      previous: (request.previous ?? {}) as typeof asked.properties,
      physicalId: request.physicalId ?? identifier,
      attributes: (request.attributes ?? {}) as typeof asked.properties,
    }
    return updated(type, update, request.underway)
  }
  const there = type.read ? await type.read({ ...calls, identifier }) : undefined
  if (type.read && !there) return again ? { status: 'SUCCESS' } : notFound(found, identifier)
  await type.remove({
    ...asked,
    properties: there?.properties ?? {},
    physicalId: there?.physicalId ?? identifier,
    attributes: there?.attributes ?? {},
  })
  return { status: 'SUCCESS' }
}

/** Changes a resource, or looks at what was begun. */
async function updated(
  type: ResourceType,
  request: ResourceUpdate,
  underway: JsonObject | undefined,
): Promise<Outcome> {
  const result = await (underway === undefined
    ? type.update?.(request)
    : type.look?.({ ...request, underway }))
  if (!result || !('underway' in result)) return { status: 'SUCCESS' }
  return { status: 'IN_PROGRESS', underway: result.underway, lookAt: result.lookAt }
}

function notFound(found: FoundType, identifier: string): Outcome {
  return {
    status: 'FAILED',
    errorCode: 'NotFound',
    statusMessage: missing(found.typeName, showIdentifier(found, identifier)),
  }
}
