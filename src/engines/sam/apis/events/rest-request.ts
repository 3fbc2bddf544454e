import { InvalidEvent } from '../../errors.ts'
import { expectMap } from '../../model/expect.ts'
import {
  type RequestParameter,
  setRequestModel,
  setRequestParameters,
  setRequestValidator,
} from '../../openapi/requests.ts'
import type { RestDocument } from '../../openapi/rest-document.ts'
import { carry, keysOf } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { get, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { EventMethod } from './rest-auth.ts'

/** Puts `RequestModel` of an event into the document. @throws InvalidEvent */
export function addRequestModel(document: RestDocument, given: Value, at: EventMethod): void {
  const { eventName, path, method, api } = at
  const request = expectMap(given, { id: eventName, kind: 'event' }, 'RequestModel')
  const model = get(request, 'Model')
  if (!isTruthy(model)) return
  const start = (what: string) =>
    `Unable to set ${what} [${pythonText(model)}] on API method [${method}] for path [${path}] `
  const fault = (why: string) => new InvalidEvent(eventName, start('RequestModel') + why)
  const models = get(api, 'Models')
  if (!isTruthy(models)) throw fault('because the related API does not define any Models.')
  if (!isDict(models)) throw fault('because the related API Models defined is of invalid type.')
  if (typeof model !== 'string') throw fault('because the related API does not contain valid Models.')
  if (!isTruthy(get(models, model))) throw fault("because it wasn't defined in the API's Models.")
  setRequestModel(document, path, method, { model, isRequired: carry(request, 'Required') })
  const body = get(request, 'ValidateBody') ?? null
  const parameters = get(request, 'ValidateParameters') ?? null
  if (body === null && parameters === null) return
  const validated = { body: body ?? false, parameters: parameters ?? false }
  if (typeof validated.body !== 'boolean' || typeof validated.parameters !== 'boolean') {
    throw new InvalidEvent(
      eventName,
      `${start('Validator to RequestModel')}ValidateBody and ValidateParameters must be a boolean type, strings or intrinsics are not supported.`,
    )
  }
  setRequestValidator(document, path, method, { body: validated.body, parameters: validated.parameters })
}

const parameterName = /^method\.request\.(querystring|path|header)\./

/** Puts `RequestParameters` of an event into the document. @throws InvalidEvent */
export function addRequestParameters(document: RestDocument, given: Value, at: EventMethod): void {
  if (!Array.isArray(given)) throw new TypeError('a list was expected')
  const parameters = given.map((parameter) => readParameter(parameter, at.eventName))
  setRequestParameters(document, at.path, at.method, parameters)
}

function readParameter(given: Value, eventName: string): RequestParameter {
  const start = "Invalid value for 'RequestParameters' property. "
  if (typeof given === 'string') {
    checkName(given, eventName, start)
    return { name: given, isRequired: false, isCacheKey: false }
  }
  if (!isDict(given)) {
    throw new InvalidEvent(eventName, `${start}Property must be either a string or an object`)
  }
  const [name] = keysOf(given)
  if (name === undefined) throw new TypeError('an empty map')
  checkName(name, eventName, start)
  const settings = given[name]
  if (!isDict(settings) || !keysOf(settings).every((key) => key === 'Required' || key === 'Caching')) {
    throw new InvalidEvent(
      eventName,
      `${start}Values must be an object, e.g { Required: true, Caching: false }`,
    )
  }
  return {
    name,
    isRequired: carry(settings, 'Required') ?? false,
    isCacheKey: get(settings, 'Caching') ?? false,
  }
}

function checkName(name: string, eventName: string, start: string): void {
  if (parameterName.test(name)) return
  throw new InvalidEvent(
    eventName,
    `${start}Keys must be in the format 'method.request.[querystring|path|header].{value}', ` +
      "e.g 'method.request.header.Authorization'.",
  )
}
