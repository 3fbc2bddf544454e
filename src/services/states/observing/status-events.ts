/**
 * Changes of status of Standard executions as events of EventBridge. AWS emits them on a best-effort basis; so does this: nothing waits
 * for them but `idle`. Source: Developer Guide, "Automating Step Functions event delivery with EventBridge".
 */

import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { serviceCaller } from '../../../dispatch/index.ts'
import { executionArn, machineArn } from '../domain/arns.ts'
import type { ExecutionRecord } from '../records.ts'
import { redriveStatusOf } from './redrive-status.ts'

/** Unit: bytes of input and output together that an event has room for. Source: as above (248 KiB). */
const dataBytesMax = 248 * 1024

/** Entries of one PutEvents. Source: EventBridge API Reference, PutEvents. */
const entriesMax = 10

interface Change {
  readonly record: ExecutionRecord
  /** Of a machine with a customer's key: its data is not told. */
  readonly isKept: boolean
}

export class StatusEvents {
  readonly #surroundings: BackgroundSurroundings
  #waiting: Change[] = []
  #isSending = false

  constructor(surroundings: BackgroundSurroundings) {
    this.#surroundings = surroundings
  }

  note(record: ExecutionRecord, isKept: boolean): void {
    this.#waiting.push({ record, isKept })
    if (this.#isSending) return
    this.#isSending = true
    void this.#surroundings.jobs.during(() => this.#send())
  }

  async #send(): Promise<void> {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const { accountId, region } = first.record
      const sameHome = ({ record }: Change) => record.accountId === accountId && record.region === region
      const end = this.#waiting.findIndex((change, index) => index === entriesMax || !sameHome(change))
      await this.#put(this.#waiting.splice(0, end < 0 ? this.#waiting.length : end))
    }
    // In the same step in which nothing was found: what is noted a moment later must not wait for what comes after it.
    this.#isSending = false
  }

  async #put(changes: readonly Change[]): Promise<void> {
    const { call, clock, logger } = this.#surroundings
    const first = changes[0]?.record
    if (!first) return
    const arn = machineArn(first, first.machineName)
    const Entries = changes.map(({ record, isKept }) => ({
      Source: 'aws.states',
      DetailType: 'Step Functions Execution Status Change',
      Time: new Date(record.stoppedAt ?? record.startedAt),
      Resources: [executionArn(record, record.machineName, record.name)],
      Detail: JSON.stringify(statusDetail(record, clock.now(), isKept)),
    }))
    try {
      await call('events:PutEvents', { Entries }, serviceCaller('states.amazonaws.com', first, arn))
    } catch (error) {
      logger.warn('The status of an execution could not be told to EventBridge', { stateMachine: arn, error })
    }
  }
}

/**
 * Data of machines with a customer's key is left out. Source: Developer Guide, "Data at rest encryption in Step Functions" (UNVERIFIED: which members
 * that leaves).
 */
function statusDetail(record: ExecutionRecord, now: number, isKept: boolean): object {
  const { machineName, name, status, startedAt, stoppedAt, input, output } = record
  const { error, cause } = isKept ? {} : record
  const { versionNumber, aliasName, redriveCount, redrivenAt } = record
  const bytes = Buffer.byteLength(input) + Buffer.byteLength(output ?? '')
  const included = bytes <= dataBytesMax && !isKept
  const redrive = redriveStatusOf(record, now)
  return {
    executionArn: executionArn(record, machineName, name),
    stateMachineArn: machineArn(record, machineName),
    name,
    status,
    startDate: startedAt,
    stopDate: stoppedAt ?? null,
    input: included ? input : null,
    output: (included ? output : undefined) ?? null,
    stateMachineVersionArn:
      versionNumber === undefined ? null : machineArn(record, machineName, versionNumber),
    stateMachineAliasArn: aliasName === undefined ? null : machineArn(record, machineName, aliasName),
    redriveCount,
    redriveDate: redrivenAt ?? null,
    redriveStatus: redrive.status,
    redriveStatusReason: redrive.reason ?? null,
    inputDetails: { included },
    outputDetails: output === undefined ? null : { included },
    error: error ?? null,
    cause: cause ?? null,
  }
}
