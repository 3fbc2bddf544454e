import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { byKey, page } from '../listing.ts'
import { arnOfMachine } from '../machines.ts'
import { type Machine, machines } from '../records.ts'

/** By name. */
export async function listStateMachines(
  input: Api.ListStateMachinesInput,
  context: OperationContext,
): Promise<Api.ListStateMachinesOutput> {
  const { accountId, region, store } = context
  const { items, token } = await page<Machine>({
    read: byKey(store, machines),
    prefix: [accountId, region],
    keyOf: ({ name }) => [name],
    limit: input.maxResults,
    token: input.nextToken,
    purpose: ['ListStateMachines'],
  })
  const stateMachines = items.map((machine) => ({
    stateMachineArn: arnOfMachine(machine),
    name: machine.name,
    type: machine.type,
    creationDate: new Date(machine.createdAt),
  }))
  return { stateMachines, ...(token === undefined ? {} : { nextToken: token }) }
}
