/** Events of histories as GetExecutionHistory shows them. */
import type * as Api from '@aws-sdk/client-sfn'
import type { Json } from '../../../base/json.ts'
import type { HistoryEvent } from '../engine.ts'

const dataMembers: ReadonlySet<string> = new Set(['input', 'output', 'parameters'])
const dataDetails: ReadonlySet<string> = new Set(['inputDetails', 'outputDetails'])

/** Without data its details say so, as at AWS: `truncated`. UNVERIFIED: what else AWS leaves out then. */
export function historyEventView(event: HistoryEvent, includesData: boolean): Api.HistoryEvent {
  const { timestampMs, ...rest } = event
  const shown = includesData ? rest : withoutData(rest)
  return { ...shown, timestamp: new Date(timestampMs) } as Api.HistoryEvent
}

function withoutData(event: object): object {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      name.endsWith('EventDetails') ? detailsWithoutData(value as Readonly<Record<string, Json>>) : value,
    ]),
  )
}

function detailsWithoutData(details: Readonly<Record<string, Json>>): object {
  return Object.fromEntries(
    Object.entries(details)
      .filter(([name]) => !dataMembers.has(name))
      .map(([name, value]) => [name, dataDetails.has(name) ? { truncated: true } : value]),
  )
}
