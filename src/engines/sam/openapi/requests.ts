import {
  type Carried,
  carry,
  fromTemplate,
  legacyDict,
  plainDict,
  push,
  set,
  twin,
  update,
} from '../python/memory.ts'
import { type Dict, get, has, isTruthy, type Value } from '../python/values.ts'
import { assumeMap, isOpenApi3 } from './document.ts'
import { integrationKey, requestValidatorKey, requestValidatorsKey } from './names.ts'
import type { RestDocument } from './rest-document.ts'

/** Says which model the body of a request follows. */
export function setRequestModel(
  document: RestDocument,
  path: string,
  method: string,
  { model, isRequired }: { readonly model: string; readonly isRequired: Carried | undefined },
): void {
  const name = model.toLowerCase()
  for (const definition of document.definitionsOf(path, method)) {
    if (document.isSwagger) {
      const parameter = legacyDict([
        ['in', 'body'],
        ['name', fromTemplate(name)],
        ['schema', plainDict([['$ref', `#/definitions/${name}`]])],
      ])
      if (isRequired !== undefined && isRequired !== null) set(parameter, 'required', twin(isRequired))
      set(definition, 'parameters', appended(get(definition, 'parameters'), parameter))
    } else if (isTruthy(get(document.doc, 'openapi')) && isOpenApi3(document.doc.openapi)) {
      const schema = plainDict([['$ref', `#/components/schemas/${name}`]])
      const body = plainDict([
        ['content', plainDict([['application/json', plainDict([['schema', schema]])]])],
      ])
      set(definition, 'requestBody', body)
      if (isRequired !== undefined && isRequired !== null) set(body, 'required', twin(isRequired))
    }
  }
}

function appended(list: Value | undefined, item: Value): Value[] {
  if (list === undefined) return [item]
  if (!Array.isArray(list)) throw new TypeError('a list was expected')
  push(list, item)
  return list
}

/** Says what of a request is validated, and adds the validator to the document if it lacks it. */
export function setRequestValidator(
  document: RestDocument,
  path: string,
  method: string,
  { body, parameters }: { readonly body: boolean; readonly parameters: boolean },
): void {
  const name = validatorName(body, parameters)
  if (!isTruthy(get(document.doc, requestValidatorsKey)))
    set(document.doc, requestValidatorsKey, legacyDict())
  const validators = assumeMap(document.doc[requestValidatorsKey])
  if (!isTruthy(get(validators, name))) {
    const validator = legacyDict([
      ['validateRequestBody', body],
      ['validateRequestParameters', parameters],
    ])
    update(validators, legacyDict([[name, validator]]))
  }
  for (const definition of document.definitionsOf(path, method)) {
    update(definition, legacyDict([[requestValidatorKey, name]]))
  }
}

function validatorName(body: boolean, parameters: boolean): string {
  if (body) return parameters ? 'body-and-params' : 'body-only'
  return parameters ? 'params-only' : 'no-validation'
}

/** A parameter that a method asks for. */
export interface RequestParameter {
  /** For example `method.request.header.Authorization`. */
  readonly name: string
  readonly isRequired: Carried
  /** Whether it is part of the key of cached answers. */
  readonly isCacheKey: Value
}

/** Says which parameters a method asks for. */
export function setRequestParameters(
  document: RestDocument,
  path: string,
  method: string,
  parameters: readonly RequestParameter[],
): void {
  for (const definition of document.definitionsOf(path, method)) {
    let declared: Value | undefined = has(definition, 'parameters') ? definition.parameters : []
    for (const { name, isRequired, isCacheKey } of parameters) {
      const short = name.replaceAll('method.request.', '')
      const dot = short.indexOf('.')
      // A name such as method.request.header.method.request. has nothing left: AWS's translator stops there.
      if (dot < 0) throw new TypeError('not enough values to unpack')
      const location = short.slice(0, dot)
      const parameter = legacyDict([
        ['in', location === 'querystring' ? 'query' : fromTemplate(location)],
        ['name', fromTemplate(short.slice(dot + 1))],
        ['required', twin(isRequired)],
        ['type', 'string'],
      ])
      declared = appended(declared, parameter)
      if (isTruthy(isCacheKey)) {
        const integration = assumeMap(definition[integrationKey])
        const keys = get(integration, 'cacheKeyParameters') ?? []
        if (!Array.isArray(keys)) throw new TypeError('a list was expected')
        push(keys, fromTemplate(name))
        set(integration, 'cacheKeyParameters', keys)
      }
    }
    set(definition, 'parameters', declared ?? [])
  }
}

/** Adds models, by their names in lower case. */
export function addModels(
  document: RestDocument,
  models: Dict,
  entries: readonly string[],
  missing: () => Error,
): void {
  const definitions = document.definitionMap()
  for (const name of entries) {
    const schema = models[name] as Value
    if (!isTruthy(get(assumeMap(schema), 'type'))) throw missing()
    set(definitions, fromTemplate(name.toLowerCase()), twin(carry(models, name) ?? null))
  }
}
