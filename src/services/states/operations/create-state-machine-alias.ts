import type * as Api from '@aws-sdk/client-sfn'
import { sameJson } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { aliasesOf, readRoutes, requireRoutedMachine } from '../aliases.ts'
import { change } from '../changing.ts'
import { isAliasName } from '../domain/names.ts'
import { conflict, invalidName, machineDeleting, quotaExceeded } from '../errors.ts'
import { aliasesPerMachine } from '../limits.ts'
import { arnOfMachine, findAlias } from '../machines.ts'
import { type Alias, aliases, machines } from '../records.ts'
import { required } from '../required.ts'

/** The same name, description and routing again make nothing, and answer the same. */
export async function createStateMachineAlias(
  input: Api.CreateStateMachineAliasInput,
  context: OperationContext,
): Promise<Api.CreateStateMachineAliasOutput> {
  const name = required(input.name, 'name')
  const given = required(input.routingConfiguration, 'routingConfiguration')
  const { description } = input
  if (!isAliasName(name)) throw invalidName(name)
  return change(context, async (commit) => {
    const { value: machine, ...stored } = await requireRoutedMachine(context, given)
    const arn = arnOfMachine(machine, name)
    if (machine.status === 'DELETING') throw machineDeleting(arnOfMachine(machine))
    const routes = await readRoutes(context, machine, given)
    const before = (await findAlias(context, machine, name))?.value
    if (before) {
      if (before.description === description && sameJson(before.routes, routes)) return answer(arn, before)
      // Observed on AWS, 2025-03-03, for other descriptions too.
      throw conflict(
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      )
    }
    if ((await aliasesOf(context, machine)).length >= aliasesPerMachine)
      // UNVERIFIED: the words.
      throw quotaExceeded('The maximum number of aliases was reached.')
    const alias: Alias = {
      machineId: machine.id,
      name,
      routes,
      createdAt: context.now,
      modifiedAt: context.now,
      ...(description === undefined ? {} : { description }),
    }
    aliases.put(commit, alias, undefined)
    // A version that is deleted at this moment sees that the machine has changed.
    machines.put(commit, machine, { value: machine, ...stored })
    return answer(arn, alias)
  })
}

function answer(arn: string, alias: Alias): Api.CreateStateMachineAliasOutput {
  return { stateMachineAliasArn: arn, creationDate: new Date(alias.createdAt) }
}
