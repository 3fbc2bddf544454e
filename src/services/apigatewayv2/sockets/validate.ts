/**
 * Messages against the models of their route. Source: API Gateway Developer Guide, "Set up request validation for WebSocket APIs", "WebSocket
 * selection expressions": the model selection expression says a key, `$default` is for what no key is for, and without it nothing is asked.
 */
import { SchemaError, validate } from '../../../gateway/index.ts'
import { messageOf, type SocketExchange, selected } from './exchange.ts'
import { refusedWith, type SocketOutcome, socketFailure } from './outcome.ts'

/** Why a message is not taken; undefined: it is as its model wants it. */
export function invalidMessage(exchange: SocketExchange): SocketOutcome | undefined {
  const { happening, log } = exchange
  const { validation } = exchange.route
  if (!validation || happening.eventType !== 'MESSAGE') return undefined
  const { selection, schemas, find } = validation
  const named = selected(exchange, selection) ?? '$default'
  const key = Object.hasOwn(schemas, named) ? named : '$default'
  if (!Object.hasOwn(schemas, key)) return undefined
  const schema = schemas[key]
  if (schema === undefined) {
    log.error(`Execution failed due to configuration error: Invalid model for key ${key}`)
    return socketFailure()
  }
  const { json } = messageOf(exchange)
  try {
    const problems = json === undefined ? ['Invalid JSON'] : validate(schema, json, find)
    if (problems.length === 0) return undefined
    log.error(`Request body does not match model schema for key ${key}: [${problems.join(', ')}]`)
    return refusedWith(400, 'Invalid request body')
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    log.error(`Execution failed due to configuration error: ${error.message}`)
    return socketFailure()
  }
}
