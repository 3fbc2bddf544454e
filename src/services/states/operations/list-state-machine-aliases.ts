import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { isVersionNumber } from '../domain/names.ts'
import { noMachine, noResource } from '../errors.ts'
import { byKey, page } from '../listing.ts'
import { arnOfMachine, findMachine, findVersion, requireArn } from '../machines.ts'
import { type Alias, aliases } from '../records.ts'
import { required } from '../required.ts'

/** Of a machine, or those that lead to one of its versions; by name. */
export async function listStateMachineAliases(
  input: Api.ListStateMachineAliasesInput,
  context: OperationContext,
): Promise<Api.ListStateMachineAliasesOutput> {
  const arn = required(input.stateMachineArn, 'stateMachineArn')
  const named = requireArn(arn, 'stateMachine')
  const machine = (await findMachine(context, named, named.machineName))?.value
  if (!machine) throw noMachine(arn)
  const number = await versionOf(named.qualifier)
  const { items, token } = await page<Alias>({
    read: byKey(context.store, aliases),
    prefix: [machine.id],
    keyOf: ({ name }) => [name],
    wanted: ({ routes }) => number === undefined || routes.some(({ version }) => version === number),
    limit: input.maxResults,
    token: input.nextToken,
    purpose: ['ListStateMachineAliases', number ?? ''],
  })
  const stateMachineAliases = items.map(({ name, createdAt }) => ({
    stateMachineAliasArn: arnOfMachine(machine, name),
    creationDate: new Date(createdAt),
  }))
  return { stateMachineAliases, ...(token === undefined ? {} : { nextToken: token }) }

  async function versionOf(qualifier: string | undefined): Promise<number | undefined> {
    if (qualifier === undefined) return undefined
    const version =
      machine && isVersionNumber(qualifier)
        ? await findVersion(context, machine, Number(qualifier))
        : undefined
    if (!version) throw noResource(arn)
    return version.value.number
  }
}
