import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import type { Principal } from '../../../aws/principal.ts'
import { randomUuid } from '../../../base/random.ts'
import { roleCaller } from '../../../delivery/index.ts'
import { type Caller, handlerErrorCode, type ResourceCalls } from '../../../dispatch/index.ts'
import { namedServices } from '../../../models/index.ts'
import { handlerFailure } from '../domain/reasons.ts'
import type { Home } from '../domain/stack.ts'
import type { StackRoom } from './room.ts'

/** On whose behalf a stack's resources are made: its role's, or the caller's. */
export function callerOf(
  home: Home,
  principal: Principal,
  roleArn: string | undefined,
  signal?: AbortSignal,
): Caller {
  const { accountId, region } = home
  const caller =
    roleArn === undefined
      ? { accountId, region, principal }
      : roleCaller({ accountId, region }, roleArn, 'AWSCloudFormation')
  return signal ? { ...caller, signal } : caller
}

const servicesOfErrors = new WeakMap<AwsError, string>()

/** What resource types act by. Errors remember which service they are of. */
export function resourceCalls(
  room: Pick<StackRoom, 'call' | 'settings' | 'clock'>,
  caller: Caller,
): ResourceCalls {
  const { accountId, region } = caller
  return {
    accountId,
    region,
    partition: partitionOf(region),
    endpoint: room.settings.endpoint,
    clock: room.clock,
    signal: caller.signal ?? neverAborted,
    call: async <Output>(operation: string, input: object, options?: { readonly region?: typeof region }) => {
      try {
        const { signal: _signal, ...who } = caller
        return await room.call<Output>(
          operation,
          input,
          options?.region ? { ...who, region: options.region } : who,
        )
      } catch (error) {
        if (error instanceof AwsError) servicesOfErrors.set(error, operation.split(':', 1)[0] ?? '')
        throw error
      }
    },
  }
}

const neverAborted = new AbortController().signal

/** What stands in a stack's events for an error of a resource's call. Defects are logged by who calls. */
export function reasonOf({ random }: Pick<StackRoom, 'random'>, error: unknown, isCreation: boolean): string {
  if (!(error instanceof AwsError)) return 'Internal Failure'
  const prefix = servicesOfErrors.get(error)
  const named = prefix === undefined ? undefined : namedServices.find((service) => service.prefix === prefix)
  return handlerFailure({
    message: error.message,
    handlerErrorCode: handlerErrorCode(error, isCreation),
    requestId: randomUuid(random),
    token: randomUuid(random),
    ...(named && { service: javaName(named.serviceId), statusCode: error.statusCode ?? 400 }),
  })
}

/** Services as the SDK for Java writes them, by which AWS's handlers call: `Sqs`, `DynamoDb`. */
function javaName(serviceId: string): string {
  return serviceId
    .replaceAll(' ', '')
    .replace(/[A-Z]{2,}(?![a-z])/g, (letters) => `${letters[0]}${letters.slice(1).toLowerCase()}`)
}
