/** Aliases of state machines. */
import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { isVersionNumber } from './domain/names.ts'
import { noReferenced, validation } from './errors.ts'
import { aliasesPerMachine } from './limits.ts'
import { arnOfMachine, findAlias, findMachine, findVersion, requireArn } from './machines.ts'
import { type Alias, aliases, type Machine, type Route } from './records.ts'

/** All aliases of a machine, by name. */
export async function aliasesOf({ store }: OperationContext, { id }: Machine): Promise<readonly Alias[]> {
  const { items } = await aliases.list(store, { prefix: [id], limit: aliasesPerMachine })
  return items.map(({ value }) => value)
}

interface FoundAlias {
  readonly machine: Stored<Machine>
  readonly alias: Stored<Alias>
}

/** An alias by its ARN. Fails with InvalidArn, ValidationException and ResourceNotFound. */
export async function requireAlias(context: OperationContext, arn: string): Promise<FoundAlias> {
  const found = await aliasByArn(context, arn)
  if (!found) throw noReferenced()
  return found
}

/** As {@link requireAlias}; undefined where there is none. */
export async function aliasByArn(context: OperationContext, arn: string): Promise<FoundAlias | undefined> {
  const named = requireArn(arn, 'stateMachine')
  if (named.qualifier === undefined || isVersionNumber(named.qualifier))
    // UNVERIFIED: the words.
    throw validation(`The ARN is not one of a state machine alias: ${arn}`)
  const machine = await findMachine(context, named, named.machineName)
  const alias = machine && (await findAlias(context, machine.value, named.qualifier))
  return machine && alias ? { machine, alias } : undefined
}

const routingReason = 'INVALID_ROUTING_CONFIGURATION'

/** The machine that a routing configuration is about. Fails with ValidationException and ResourceNotFound. */
export async function requireRoutedMachine(
  context: OperationContext,
  given: readonly Api.RoutingConfigurationListItem[],
): Promise<Stored<Machine>> {
  const [first = ''] = given.map(({ stateMachineVersionArn = '' }) => stateMachineVersionArn)
  const named = requireArn(first, 'stateMachine')
  const machine = await findMachine(context, named, named.machineName)
  if (!machine) throw noReferenced()
  return machine
}

/** Reads where an alias leads. Fails with ValidationException, in AWS's words where not marked (observed 2025-03-03), and ResourceNotFound. */
export async function readRoutes(
  context: OperationContext,
  machine: Machine,
  given: readonly Api.RoutingConfigurationListItem[],
): Promise<readonly Route[]> {
  const routes: Route[] = []
  const received = `Received: [${given.map(({ stateMachineVersionArn }) => stateMachineVersionArn).join(', ')}]`
  for (const { stateMachineVersionArn: arn = '', weight = 0 } of given) {
    const { qualifier, machineName, accountId, region } = requireArn(arn, 'stateMachine')
    if (qualifier === undefined || !isVersionNumber(qualifier))
      throw validation(
        `Routing configuration must contain state machine version ARNs. ${received}`,
        routingReason,
      )
    const own = machineName === machine.name && accountId === machine.accountId && region === machine.region
    // UNVERIFIED: the words.
    if (!own)
      throw validation('Routing configuration must contain versions of one state machine.', routingReason)
    if (!(await findVersion(context, machine, Number(qualifier)))) throw noReferenced()
    routes.push({ version: Number(qualifier), weight })
  }
  const [first, second] = routes
  if (first && second && first.version === second.version)
    throw validation(
      `Routing configuration must contain distinct state machine version ARNs. ${received}`,
      routingReason,
    )
  if (routes.some(({ weight }) => !Number.isInteger(weight) || weight < 0 || weight > 100))
    throw validation('Weights must be between 0 and 100.', routingReason)
  if (routes.reduce((sum, { weight }) => sum + weight, 0) !== 100)
    throw validation(
      `Sum of routing configuration weights must equal 100. Received: [${routes.map(({ weight }) => weight).join(', ')}]`,
      routingReason,
    )
  return routes
}

export function routingView(machine: Machine, { routes }: Alias): Api.RoutingConfigurationListItem[] {
  return routes.map(({ version, weight }) => ({
    stateMachineVersionArn: arnOfMachine(machine, version),
    weight,
  }))
}
