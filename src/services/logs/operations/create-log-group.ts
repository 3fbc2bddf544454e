import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { checkGroupName } from '../domain/identifiers.ts'
import { groupExists } from '../errors.ts'
import { newGroup } from '../ingestion.ts'
import { type Group, groups } from '../records.ts'
import { required } from '../required.ts'

/** Makes a group. The key is kept as it was given: its use comes with the service that has keys. */
export async function createLogGroup(
  input: Api.CreateLogGroupRequest,
  context: OperationContext,
): Promise<object> {
  const { accountId, region, store, random, now } = context
  const name = required(input.logGroupName, 'logGroupName')
  checkGroupName(name)
  const id = randomHex(random, 8)
  await change(context, async (commit) => {
    if (await groups.get(store, [accountId, region, name])) throw groupExists()
    const group: Group = {
      ...newGroup({ accountId, region, name }, id, now),
      class: input.logGroupClass ?? 'STANDARD',
      deletionProtected: input.deletionProtectionEnabled ?? false,
      ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
      tags: input.tags ?? {},
    }
    groups.put(commit, group, undefined)
  })
  return {}
}
