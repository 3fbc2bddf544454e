import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { byKey, page } from '../listing.ts'
import { arnOfMachine, requireMachine } from '../machines.ts'
import { type Version, versions } from '../records.ts'
import { required } from '../required.ts'

/** The last first. */
export async function listStateMachineVersions(
  input: Api.ListStateMachineVersionsInput,
  context: OperationContext,
): Promise<Api.ListStateMachineVersionsOutput> {
  const { value: machine } = await requireMachine(context, required(input.stateMachineArn, 'stateMachineArn'))
  const { items, token } = await page<Version>({
    read: byKey(context.store, versions),
    prefix: [machine.id],
    reverse: true,
    keyOf: ({ number }) => [number],
    limit: input.maxResults,
    token: input.nextToken,
    purpose: ['ListStateMachineVersions'],
  })
  const stateMachineVersions = items.map(({ number, createdAt }) => ({
    stateMachineVersionArn: arnOfMachine(machine, number),
    creationDate: new Date(createdAt),
  }))
  return { stateMachineVersions, ...(token === undefined ? {} : { nextToken: token }) }
}
