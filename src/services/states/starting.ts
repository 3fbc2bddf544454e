/** Starting executions. */
import type { Json } from '../../base/json.ts'
import { randomFraction, randomUuid } from '../../base/random.ts'
import type { BackgroundSurroundings, DataKeys, OperationContext } from '../../dispatch/index.ts'
import { executionId, type Parent } from './domain/addresses.ts'
import { executionArn } from './domain/arns.ts'
import { isName } from './domain/names.ts'
import type { Driver } from './driver/driver.ts'
import type { Compiled, CompiledRuns } from './driver/programs.ts'
import { requireKeyOfRole } from './encryption.ts'
import { type ExecutionFacts, jsonFault } from './engine.ts'
import {
  executionExists,
  executionLimit,
  invalidExecutionInput,
  invalidName,
  machineDeleting,
  noMachine,
  typeNotSupported,
  validation,
} from './errors.ts'
import type { StartChildInput, TaskRoom } from './integrations/types.ts'
import { payloadBytesMax } from './limits.ts'
import { arnOfMachine, type Qualified, requireQualified } from './machines.ts'
import type { Quotas } from './quotas.ts'
import { type ExecutionRecord, executions } from './records.ts'
import type { Lookups } from './targets.ts'

type Needs = Pick<OperationContext, 'store' | 'random' | 'clock'>

/** What starting needs of the node. */
export interface StartingRoom {
  readonly programs: CompiledRuns
  readonly lookups: Lookups
  readonly dataKeys: DataKeys
  readonly running: { readonly driver: Pick<Driver, 'create'> }
  readonly quotas: Pick<Quotas, 'executions'>
}

/** What StartExecution and StartSyncExecution have in common. */
export interface Prepared {
  readonly target: Qualified
  readonly compiled: Compiled
  readonly name: string
  /** As it was given. */
  readonly text: string
  readonly input: Json
}

/** Fails with the errors of StartExecution about its input, its machine and the machine's key. */
export async function prepare(room: StartingRoom, needs: Needs, given: StartChildInput): Promise<Prepared> {
  const { stateMachineArn, name = randomUuid(needs.random), input: text = '{}' } = given
  if (!isName(name)) throw invalidName(name)
  const target = await requireQualified(room.lookups, stateMachineArn, () => randomFraction(needs.random))
  if (target.machine.status === 'DELETING') throw machineDeleting(stateMachineArn)
  const input = readExecutionInput(text)
  const compiled = await room.programs.find(needs.store, {
    machineId: target.machine.id,
    revision: target.revision,
  })
  if (!compiled) throw noMachine(stateMachineArn)
  await requireKeyOfRole(room.dataKeys, target.machine, compiled.revision)
  return { target, compiled, name, text, input }
}

/** Fails with InvalidExecutionInput and ValidationException. */
export function readExecutionInput(text: string): Json {
  if (Buffer.byteLength(text) > payloadBytesMax)
    throw validation(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${payloadBytesMax}`,
    )
  try {
    return JSON.parse(text) as Json
  } catch {
    // Observed on AWS, 2023-06-22.
    throw invalidExecutionInput(text === '' ? 'Invalid execution input.' : (jsonFault(text) ?? ''))
  }
}

/** What the context object tells of an execution. */
export function factsOf({ target, compiled, name }: Prepared, arn: string): ExecutionFacts {
  const { machine, version, alias } = target
  return {
    executionArn: arn,
    name,
    roleArn: compiled.revision.roleArn,
    stateMachineArn: arnOfMachine(machine),
    stateMachineName: machine.name,
    ...(version === undefined ? {} : { stateMachineVersionArn: arnOfMachine(machine, version.number) }),
    ...(alias === undefined ? {} : { stateMachineAliasArn: arnOfMachine(machine, alias.name) }),
  }
}

/**
 * Starts a Standard execution. One of the same name that runs, with the same input, is the answer itself; fails with
 * ExecutionAlreadyExists for any other, and with ExecutionLimitExceeded. Source: API Reference, StartExecution.
 */
export async function startStandard(
  room: StartingRoom,
  needs: Needs,
  prepared: Prepared,
  more: { readonly traceHeader?: string; readonly parent?: Parent } = {},
): Promise<ExecutionRecord> {
  const { target, compiled, name, text, input } = prepared
  const { machine, version, alias } = target
  const { accountId, region } = machine
  const arn = executionArn(machine, machine.name, name)
  const address = {
    accountId,
    region,
    machineName: machine.name,
    name,
    id: executionId(needs.clock.now(), needs.random),
  }
  const { driver } = room.running
  return room.quotas.executions.withPlace(machine, async (place) => {
    for (;;) {
      if (!(await place.take())) throw executionLimit()
      const startedAt = needs.clock.now()
      const { traceHeader, parent } = more
      const record: ExecutionRecord = {
        ...address,
        machineId: machine.id,
        revision: target.revision,
        status: 'RUNNING',
        startedAt,
        input: text,
        redriveCount: 0,
        ...(version === undefined ? {} : { versionNumber: version.number }),
        ...(alias === undefined ? {} : { aliasName: alias.name }),
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(parent === undefined ? {} : { parent }),
      }
      const made = await driver.create({
        record,
        run: {
          format: 1,
          address,
          machineId: machine.id,
          revision: target.revision,
          timers: {},
          tasks: {},
          lastMs: startedAt,
          ...(traceHeader === undefined ? {} : { traceHeader }),
          ...(parent === undefined ? {} : { parent }),
        },
        compiled,
        start: { type: 'Start', input, facts: factsOf(prepared, arn) },
      })
      if (made) return made
      place.giveBack()
      const stored = await executions.get(needs.store, [accountId, region, machine.name, name])
      if (!stored) continue
      const { status, input: before } = stored.value
      if (status === 'RUNNING' && before === text) return stored.value
      throw executionExists(arn)
    }
  })
}

/** How integrations start executions whose end ends their task. */
export function startChild(room: StartingRoom, surroundings: BackgroundSurroundings): TaskRoom['startChild'] {
  return async (given, caller, parent) => {
    const prepared = await prepare(room, surroundings, given)
    if (prepared.target.machine.type !== 'STANDARD') throw typeNotSupported()
    const { traceHeader = caller.traceHeader } = given
    const record = await startStandard(room, surroundings, prepared, {
      parent,
      ...(traceHeader === undefined ? {} : { traceHeader }),
    })
    return {
      executionArn: executionArn(record, record.machineName, record.name),
      startDate: new Date(record.startedAt),
    }
  }
}
