import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readRoutes, requireAlias } from '../aliases.ts'
import { change } from '../changing.ts'
import { machineDeleting, validation } from '../errors.ts'
import { arnOfMachine } from '../machines.ts'
import { aliases, machines } from '../records.ts'
import { required } from '../required.ts'

export async function updateStateMachineAlias(
  input: Api.UpdateStateMachineAliasInput,
  context: OperationContext,
): Promise<Api.UpdateStateMachineAliasOutput> {
  const arn = required(input.stateMachineAliasArn, 'stateMachineAliasArn')
  const { description, routingConfiguration } = input
  if (description === undefined && routingConfiguration === undefined)
    throw validation(
      'Either the description or the routing configuration must be specified.',
      'MISSING_REQUIRED_PARAMETER',
    )
  return change(context, async (commit) => {
    const { machine, alias } = await requireAlias(context, arn)
    if (machine.value.status === 'DELETING') throw machineDeleting(arnOfMachine(machine.value))
    const routes = routingConfiguration && (await readRoutes(context, machine.value, routingConfiguration))
    aliases.put(
      commit,
      {
        ...alias.value,
        ...(routes === undefined ? {} : { routes }),
        ...(description === undefined ? {} : { description }),
        modifiedAt: context.now,
      },
      alias,
    )
    if (routes) machines.put(commit, machine.value, machine)
    return { updateDate: new Date(context.now) }
  })
}
