import type { Json, JsonObject } from '../../../../base/json.ts'
import { maxDelaySecondsMax, secondsMax } from '../limits.ts'
import { present } from '../present.ts'
import type { Catcher, Handlers, Retrier } from '../program.ts'
import type { StateContext } from '../state-context.ts'

/** Retry and Catch. Source: Amazon States Language, "Errors"; the ranges are those AWS told in 2026. */
export function compileHandlers(context: StateContext): Handlers {
  return {
    retry: entries(context, 'Retry').map((entry) => compileRetrier(entry)),
    catch: entries(context, 'Catch').map((entry) => compileCatcher(entry)),
  }
}

interface Entry {
  readonly context: StateContext
  readonly last: boolean
}

function entries(context: StateContext, name: 'Retry' | 'Catch'): Entry[] {
  const value = context.object[name]
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    context.build.checks.error('Expected value of type [ARRAY]', context.at(name))
    return []
  }
  return value.flatMap((item: Json, index) => {
    const place = `${name}[${index}]`
    const object = context.build.checks.object(item, context.at(place))
    return object ? [{ context: context.part(object, place), last: index === value.length - 1 }] : []
  })
}

const retrierFields = new Set([
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
])

function compileRetrier({ context, last }: Entry): Retrier {
  const { object, location } = context
  const { checks } = context.build
  checks.only(object, retrierFields, location)
  const interval = checks.number(object, 'IntervalSeconds', { least: 0, most: secondsMax }, location)
  const maxDelay = checks.number(object, 'MaxDelaySeconds', { least: 1, most: maxDelaySecondsMax }, location)
  if (maxDelay !== undefined && maxDelay <= (interval ?? 1))
    checks.error('MaxDelaySeconds must be greater than IntervalSeconds', `${location}/MaxDelaySeconds`)
  return present({
    errorEquals: errorNames(object, context, last),
    intervalSeconds: interval ?? 1,
    maxAttempts: checks.number(object, 'MaxAttempts', { least: 0, most: secondsMax }, location) ?? 3,
    backoffRate:
      checks.number(object, 'BackoffRate', { least: 1, most: Number.MAX_VALUE, whole: false }, location) ?? 2,
    maxDelaySeconds: maxDelay,
    jitter: checks.word(object, 'JitterStrategy', ['NONE', 'FULL'], location) ?? 'NONE',
  })
}

const catcherFields = {
  JSONPath: new Set(['ErrorEquals', 'Next', 'ResultPath', 'Assign', 'Comment']),
  JSONata: new Set(['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment']),
}

const inCatcher = { result: false, errorOutput: true }

function compileCatcher({ context, last }: Entry): Catcher {
  const { object, location, jsonata } = context
  const { checks } = context.build
  checks.only(object, catcherFields[context.language], location)
  checks.required(object, ['Next'], location)
  return present({
    errorEquals: errorNames(object, context, last),
    next: checks.text(object, 'Next', location) ?? '',
    comment: checks.text(object, 'Comment', location),
    resultPath: jsonata ? undefined : context.resultPath(),
    output: jsonata ? context.template('Output', inCatcher) : undefined,
    assign: context.assign(inCatcher),
  })
}

function errorNames(object: JsonObject, context: StateContext, last: boolean): string[] {
  const { checks } = context.build
  checks.required(object, ['ErrorEquals'], context.location)
  const at = context.at('ErrorEquals')
  const names = checks.texts(object.ErrorEquals, at) ?? []
  if (names.includes('States.ALL') && (names.length > 1 || !last))
    checks.error('States.ALL must appear alone and at end of list', at)
  return names
}
