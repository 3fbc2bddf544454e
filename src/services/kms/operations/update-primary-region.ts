import type * as Api from '@aws-sdk/client-kms'
import { parseRegion } from '../../../aws/identifiers.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { notFound, unsupported } from '../errors.ts'
import { keyArn, loadKey, requireUsable } from '../keys.ts'
import { keys } from '../records.ts'
import { required } from '../required.ts'
import { scheduleRotation } from '../rotation.ts'

/** Has a replica be the primary key, and the primary a replica. */
export async function updatePrimaryRegion(
  input: Api.UpdatePrimaryRegionRequest,
  context: OperationContext,
): Promise<object> {
  const primary = parseRegion(required(input.PrimaryRegion, 'PrimaryRegion'))
  await change(context, async (commit) => {
    const stored = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'UpdatePrimaryRegion' })
    const { value: key } = stored
    const arn = keyArn(context, key, key.id)
    requireUsable(context, key)
    // UNVERIFIED: the words.
    if (key.regions?.primary !== key.region) throw unsupported(`${arn} is not a multi-Region primary key.`)
    if (primary === undefined || !key.regions.replicas.includes(primary))
      throw notFound(`${arn} has no replica in ${input.PrimaryRegion}.`)
    const replicas = [key.region, ...key.regions.replicas.filter((region) => region !== primary)]
    const regions = { primary, replicas }
    const { rotation, ...rest } = key
    keys.put(commit, { ...rest, regions }, stored)
    for (const region of replicas.slice(1).concat(primary)) {
      const found = await keys.get(context.store, [key.accountId, region, key.id])
      if (found === undefined) continue
      const other = { ...found.value, regions }
      const rotating = region === primary && rotation !== undefined
      keys.put(
        commit,
        rotating ? scheduleRotation(commit, other, rotation.periodDays, context.now) : other,
        found,
      )
    }
  })
  return {}
}
