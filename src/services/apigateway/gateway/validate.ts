/** Requests against what their method asks for. Source: API Gateway Developer Guide, "Request validation for REST APIs in API Gateway". */

import type { Model } from '@aws-sdk/client-api-gateway'
import type { Json } from '../../../base/json.ts'
import { type FindModel, SchemaError, validate } from '../../../gateway/index.ts'
import { plainType } from '../domain/content-types.ts'
import { evaluateExpression } from '../domain/parameter-expressions.ts'
import type { CompiledDeployment } from './compiled.ts'
import type { RestExchange } from './exchange.ts'
import { requestMessage } from './message.ts'
import { badBody, badParameters, internalError } from './refusals.ts'

/** Fails with a Refusal where a parameter is missing or the body is not as its model. */
export function validateRequest(exchange: RestExchange): void {
  const { rest, deployed } = exchange
  const validator = deployed.api.requestValidators.find(({ id }) => id === rest.requestValidatorId)
  if (!validator) return
  if (validator.validateRequestParameters === true) checkParameters(exchange)
  if (validator.validateRequestBody === true) checkBody(exchange)
}

function checkParameters(exchange: RestExchange): void {
  const sources = {
    request: requestMessage(exchange),
    context: () => undefined,
    stageVariables: {},
  }
  const missing = Object.entries(exchange.rest.requestParameters ?? {}).flatMap(([parameter, isRequired]) => {
    if (!isRequired) return []
    const value = evaluateExpression(parameter, sources)
    const name = /^method\.request\.[a-z]+\.(.+)$/.exec(parameter)?.[1] ?? parameter
    return value === undefined || value.every((one) => one === '') ? [name] : []
  })
  if (missing.length > 0) throw badParameters(`Missing required request parameters: [${missing.join(', ')}]`)
}

/** A type without a model of its own is held against that of JSON. Source: as above: "application/json" where no type is sent. */
function checkBody(exchange: RestExchange): void {
  const { rest, headers, deployed } = exchange
  const models = rest.requestModels ?? {}
  const name = models[plainType(headers['content-type'] ?? 'application/json')] ?? models.$default
  const schema = name === undefined ? undefined : schemaOf(deployed.models.get(name))
  if (schema === undefined) return
  const value = readBody(exchange)
  let problems: string[]
  try {
    problems = validate(schema, value, finder(deployed))
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    exchange.log.error(`Execution failed due to configuration error: ${error.message}`)
    throw internalError()
  }
  if (problems.length === 0) return
  const shown = `[${problems.join(', ')}]`
  exchange.log.error(
    `Request body does not match model schema for content type ${plainType(headers['content-type'] ?? 'application/json')}: ${shown}`,
  )
  throw badBody('Invalid request body', shown)
}

function readBody({ body }: RestExchange): Json {
  if (body.length === 0) return {}
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as Json
  } catch {
    throw badBody('Invalid request body', '[Invalid JSON]')
  }
}

function finder({ models }: CompiledDeployment): FindModel {
  return (name) => schemaOf(models.get(name))
}

const read = new WeakMap<Model, Json | undefined>()

function schemaOf(model: Model | undefined): Json | undefined {
  if (model?.schema === undefined) return undefined
  if (read.has(model)) return read.get(model)
  let schema: Json | undefined
  try {
    schema = JSON.parse(model.schema) as Json
  } catch {
    schema = undefined
  }
  read.set(model, schema)
  return schema
}
