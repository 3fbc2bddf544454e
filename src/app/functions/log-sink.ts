import type { Logger } from '../../base/logger.ts'
import type { LogSink } from '../../compute/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { LogIngest } from '../../services/logs/adapters/ingest.ts'

/**
 * Lines of one stream are gathered for so long before they are written: writing each by itself was half of what a warm
 * invocation cost (a commit of nine changes for two or three lines). By the machine's time, as functions run. Unit:
 * milliseconds. Ours.
 */
const gatherMs = 100

/**
 * A stream that was just written gathers longer: each write of one costs some ten pages of the store. Unit: milliseconds. Ours;
 * still sooner than one looks for the lines.
 */
const gatherBusyMs = 400

/** So many lines of one stream are not gathered any longer. Ours. */
const gatheredMax = 1_000

type Target = Parameters<LogSink['append']>[0]
type Line = Parameters<LogSink['append']>[1][number]

interface Gathered {
  readonly target: Target
  /** Empty while it only waits to see whether more comes. */
  lines: Line[]
  timer: NodeJS.Timeout
}

/**
 * Writes functions' lines to CloudWatch Logs. Nobody waits for it; what could not be written is logged and given up. `load`
 * readies the service, whose background work (retention, filters) has to go on.
 */
export function functionLogSink(
  surroundings: Surroundings,
  load: () => Promise<unknown>,
  logger: Logger,
): LogSink {
  let ingest: Promise<LogIngest> | undefined
  const pending = new Set<Promise<void>>()
  const gathered = new Map<string, Gathered>()
  const open = async () => {
    const [{ createLogIngest }] = await Promise.all([
      import('../../services/logs/adapters/ingest.ts'),
      load(),
    ])
    return createLogIngest(surroundings)
  }
  const write = (key: string) => {
    const found = gathered.get(key)
    if (!found) return
    clearTimeout(found.timer)
    const { target, lines } = found
    if (lines.length === 0) {
      gathered.delete(key)
      return
    }
    found.lines = []
    found.timer = setTimeout(() => write(key), gatherBusyMs).unref()
    ingest ??= open()
    const written = ingest
      .then((opened) => opened.append(target, lines))
      .catch((error: unknown) =>
        logger.error('Lines of a function could not be written', { error, group: target.groupName }),
      )
      .finally(() => pending.delete(written))
    pending.add(written)
  }
  return {
    append(target, events) {
      const { accountId, region, groupName, streamName } = target
      const key = `${accountId} ${region} ${groupName} ${streamName}`
      let found = gathered.get(key)
      if (!found) {
        found = { target, lines: [], timer: setTimeout(() => write(key), gatherMs).unref() }
        gathered.set(key, found)
      }
      for (const event of events) found.lines.push(event)
      if (found.lines.length >= gatheredMax) write(key)
    },
    async flush() {
      for (const key of [...gathered.keys()]) write(key)
      await Promise.all(pending)
    },
  }
}
