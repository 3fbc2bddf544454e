/** Finding state machines, and what an ARN of one means. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { type Home, machineArn, type Named, readArn, resourceTypeOf } from './domain/arns.ts'
import { isAliasName, isVersionNumber } from './domain/names.ts'
import { invalidArn, machineDeleting, noMachine } from './errors.ts'
import {
  type Alias,
  aliases,
  type Machine,
  machines,
  type Revision,
  revisions,
  type Version,
  versions,
} from './records.ts'
import type { Lookups } from './targets.ts'

type Needs = Pick<OperationContext, 'store'>

/** Reads an ARN of one of these kinds. Fails with InvalidArn. */
export function requireArn<Kind extends Named['kind']>(
  text: string,
  ...kinds: readonly Kind[]
): Named & { readonly kind: Kind } {
  const named = readArn(text)
  if (named && (kinds as readonly string[]).includes(named.kind))
    return named as Named & { readonly kind: Kind }
  const type = resourceTypeOf(text)
  if (named || /^(stateMachine|execution|express|activity|mapRun)$/.test(type))
    throw invalidArn(`Resource type not valid in this context: ${type}`)
  throw invalidArn(`Invalid ARN prefix: ${text}`)
}

/** A machine as callers name it: without a qualifier. Fails with InvalidArn, StateMachineDoesNotExist. */
export async function requireMachine(context: Needs, arn: string): Promise<Stored<Machine>> {
  const { machineName, ...named } = requireArn(arn, 'stateMachine')
  const stored = await findMachine(context, named, machineName)
  if (!stored || named.qualifier !== undefined) throw noMachine(arn)
  return stored
}

export async function findMachine(
  { store }: Needs,
  { accountId, region }: Home,
  name: string,
): Promise<Stored<Machine> | undefined> {
  return machines.get(store, [accountId, region, name])
}

/** As {@link requireMachine}; one that is being deleted fails with StateMachineDeleting. */
export async function requireActive(context: Needs, arn: string): Promise<Stored<Machine>> {
  const stored = await requireMachine(context, arn)
  if (stored.value.status === 'DELETING') throw machineDeleting(arn)
  return stored
}

/** What a qualified ARN means. */
export interface Qualified {
  readonly machine: Machine
  readonly revision: number
  readonly version?: Version
  readonly alias?: Alias
}

/**
 * A machine, one of its versions, or an alias: of two versions `choose` says which (0 up to 1). Fails with InvalidArn,
 * StateMachineDoesNotExist.
 */
export async function requireQualified(
  lookups: Lookups,
  arn: string,
  choose: () => number,
): Promise<Qualified> {
  const { machineName, qualifier, ...named } = requireArn(arn, 'stateMachine')
  const machine = await lookups.machine(named, machineName)
  if (!machine) throw noMachine(arn)
  if (qualifier === undefined) return { machine, revision: machine.revision }
  if (isVersionNumber(qualifier)) {
    const version = await lookups.version(machine.id, Number(qualifier))
    if (!version) throw noMachine(arn)
    return { machine, revision: version.revision, version }
  }
  const alias = isAliasName(qualifier) ? await lookups.alias(machine.id, qualifier) : undefined
  const number = alias && chosenVersion(alias, choose)
  const version = number === undefined ? undefined : await lookups.version(machine.id, number)
  if (!alias || !version) throw noMachine(arn)
  return { machine, revision: version.revision, version, alias }
}

function chosenVersion({ routes }: Alias, choose: () => number): number | undefined {
  const [first, second] = routes
  if (!first || !second) return first?.version
  return choose() * 100 < first.weight ? first.version : second.version
}

export function findVersion(
  { store }: Needs,
  { id }: Machine,
  number: number,
): Promise<Stored<Version> | undefined> {
  return versions.get(store, [id, number])
}

export function findAlias(
  { store }: Needs,
  { id }: Machine,
  name: string,
): Promise<Stored<Alias> | undefined> {
  return aliases.get(store, [id, name])
}

/** A revision that a machine, version or execution names. Undefined when it went with its machine. */
export async function findRevision(
  { store }: Needs,
  machineId: string,
  revision: number,
): Promise<Revision | undefined> {
  return (await revisions.get(store, [machineId, revision]))?.value
}

export function arnOfMachine(machine: Machine, qualifier?: string | number): string {
  return machineArn(machine, machine.name, qualifier)
}
