/** Beginning an execution, and waiting for its end. */
import { createHash } from 'node:crypto'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Clock } from '../../../base/clock.ts'
import { type RandomSource, randomUuid } from '../../../base/random.ts'
import { atomic, type Store, type Stored } from '../../../store/index.ts'
import { begin } from '../domain/durable/lifecycle.ts'
import { retentionDaysDefault, synchronousSeconds } from '../domain/durable/limits.ts'
import type { ChildExecution, Execution } from '../domain/durable/types.ts'
import { functionArn } from '../domain/names.ts'
import { invalidParameter, serviceFailure } from '../errors.ts'
import type { InvocationTarget } from '../invocation.ts'
import { asyncPayloadBytes, commitAttempts, syncPayloadBytes } from '../limits.ts'
import { executions, type OfExecution } from './records.ts'
import { addChange, findExecution } from './storing.ts'

/** What an execution is begun with beside its function. */
export interface Start {
  /** UTF-8 JSON. */
  readonly input?: string
  /** Absent: one is made up. */
  readonly name?: string
  readonly synchronous: boolean
  readonly tenantId?: string
  readonly traceHeader?: string
  /** For an execution that another one waits for: its names, and the operation that waits. */
  readonly child?: ChildExecution & { readonly parent: NonNullable<Execution['parent']> }
}

interface StartSurroundings {
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomSource
}

/**
 * Begins an execution of a durable function; when this answers, it is durable. A name that was used before with the same
 * input and version answers that execution. Fails with InvalidParameterValueException for a name without a qualifier, or
 * when a synchronous caller could not outlast it, and with DurableExecutionAlreadyStartedException.
 */
export async function startExecution(
  surroundings: StartSurroundings,
  target: InvocationTarget,
  start: Start,
): Promise<Execution> {
  const { store, clock, random } = surroundings
  const { record, version, qualifier, invokedArn } = target
  const { durable } = version.settings
  if (durable === undefined) throw invalidParameter(`Function ${record.name} is not a durable function`)
  if (qualifier === undefined)
    throw invalidParameter('You cannot invoke a durable function using an unqualified ARN.')
  if (start.synchronous && durable.executionTimeoutSeconds > synchronousSeconds) {
    throw invalidParameter(
      'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
    )
  }
  const { accountId, region } = record
  const id = start.child?.id ?? randomUuid(random)
  const name = start.child?.name ?? start.name ?? randomUuid(random)
  const { input, tenantId, traceHeader, child } = start
  const inputHash = createHash('sha256')
    .update(input ?? '')
    .digest('hex')
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const known = await executions.findBy(store, 'name', [accountId, region, record.name, name])
    if (known) return sameExecution(known, version.version, inputHash)
    const change = begin(
      {
        accountId,
        region,
        functionName: record.name,
        version: version.version,
        name,
        id,
        functionArn: functionArn(record, version.version),
        invokedArn,
        inputHash,
        timeoutSeconds: durable.executionTimeoutSeconds,
        retentionDays: durable.retentionDays ?? retentionDaysDefault,
        resultBytesMax: start.synchronous ? syncPayloadBytes : asyncPayloadBytes,
        ...(durable.kmsKeyArn === undefined ? {} : { kmsKeyArn: durable.kmsKeyArn }),
        ...(input === undefined ? {} : { input }),
        ...(tenantId === undefined ? {} : { tenantId }),
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(child === undefined ? {} : { parent: child.parent }),
      },
      clock.now(),
    )
    const commit = atomic(store)
    addChange(commit, change, undefined)
    if ((await commit.commit()).ok) return change.execution
  }
  throw serviceFailure('The durable execution could not be started.')
}

function sameExecution({ value }: Stored<Execution>, version: string, inputHash: string): Execution {
  if (value.version === version && value.inputHash === inputHash) return value
  throw new AwsError('DurableExecutionAlreadyStartedException', `Execution already started: ${value.arn}`, {
    statusCode: 409,
    fields: { Type: 'User' },
  })
}

/** Waits until an execution has ended. Fails with the signal's reason, and when the execution is removed meanwhile. */
export async function untilEnded(store: Store, of: OfExecution, signal: AbortSignal): Promise<Execution> {
  let wake = () => {}
  const prefix = executions.storeKey([of.accountId, of.region, of.executionId])
  const unsubscribe = store.subscribe({ type: 'record', prefix }, () => wake())
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      signal.throwIfAborted()
      const stored = await findExecution(store, of)
      if (!stored) throw serviceFailure('The durable execution was removed.')
      if (stored.value.status !== 'RUNNING') return stored.value
      await changed
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    unsubscribe()
  }
}
