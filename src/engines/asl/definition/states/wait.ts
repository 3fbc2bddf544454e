import { expressionSource } from '../../expressions/jsonata/template.ts'
import { constantly, timestamps } from '../../expressions/quantity.ts'
import { parseTimestamp } from '../../expressions/timestamp.ts'
import type { Expression } from '../../expressions/types.ts'
import { secondsMax } from '../limits.ts'
import { present } from '../present.ts'
import type { WaitState } from '../program.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore, compileTransition } from './core.ts'

const fields = ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']

/** Source: Amazon States Language, "Wait State". */
export function compileWait(name: string, context: StateContext): WaitState {
  const { build, object, location } = context
  build.checks.exclusive(object, fields, location, true)
  return present({
    type: 'Wait' as const,
    ...compileCore(name, context),
    transition: compileTransition(context),
    seconds: onlyOne(object.Seconds, object.SecondsPath)
      ? context.number(
          'Seconds',
          { least: 0, most: secondsMax },
          (path) => `The SecondsPath parameter does not reference an input value: ${path}`,
        )
      : undefined,
    timestampMs: compileTimestamp(context),
  })
}

/** Two of them are told already. */
function onlyOne(first: unknown, second: unknown): boolean {
  return first === undefined || second === undefined
}

function compileTimestamp(context: StateContext): Expression<number> | undefined {
  const { build, object, location } = context
  if (object.Timestamp === undefined)
    return context.jsonata
      ? undefined
      : context.pathValue(
          'TimestampPath',
          timestamps,
          (path) => `The TimestampPath parameter does not reference an input value: ${path}`,
        )
  if (context.jsonata && expressionSource(object.Timestamp) !== undefined)
    return context.expression('Timestamp', timestamps)
  const text = build.checks.text(object, 'Timestamp', location)
  const moment = text === undefined ? undefined : parseTimestamp(text)
  if (moment) return constantly(moment.ms)
  if (text !== undefined)
    build.checks.error('String does not match RFC3339 timestamp', context.at('Timestamp'))
  return undefined
}
