import type * as Api from '@aws-sdk/client-sfn'
import { randomHex } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import type { Atomic } from '../../../store/index.ts'
import type { Place } from '../allowance.ts'
import { change } from '../changing.ts'
import {
  readEncryption,
  readLogging,
  requireProgram,
  requireRole,
  sameConfiguration,
} from '../definitions.ts'
import { machineArn } from '../domain/arns.ts'
import { isName } from '../domain/names.ts'
import { guardOf, machineBinding } from '../encryption.ts'
import { invalidName, machineDeleting, machineExists, machineLimit, validation } from '../errors.ts'
import { arnOfMachine, findMachine, findRevision, findVersion } from '../machines.ts'
import { addVersion } from '../publishing.ts'
import { type Machine, machines, type Revision, revisions } from '../records.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { requireTags } from '../tagging.ts'

/**
 * The same name, definition, type, logging, tracing and encryption again make nothing, and answer the same; other roles and tags do not count, a version that
 * is to be published does: it must be there. Source: API Reference, CreateStateMachine ("idempotent API").
 */
export function createStateMachine(
  room: Pick<StatesRoom, 'quotas'>,
): Operation<Api.CreateStateMachineInput, Api.CreateStateMachineOutput> {
  return (input, context) => create(room, input, context)
}

async function create(
  { quotas }: Pick<StatesRoom, 'quotas'>,
  input: Api.CreateStateMachineInput,
  context: OperationContext,
): Promise<Api.CreateStateMachineOutput> {
  const name = required(input.name, 'name')
  const definition = required(input.definition, 'definition')
  if (!isName(name)) throw invalidName(name)
  const type = input.type ?? 'STANDARD'
  const { publish = false, versionDescription } = input
  if (!publish && versionDescription !== undefined)
    throw validation('Version description can only be set when publish is true')
  const arn = machineArn(context, name)
  const roleArn = requireRole(required(input.roleArn, 'roleArn'))
  const tags = requireTags(input.tags, arn)
  await requireProgram(definition, type)
  const logging = await readLogging(context, input.loggingConfiguration)
  const encryption = readEncryption(input.encryptionConfiguration)
  const guard = await guardOf(context, encryption, machineBinding(context, name))
  const { accountId, region, now, random } = context
  return quotas.machines.withPlace(context, (place) => change(context, (commit) => decide(commit, place)))

  async function decide(commit: Atomic, place: Place): Promise<Api.CreateStateMachineOutput> {
    const stored = await findMachine(context, context, name)
    const revision: Omit<Revision, 'machineId'> = {
      revision: 1,
      definition,
      roleArn,
      tracing: input.tracingConfiguration?.enabled ?? false,
      createdAt: now,
      ...(logging === undefined ? {} : { logging }),
      ...(encryption === undefined ? {} : { encryption }),
      ...(guard === undefined ? {} : { guard }),
    }
    if (stored) {
      // Another made it between an earlier attempt and this one.
      place.giveBack()
      return existing(stored.value, revision)
    }
    if (!(await place.take())) throw machineLimit()
    const made: Machine = {
      accountId,
      region,
      name,
      id: randomHex(random, 12),
      type,
      status: 'ACTIVE',
      createdAt: now,
      tags,
      revision: 1,
      lastVersion: 0,
    }
    revisions.put(commit, { ...revision, machineId: made.id }, undefined)
    const published = publish ? await addVersion(context, commit, made, versionDescription) : undefined
    const machine = published?.machine ?? made
    machines.put(commit, machine, undefined)
    return answer(machine, published?.version.number)
  }

  async function existing(
    machine: Machine,
    wanted: Omit<Revision, 'machineId'>,
  ): Promise<Api.CreateStateMachineOutput> {
    if (machine.status === 'DELETING') throw machineDeleting(arn)
    const current = await findRevision(context, machine.id, machine.revision)
    const last = publish ? (await findVersion(context, machine, machine.lastVersion))?.value : undefined
    const same =
      current !== undefined &&
      machine.type === type &&
      sameConfiguration(current, { ...wanted, roleArn: current.roleArn }) &&
      (!publish || (last?.revision === machine.revision && last.description === versionDescription))
    if (!same) throw machineExists(arn)
    return answer(machine, last?.number)
  }
}

function answer(machine: Machine, version: number | undefined): Api.CreateStateMachineOutput {
  return {
    stateMachineArn: arnOfMachine(machine),
    creationDate: new Date(machine.createdAt),
    ...(version === undefined ? {} : { stateMachineVersionArn: arnOfMachine(machine, version) }),
  }
}
