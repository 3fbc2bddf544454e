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

const source = 'aws.states'
const statesService = 'states.amazonaws.com'

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
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting
      this.#waiting = []
      const homes = Map.groupBy(waiting, ({ record }) => `${record.accountId}/${record.region}`)
      for (const changes of homes.values()) {
        if (!(await this.#isAsked(changes))) continue
        for (let from = 0; from < changes.length; from += entriesMax)
          await this.#put(changes.slice(from, from + entriesMax))
      }
    }
    // In the same step in which nothing was found: what is noted a moment later must not wait for what comes after it.
    this.#isSending = false
  }

  /**
   * Asked once for all that has gathered. Making and taking in an event costs about as much as waking an execution, and on most buses nobody wants it.
   * Where it cannot be told, the events are sent.
   */
  async #isAsked([change]: readonly Change[]): Promise<boolean> {
    if (!change) return false
    const { call } = this.#surroundings
    const { record } = change
    const caller = serviceCaller(statesService, record, machineArn(record, record.machineName))
    try {
      return (await call<{ Listens: boolean }>('events:ListensTo', { Source: source }, caller)).Listens
    } catch {
      return true
    }
  }

  async #put(changes: readonly Change[]): Promise<void> {
    const { call, clock, logger } = this.#surroundings
    const first = changes[0]?.record
    if (!first) return
    const arn = machineArn(first, first.machineName)
    const Entries = changes.map(({ record, isKept }) => ({
      Source: source,
      DetailType: 'Step Functions Execution Status Change',
      Time: new Date(record.stoppedAt ?? record.startedAt),
      Resources: [executionArn(record, record.machineName, record.name)],
      Detail: JSON.stringify(statusDetail(record, clock.now(), isKept)),
    }))
    try {
      await call('events:PutEvents', { Entries }, serviceCaller(statesService, first, arn))
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
