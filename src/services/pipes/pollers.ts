/**
 * Keeps a poller for each pipe that runs, on every node, as pipes change. A pipe that changes gets a new poller once the old one
 * has come to its end.
 */
import {
  FollowedPollers,
  type Poller,
  pollerSurroundings,
  recordFilter,
  sqsSource,
  startQueuePoller,
  startStreamPoller,
} from '../../delivery/index.ts'
import type { BackgroundSurroundings, BackgroundWork } from '../../dispatch/index.ts'
import type { Key } from '../../store/index.ts'
import type { Pipe } from './domain/pipe.ts'
import { sourceSettings } from './domain/pipe-rules.ts'
import { batchBytes, changeDrainMs, envelopeBytes } from './limits.ts'
import { PipeSink } from './pipe-sink.ts'
import { pipes, progressKey } from './records.ts'
import { sourceSurroundings, startingPosition, streamOf } from './sources.ts'

/** Begins to keep them. */
export function pipePollers(surroundings: BackgroundSurroundings): BackgroundWork {
  return new FollowedPollers<Pipe>(surroundings, {
    what: 'Pipes',
    prefixes: [pipes.storeKey([])],
    wanted: () => runningPipes(surroundings),
    textOf,
    start: (pipe) => startPoller(surroundings, pipe),
    changeDrainMs,
  })
}

async function runningPipes({ store }: BackgroundSurroundings): Promise<Map<string, Pipe>> {
  const found = new Map<string, Pipe>()
  let after: Key | undefined
  do {
    const page = await pipes.list(store, after === undefined ? {} : { after })
    for (const { value } of page.items) if (value.state === 'RUNNING') found.set(value.id, value)
    after = page.next
  } while (after !== undefined)
  return found
}

function startPoller(surroundings: BackgroundSurroundings, pipe: Pipe): Poller {
  const given = pollerSurroundings(surroundings, { pipe: pipe.name })
  const settings = sourceSettings(pipe.sourceKind, pipe.sourceParameters)
  const shared = {
    key: progressKey(pipe.id),
    target: pipe.target,
    sink: new PipeSink(surroundings, pipe),
  }
  const batches = {
    batchSize: settings.batchSize,
    windowMs: settings.windowSeconds * 1000,
    bytesMax: batchBytes - envelopeBytes,
    ...(settings.filters === undefined ? {} : { wants: recordFilter(pipe.sourceKind, settings.filters) }),
  }
  if (pipe.sourceKind === 'sqs') {
    const source = sqsSource(sourceSurroundings(pipe, surroundings), pipe.source)
    return startQueuePoller(given, { ...shared, source, settings: batches })
  }
  const { parallelization, bisect, retryAttempts, recordAgeMs } = settings
  return startStreamPoller(given, {
    ...shared,
    source: streamOf(pipe, surroundings),
    position: startingPosition(settings),
    settings: {
      ...batches,
      parallelization,
      bisect,
      tumblingMs: 0,
      ...(retryAttempts === undefined ? {} : { retryAttempts }),
      ...(recordAgeMs === undefined ? {} : { recordAgeMs }),
    },
  })
}

/** Equal for pipes that run in the same way. */
function textOf({ tags: _tags, description: _description, modifiedAt: _at, ...pipe }: Pipe): string {
  return JSON.stringify(pipe)
}
