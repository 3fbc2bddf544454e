import type { Logger } from '../../base/logger.ts'
import type { LogSink } from '../../compute/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { LogIngest } from '../../services/logs/adapters/ingest.ts'

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
  const open = async () => {
    const [{ createLogIngest }] = await Promise.all([
      import('../../services/logs/adapters/ingest.ts'),
      load(),
    ])
    return createLogIngest(surroundings)
  }
  return {
    append(target, events) {
      ingest ??= open()
      const written = ingest
        .then((opened) => opened.append(target, events))
        .catch((error: unknown) =>
          logger.error('Lines of a function could not be written', { error, group: target.groupName }),
        )
        .finally(() => pending.delete(written))
      pending.add(written)
    },
    async flush() {
      await Promise.all(pending)
    },
  }
}
