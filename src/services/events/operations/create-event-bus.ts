import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { findBus } from '../buses.ts'
import { change } from '../changing.ts'
import { busArn, homeOf } from '../domain/names.ts'
import { refuseDeadLetters } from '../domain/targets.ts'
import { alreadyExists, limitExceeded, notImplemented, validation } from '../errors.ts'
import { busesPerAccount } from '../limits.ts'
import { type Bus, buses } from '../records.ts'
import { required } from '../required.ts'
import { busSettings, plain, readTags } from '../views.ts'

export async function createEventBus(
  input: Api.CreateEventBusRequest,
  context: OperationContext,
): Promise<Api.CreateEventBusResponse> {
  const busName = required(input.Name, 'Name')
  if (input.EventSourceName !== undefined) throw notImplemented('partner event sources')
  // Names with a slash are those of partners' buses.
  if (busName.includes('/')) throw validation(`Event bus name must not contain '/'.`)
  const refusal = refuseDeadLetters(input.DeadLetterConfig?.Arn, context.region)
  if (refusal) throw refusal
  const { store, accountId, region, now } = context
  const bus = await change(context, async (commit) => {
    if (await findBus(context, { accountId, region, busName })) throw alreadyExists(`Event bus ${busName}`)
    const { items } = await buses.list(store, { prefix: [accountId, region], limit: busesPerAccount })
    if (items.length >= busesPerAccount) throw limitExceeded()
    const next: Bus = {
      ...homeOf(context),
      busName,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.KmsKeyIdentifier ? { kmsKeyIdentifier: input.KmsKeyIdentifier } : {}),
      ...(input.DeadLetterConfig?.Arn ? { deadLetterArn: input.DeadLetterConfig.Arn } : {}),
      ...(input.LogConfig === undefined ? {} : { logConfig: plain(input.LogConfig) }),
      tags: readTags(input.Tags),
      createdAt: now,
      modifiedAt: now,
    }
    buses.put(commit, next, undefined)
    return next
  })
  return { EventBusArn: busArn(bus), ...busSettings(bus) }
}
