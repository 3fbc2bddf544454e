/**
 * The end of those who live in an environment: the runtime is asked to end, extensions are told, and what still runs at the deadline is
 * for the sandbox to end.
 * Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle", shutdown phase.
 */
import { systemClock } from '../../base/system-clock.ts'
import { within } from '../../sandbox/index.ts'
import type { ExtensionSet } from '../api/extensions.ts'
import { shutdownMs } from '../limits.ts'
import type { TelemetryHub } from '../telemetry/hub.ts'
import type { ExtensionProcesses } from './extension-processes.ts'
import type { RunningRuntime } from './running-runtime.ts'

/** Why, in the words of the SHUTDOWN event. */
export type StopReason = 'spindown' | 'timeout' | 'failure'

/** The runtime has this share of the time, extensions the rest. Source: chosen; AWS does not say. */
const runtimeShare = 0.15

/** Who ends. */
export interface Ending {
  readonly runtime: RunningRuntime | undefined
  readonly extensions: ExtensionSet
  readonly processes: ExtensionProcesses
  readonly telemetry: TelemetryHub
}

/** Tells them, in the order and the time that AWS gives. */
export async function endResidents(
  { runtime, extensions, processes, telemetry }: Ending,
  reason: StopReason,
): Promise<void> {
  const kind = extensions.isEmpty ? 'none' : processes.isEmpty ? 'internal' : 'external'
  const limitMs = shutdownMs[kind]
  if (limitMs > 0) {
    const deadlineMs = systemClock.now() + limitMs
    if (runtime && reason === 'spindown') {
      runtime.kill('SIGTERM')
      await within(kind === 'internal' ? limitMs : limitMs * runtimeShare, runtime.gone)
    }
    if (kind === 'external') {
      void telemetry.flush()
      extensions.send('SHUTDOWN', { eventType: 'SHUTDOWN', shutdownReason: reason, deadlineMs })
      await within(Math.max(0, deadlineMs - systemClock.now()), processes.ended())
    }
  }
}
