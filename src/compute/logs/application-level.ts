import type { LoggingConfiguration } from '../types.ts'

const order = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const

/**
 * Whether a line that the function printed is shown. In the JSON format a line that is a JSON object says its level itself;
 * anything else counts as INFO when it is an object and is always shown when it is not.
 * Source: Lambda Developer Guide, "Log-level filtering".
 */
export function isShown(line: string, { format, applicationLevel }: LoggingConfiguration): boolean {
  if (format !== 'JSON' || applicationLevel === undefined || !line.startsWith('{')) return true
  let level: unknown
  try {
    level = (JSON.parse(line) as { level?: unknown }).level
  } catch {
    return true
  }
  const name = typeof level === 'string' ? level.toUpperCase() : 'INFO'
  const known = (order as readonly string[]).indexOf(name)
  return (known < 0 ? order.indexOf('INFO') : known) >= order.indexOf(applicationLevel)
}
