import type * as Api from '@aws-sdk/client-eventbridge'
import type { Store } from '../../store/index.ts'
import { archiveSum } from './archive-sums.ts'
import { busArn, replayArn } from './domain/names.ts'
import type { Archive, Replay } from './records.ts'
import { instant } from './views.ts'

export async function archiveView(store: Store, archive: Archive): Promise<Api.Archive> {
  const { count, bytes } = await archiveSum(store, archive.id)
  return {
    ArchiveName: archive.name,
    EventSourceArn: busArn(archive),
    State: 'ENABLED',
    RetentionDays: archive.retentionDays,
    SizeBytes: bytes,
    EventCount: count,
    CreationTime: instant(archive.createdAt),
  }
}

export function replayView(replay: Replay): Api.Replay {
  const { stateReason, lastReplayedAt, endedAt } = replay
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    ...(stateReason === undefined ? {} : { StateReason: stateReason }),
    EventStartTime: instant(replay.eventsFrom),
    EventEndTime: instant(replay.eventsTo),
    ...(lastReplayedAt === undefined ? {} : { EventLastReplayedTime: instant(lastReplayedAt) }),
    ReplayStartTime: instant(replay.startedAt),
    ...(endedAt === undefined ? {} : { ReplayEndTime: instant(endedAt) }),
  }
}

export function replayDetails(replay: Replay): Api.DescribeReplayResponse {
  return {
    ...replayView(replay),
    ReplayArn: replayArn(replay, replay.name),
    ...(replay.description === undefined ? {} : { Description: replay.description }),
    Destination: {
      Arn: replay.destinationArn,
      ...(replay.filterArns.length === 0 ? {} : { FilterArns: [...replay.filterArns] }),
    },
  }
}
