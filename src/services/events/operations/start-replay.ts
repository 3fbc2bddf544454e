import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireOwnBus } from '../archives.ts'
import { change } from '../changing.ts'
import { archiveArn, replayArn } from '../domain/names.ts'
import { alreadyExists, invalidParameter, limitExceeded } from '../errors.ts'
import { runningReplays } from '../limits.ts'
import { type Archive, archives, type Bus, type Replay, replays } from '../records.ts'
import { addStep } from '../replaying.ts'
import { required } from '../required.ts'
import { instant } from '../views.ts'

/** Codes and words as AWS answered on 22 May 2024, recorded by a public project. */
export async function startReplay(
  input: Api.StartReplayRequest,
  context: OperationContext,
): Promise<Api.StartReplayResponse> {
  const name = required(input.ReplayName, 'ReplayName')
  const { store, accountId, region, now } = context
  const destination = required(input.Destination, 'Destination')
  const eventsFrom = required(input.EventStartTime, 'EventStartTime').getTime()
  const eventsTo = required(input.EventEndTime, 'EventEndTime').getTime()
  return change(context, async (commit) => {
    const bus = await requireOwnBus(context, destination.Arn ?? '', 'Destination.Arn')
    const archive = await archiveOf(context, required(input.EventSourceArn, 'EventSourceArn'), bus)
    if (eventsFrom >= eventsTo)
      throw invalidParameter('EventEndTime', 'EventStartTime must be before EventEndTime.')
    if (await replays.get(store, [accountId, region, name])) throw alreadyExists(`Replay ${name}`)
    await refuseTooMany(context)
    const replay: Replay = {
      accountId,
      region,
      busName: bus.busName,
      name,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      archiveName: archive.name,
      archiveId: archive.id,
      archiveArn: archiveArn(archive, archive.name),
      destinationArn: destination.Arn ?? '',
      filterArns: destination.FilterArns ?? [],
      eventsFrom,
      eventsTo,
      state: 'STARTING',
      startedAt: now,
    }
    replays.put(commit, replay, undefined)
    addStep(commit, replay)
    return { ReplayArn: replayArn(replay, name), State: 'STARTING', ReplayStartTime: instant(now) }
  })
}

async function archiveOf(
  { store, accountId, region }: OperationContext,
  arn: string,
  { busName }: Bus,
): Promise<Archive> {
  const name = arn.slice(arn.indexOf('/') + 1)
  const stored =
    arn === archiveArn({ accountId, region }, name)
      ? await archives.get(store, [accountId, region, name])
      : undefined
  if (!stored) throw invalidParameter('EventSourceArn', `Archive ${name} does not exist.`)
  if (stored.value.busName !== busName)
    throw invalidParameter('Destination.Arn', 'Cross event bus replay is not permitted.')
  return stored.value
}

async function refuseTooMany({ store, accountId, region }: OperationContext): Promise<void> {
  const { items } = await replays.list(store, { prefix: [accountId, region], limit: 10_000 })
  const running = items.filter(({ value }) => ['STARTING', 'RUNNING', 'CANCELLING'].includes(value.state))
  if (running.length >= runningReplays) throw limitExceeded()
}
