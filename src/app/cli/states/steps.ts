/** Events of a run as lines for people. */
import { detailsOf, type HistoryEvent } from '../../../engines/asl/index.ts'
import type { Paint } from '../terminal.ts'

/** Characters of data in one line. Ours. */
const shownMax = 100

/** One event in one line; undefined for those that say nothing new. */
export function stepLine(event: HistoryEvent, startMs: number, paint: Paint): string | undefined {
  const shown = wordsOf(event, paint)
  if (shown === undefined) return undefined
  return `${paint.dim(sinceStart(event.timestampMs - startMs).padStart(9))}  ${shown}`
}

function wordsOf(event: HistoryEvent, paint: Paint): string | undefined {
  const { type } = event
  const details = (detailsOf(event) ?? {}) as Readonly<Record<string, unknown>>
  const text = (name: string) => (typeof details[name] === 'string' ? (details[name] as string) : '')
  const data = (value: string) => (value === '' ? '' : `  ${paint.dim(short(value))}`)
  if (type.endsWith('StateEntered'))
    return `${paint.cyan('→')} ${paint.bold(text('name'))}${data(text('input'))}`
  if (type.endsWith('StateExited')) return `${paint.green('✓')} ${text('name')}${data(text('output'))}`
  if (type === 'TaskScheduled')
    return `  ${text('resourceType')}:${text('resource')}${data(text('parameters'))}`
  if (type === 'LambdaFunctionScheduled' || type === 'ActivityScheduled')
    return `  ${text('resource')}${data(text('input'))}`
  if (/(Failed|TimedOut|Aborted)$/.test(type)) {
    const why = [text('error'), text('cause')].filter((part) => part !== '').join(': ')
    return `${paint.red('✗')} ${type}${why === '' ? '' : `  ${short(why)}`}`
  }
  if (type === 'MapIterationStarted') return `  item ${String(details.index)}`
  if (type === 'MapRunStarted') return '  Map Run'
  return undefined
}

/** `1.5s`, `2h 0m`, `365d 0h`. */
function sinceStart(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 60) return `+${seconds.toFixed(seconds < 10 && seconds % 1 !== 0 ? 3 : 0)}s`
  if (seconds < 3_600) return `+${Math.floor(seconds / 60)}m ${Math.floor(seconds % 60)}s`
  if (seconds < 86_400) return `+${Math.floor(seconds / 3_600)}h ${Math.floor((seconds % 3_600) / 60)}m`
  return `+${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3_600)}h`
}

function short(text: string): string {
  const line = text.replaceAll('\n', ' ')
  return line.length > shownMax ? `${line.slice(0, shownMax - 1)}…` : line
}
