import { isIntrinsic, ref } from '../intrinsics/build.ts'
import { closeDocument, keysOf, legacyDict, openDocument, push, set } from '../python/memory.ts'
import { pythonText, pythonTypeName } from '../python/text.ts'
import { type Dict, get, has, isDict, isEqual, isTruthy, put, type Value } from '../python/values.ts'
import { ApiDocument, assumeMap, deepGet, invalidDocument, isOpenApi3 } from './document.ts'
import { corsKey, endpointConfigurationKey, integrationKey, tagValueKey } from './names.ts'

/** The title that documents get when nobody gives them one. */
export const defaultTitle: Readonly<Dict> = ref('AWS::StackName')

/** The document of an HTTP API, OpenAPI 3, while it is worked on. What is changed counts once `body` is taken. */
export class HttpDocument extends ApiDocument {
  securitySchemes: Value
  tags: Value
  readonly info: Value

  /** @throws InvalidDocument when it is no document of OpenAPI 3 */
  constructor(body: Value | undefined) {
    if (!isHttpDocument(body)) {
      throw invalidDocument(
        "Invalid OpenApi document. Invalid values or missing keys for 'openapi' or 'paths' in 'DefinitionBody'.",
      )
    }
    super(openDocument(body))
    const wrong = (sentence: string) => invalidDocument(`Invalid OpenApi document: ${sentence}`)
    const schemes = deepGet(this.doc, ['components', 'securitySchemes'], wrong)
    this.securitySchemes = isTruthy(schemes) ? (schemes as Value) : legacyDict()
    const tags = get(this.doc, 'tags')
    this.tags = isTruthy(tags) ? (tags as Value) : []
    const info = get(this.doc, 'info')
    this.info = isTruthy(info) ? (info as Value) : legacyDict()
  }

  /** The document with what was changed; ends the work on it. */
  get body(): Dict {
    if (isTruthy(this.tags)) set(this.doc, 'tags', this.tags)
    if (isTruthy(this.securitySchemes)) {
      if (!isTruthy(get(this.doc, 'components'))) set(this.doc, 'components', legacyDict())
      set(assumeMap(this.doc.components), 'securitySchemes', this.securitySchemes)
    }
    if (isTruthy(this.info)) set(this.doc, 'info', this.info)
    return closeDocument(this.doc)
  }

  /** Whether the method calls the function of this logical id, on each side of every `Fn::If`. */
  callsFunction(path: string, method: string, logicalId: string): boolean {
    if (!this.hasIntegration(path, method)) return false
    for (const definition of this.definitionsOf(path, method, { all: true })) {
      const integration = has(definition, integrationKey) ? definition[integrationKey] : {}
      if (!isDict(integration)) {
        throw invalidDocument(`Value of '${integrationKey}' must be a dictionary according to Swagger spec.`)
      }
      if (!uriNames(get(integration, 'uri'), logicalId)) return false
    }
    return true
  }

  /** Adds tags, or gives those of the document another value. */
  addTags(tags: Dict): void {
    for (const name of keysOf(tags)) {
      if (!Array.isArray(this.tags)) {
        const { tags: held } = this
        throw invalidDocument(
          `Tags in OpenApi DefinitionBody needs to be a list. ${pythonText(held)} is a ${pythonTypeName(held)} not a list.`,
        )
      }
      const existing = this.tags.find((tag) => get(assumeMap(tag), 'name') === name)
      if (isTruthy(existing)) set(assumeMap(existing), tagValueKey, tags[name] as Value)
      else {
        this.tags.push(
          legacyDict([
            ['name', name],
            [tagValueKey, tags[name] as Value],
          ]),
        )
      }
    }
  }

  /** Says whether clients may use the address of `execute-api`. */
  setDisableExecuteApiEndpoint(isDisabled: Value): void {
    const servers = has(this.doc, 'servers') ? (this.doc.servers as Value) : [legacyDict()]
    if (!Array.isArray(servers)) throw new TypeError('a list was expected')
    for (const server of servers) {
      if (!isDict(server)) {
        throw invalidDocument("Value of 'servers' item must be a dictionary according to Swagger spec.")
      }
      const configuration = has(server, endpointConfigurationKey) ? server[endpointConfigurationKey] : {}
      put(assumeMap(configuration), 'disableExecuteApiEndpoint', isDisabled)
      set(server, endpointConfigurationKey, configuration as Value)
    }
    set(this.doc, 'servers', servers)
  }

  /** Sets or adds to the API's answers to requests of other origins. Members are those of `CorsConfiguration`. */
  addCors(cors: Dict): void {
    const configuration = has(this.doc, corsKey) ? this.doc[corsKey] : {}
    if (!isDict(configuration)) {
      throw invalidDocument(`Value of '${corsKey}' must be a dictionary according to Swagger spec.`)
    }
    const origins = get(cors, 'AllowOrigins')
    if (isIntrinsic(origins)) {
      // An intrinsic function gives the whole configuration: its members are found by their names, wherever they stand.
      const renamed = renameCorsMembers(origins)
      for (const name of Object.keys(renamed)) set(configuration, name, renamed[name] as Value)
    } else {
      for (const [name, key] of corsMembers) {
        const value = get(cors, name) ?? null
        const isSet =
          name === 'MaxAge' ? value !== null : name === 'AllowCredentials' ? value === true : isTruthy(value)
        if (isSet) set(configuration, key, value)
      }
    }
    set(this.doc, corsKey, configuration)
  }

  /** Describes the API, unless the document does. */
  addDescription(description: Value): void {
    const info = assumeMap(this.info)
    if (!isTruthy(get(info, 'description'))) set(info, 'description', description)
  }

  /** Names the API, if the document has the name that all have. */
  addTitle(title: Value): void {
    const info = assumeMap(this.info)
    if (isEqual(get(info, 'title'), defaultTitle)) set(info, 'title', title)
  }

  /** Says which path parameters a method has: those of its path. */
  addPathParameters(path: string, method: string, names: readonly string[]): void {
    for (const definition of this.definitionsOf(path, method)) {
      if (!has(definition, 'parameters')) set(definition, 'parameters', [])
      const { parameters } = definition
      if (!Array.isArray(parameters)) throw new TypeError('a list was expected')
      for (const name of names) {
        const existing = parameters.find((parameter) => get(assumeMap(parameter), 'name') === name)
        const parameter = isTruthy(existing) ? assumeMap(existing) : legacyDict([['name', name]])
        set(parameter, 'in', 'path')
        set(parameter, 'required', true)
        if (!isTruthy(existing)) push(parameters, parameter)
      }
    }
  }

  /** Says which form of events a method's integration sends. */
  setPayloadFormatVersion(path: string, method: string, version: Value): void {
    for (const definition of this.definitionsOf(path, method)) {
      set(assumeMap(definition[integrationKey]), 'payloadFormatVersion', version)
    }
  }
}

const corsMembers = [
  ['AllowOrigins', 'allowOrigins'],
  ['AllowHeaders', 'allowHeaders'],
  ['AllowMethods', 'allowMethods'],
  ['ExposeHeaders', 'exposeHeaders'],
  ['MaxAge', 'maxAge'],
  ['AllowCredentials', 'allowCredentials'],
] as const

/** AWS's translator replaces the names in the JSON text, values included. */
function renameCorsMembers(value: Dict): Dict {
  let text = JSON.stringify(value)
  for (const [name, key] of corsMembers) text = text.replaceAll(name, key)
  return JSON.parse(text) as Dict
}

function uriNames(uri: Value | undefined, logicalId: string): boolean {
  if (!isDict(uri)) return false
  const sides = has(uri, 'Fn::If') ? uri['Fn::If'] : undefined
  if (sides !== undefined && !Array.isArray(sides)) throw invalidDocument('Value of Fn::If must be a list.')
  const contents =
    sides === undefined ? [uri] : sides.slice(1).filter((side) => !isEqual(side, ref('AWS::NoValue')))
  return contents.every((content) => {
    const text = get(assumeMap(content), 'Fn::Sub') ?? ''
    if (typeof text !== 'string') throw new TypeError('a text was expected')
    return /([A-Za-z0-9]+)\.Arn/.exec(text)?.[1] === logicalId
  })
}

/** Whether a value is a document of OpenAPI 3 with paths. */
export function isHttpDocument(value: Value | undefined): value is Dict {
  return (
    isDict(value) &&
    isDict(get(value, 'paths')) &&
    isTruthy(get(value, 'openapi')) &&
    isOpenApi3(value.openapi)
  )
}

/** The document of an HTTP API of which nothing is said. */
export function emptyHttpDocument(): Dict {
  return legacyDict([
    ['openapi', '3.0.1'],
    [
      'info',
      legacyDict([
        ['version', '1.0'],
        ['title', { ...defaultTitle }],
      ]),
    ],
    ['paths', legacyDict()],
  ])
}
