import type { Context } from '../../context.ts'
import { InvalidResource, InvalidTemplate } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { addCorsToAll, type RestCors } from '../../openapi/cors.ts'
import { deepSet, invalidDocument, isOpenApi3, requireMap } from '../../openapi/document.ts'
import { binaryMediaTypesKey, endpointConfigurationKey } from '../../openapi/names.ts'
import { toOpenApi3 } from '../../openapi/openapi3.ts'
import { addModels } from '../../openapi/requests.ts'
import { addCustomStatements, addResourcePolicy } from '../../openapi/resource-policy.ts'
import { isRestDocument, RestDocument } from '../../openapi/rest-document.ts'
import {
  addApiKeyDefinition,
  addAuthorizerDefinitions,
  setDefaultApiKey,
  setDefaultAuthorizer,
} from '../../openapi/security.ts'
import {
  type Carried,
  carry,
  entriesOf,
  fromTemplate,
  isUnicodeKey,
  keysOf,
  legacyDict,
  push,
  set,
  Text,
  twin,
} from '../../python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import { authorizerDefinition, readAuthorizers } from './authorizers.ts'
import { checkGatewayResponses, gatewayResponseDefinition, readGatewayResponse } from './gateway-responses.ts'

/** The document of a REST API with all that the template says beside it. Every step works on a copy of its own. */
export class RestDefinition {
  readonly #api: SamResource
  readonly #context: Context
  /** The document, or what else the template has in its place. */
  body: Value

  constructor(api: SamResource, context: Context) {
    this.#api = api
    this.#context = context
    this.body = api.get('DefinitionBody')
  }

  /** @throws InvalidResource, InvalidTemplate or InvalidDocument for the first fault */
  addAll(): void {
    this.#addCors()
    this.#addAuth()
    this.#addGatewayResponses()
    this.#addBinaryMediaTypes()
    this.#addModels()
    this.#setDisableExecuteApiEndpoint()
  }

  /** Moves everything to its place in OpenAPI 3, if that is what the document is to be. */
  finish(): void {
    if (isDict(this.body)) {
      toOpenApi3(
        this.body,
        this.#api.get('OpenApiVersion'),
        this.#context.isEnabled('normalized_open_api_version'),
      )
    }
  }

  #fault(sentence: string): InvalidResource {
    return new InvalidResource(this.#api.logicalId, sentence)
  }

  #requireBody(property: string): void {
    if (!isTruthy(this.body)) {
      throw this.#fault(`${property} works only with inline Swagger specified in 'DefinitionBody' property.`)
    }
  }

  #requireDocument(what: string): void {
    if (!isRestDocument(this.body)) {
      throw this.#fault(
        `Unable to add ${what} because 'DefinitionBody' does not contain a valid Swagger definition.`,
      )
    }
  }

  #addCors(): void {
    const given = this.#api.get('Cors')
    if (!isTruthy(given)) return
    this.#requireBody('Cors')
    const cors = this.#readCors(given)
    this.#requireDocument('Cors configuration')
    const origin = cors.origin instanceof Text ? cors.origin.text : cors.origin
    if (cors.credentials === true && origin === "'*'") {
      throw this.#fault(
        "Unable to add Cors configuration because 'AllowCredentials' can not be true when " +
          "'AllowOrigin' is \"'*'\" or not set",
      )
    }
    const document = new RestDocument(this.body)
    try {
      addCorsToAll(document, cors)
    } catch (error) {
      throw error instanceof InvalidTemplate ? this.#fault(error.message) : error
    }
    this.body = document.body
  }

  #readCors(given: Value): RestCors {
    const defaults: RestCors = {
      origin: "'*'",
      headers: null,
      methods: null,
      maxAge: null,
      credentials: false,
    }
    if (typeof given === 'string') {
      return { ...defaults, origin: carry(this.#api.properties, 'Cors') ?? fromTemplate(given) }
    }
    if (isIntrinsic(given)) return { ...defaults, origin: twin(given) }
    if (!isDict(given)) throw this.#fault("Invalid value for 'Cors' property")
    for (const key of keysOf(given)) {
      if (!corsMembers.includes(key)) throw this.#fault(`Invalid key '${key}' for 'Cors' property.`)
    }
    const member = (name: string, otherwise: Carried): Carried => twin(carry(given, name) ?? otherwise)
    return {
      origin: has(given, 'AllowOrigin') ? member('AllowOrigin', null) : defaults.origin,
      headers: member('AllowHeaders', null),
      methods: member('AllowMethods', null),
      maxAge: member('MaxAge', null),
      credentials: member('AllowCredentials', false),
    }
  }

  #addAuth(): void {
    const auth = this.#api.get('Auth')
    if (!isTruthy(auth)) return
    this.#requireBody('Auth')
    const map = checkAuth(this.#api.logicalId, auth)
    this.#requireDocument('Auth configuration')
    const document = new RestDocument(this.body)
    this.#addAuthorizers(document, map)
    if (isTruthy(get(map, 'ApiKeyRequired'))) {
      addApiKeyDefinition(document)
      const withPreflight = unlessGiven(map, 'AddApiKeyRequiredToCorsPreflight')
      for (const path of document.pathNames()) setDefaultApiKey(document, path, withPreflight)
    }
    const policy = get(map, 'ResourcePolicy')
    if (isTruthy(policy)) {
      const statements = requireMap(policy, 'ResourcePolicy must be a map (ResourcePolicyStatement).')
      const stage = carry(this.#api.properties, 'StageName') ?? null
      for (const path of document.pathNames()) addResourcePolicy(document, statements, path, stage)
      const custom = get(statements, 'CustomStatements')
      if (isTruthy(custom)) addCustomStatements(document, custom as Value)
    }
    this.body = document.body
    this.finish()
  }

  #addAuthorizers(document: RestDocument, auth: Dict): void {
    const { logicalId } = this.#api
    const byDefault = carry(auth, 'DefaultAuthorizer') ?? null
    const authorizers = readAuthorizers(logicalId, get(auth, 'Authorizers') ?? null, byDefault)
    if (authorizers.length === 0) return
    addAuthorizerDefinitions(
      document,
      authorizers.map((authorizer) => [
        authorizer.name,
        authorizerDefinition(logicalId, authorizer, this.#context.partition),
      ]),
    )
    if (!isTruthy(byDefault instanceof Text ? byDefault.text : byDefault)) return
    if (!(byDefault instanceof Text)) throw this.#fault('DefaultAuthorizer is not a string.')
    const scopes = new Map(authorizers.map((authorizer) => [authorizer.name.text, authorizer.scopes]))
    if (!scopes.has(byDefault.text)) {
      throw this.#fault(
        `Unable to set DefaultAuthorizer because '${byDefault.text}' was not defined in 'Authorizers'.`,
      )
    }
    const withPreflight = unlessGiven(auth, 'AddDefaultAuthorizerToCorsPreflight')
    for (const path of document.pathNames())
      setDefaultAuthorizer(document, path, byDefault, scopes, withPreflight)
  }

  #addGatewayResponses(): void {
    const { logicalId } = this.#api
    const responses = this.#api.get('GatewayResponses')
    if (!isTruthy(responses)) return
    this.#requireBody('GatewayResponses')
    if (!isDict(responses)) throw new TypeError('a map was expected')
    checkGatewayResponses(logicalId, responses)
    // AWS says so of gateway responses, too.
    this.#requireDocument('Auth configuration')
    const document = new RestDocument(this.body)
    const read = legacyDict()
    const known = new Map<string, ReturnType<typeof readGatewayResponse>>()
    for (const [name, value] of entriesOf(responses)) {
      const response = expectMap(value, { id: logicalId }, `GatewayResponses.${name}`)
      known.set(name, readGatewayResponse(logicalId, new Text(name, isUnicodeKey(responses, name)), response))
      set(read, name, null)
    }
    const map = document.responseMap()
    for (const name of keysOf(read)) {
      const response = known.get(name)
      if (response) set(map, response.name, gatewayResponseDefinition(logicalId, response))
    }
    this.body = document.body
  }

  #addBinaryMediaTypes(): void {
    const types = this.#api.get('BinaryMediaTypes')
    if (!isTruthy(types) || !isTruthy(this.body)) return
    const document = new RestDocument(this.body)
    const unescaped = unescapeMediaTypes(types)
    set(document.doc, binaryMediaTypesKey, fromTemplateIfText(unescaped))
    this.body = document.body
  }

  #addModels(): void {
    const models = this.#api.get('Models')
    if (!isTruthy(models)) return
    this.#requireBody('Models')
    this.#requireDocument('Models definitions')
    if (!isDict(models)) throw new TypeError('a map was expected')
    if (!Object.values(models).every(isDict)) throw this.#fault("Invalid value for 'Models' property")
    const document = new RestDocument(this.body)
    addModels(document, models, keysOf(models), () => invalidDocument("'Models' schema is missing 'type'."))
    this.body = document.body
    this.finish()
  }

  #setDisableExecuteApiEndpoint(): void {
    const isDisabled = twin(this.#api.get('DisableExecuteApiEndpoint'))
    if (isDisabled === null) return
    if (!isTruthy(this.body)) {
      throw this.#fault("DisableExecuteApiEndpoint works only within 'DefinitionBody' property.")
    }
    const document = new RestDocument(this.body)
    const names = [endpointConfigurationKey, 'disableExecuteApiEndpoint']
    if (isTruthy(get(document.doc, 'openapi')) && isOpenApi3(document.doc.openapi)) {
      const servers = has(document.doc, 'servers') ? (document.doc.servers as Value) : [legacyDict()]
      if (!Array.isArray(servers)) throw new TypeError('a list was expected')
      for (const [index, server] of servers.entries()) {
        deepSet(server, names, isDisabled, (sentence) =>
          invalidDocument(`Invalid OpenAPI definition of 'servers[${index}]': ${sentence}.`),
        )
      }
      set(document.doc, 'servers', servers)
    } else {
      deepSet(document.doc, names, isDisabled, (sentence) =>
        invalidDocument(`Invalid OpenAPI definition: ${sentence}.`),
      )
    }
    this.body = document.body
  }
}

const corsMembers = ['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials']

const authMembers = [
  'Authorizers',
  'DefaultAuthorizer',
  'InvokeRole',
  'AddDefaultAuthorizerToCorsPreflight',
  'AddApiKeyRequiredToCorsPreflight',
  'ApiKeyRequired',
  'ResourcePolicy',
  'UsagePlan',
]

/** `Auth` as a map that has only what it may have. @throws InvalidResource */
export function checkAuth(apiId: string, auth: Value): Dict {
  const names = isDict(auth) ? keysOf(auth) : Array.isArray(auth) ? auth : Array.from(String(auth))
  if (!names.every((name) => typeof name === 'string' && authMembers.includes(name)) || !isDict(auth)) {
    throw new InvalidResource(apiId, "Invalid value for 'Auth' property")
  }
  return auth
}

/** What is true when nothing is said of it. */
function unlessGiven(map: Dict, name: string): boolean {
  return has(map, name) ? isTruthy(map[name]) : true
}

/** Media types with slashes: in names of parameters and keys they are written `~1`. */
function unescapeMediaTypes(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll('~1', '/')
  if (Array.isArray(value)) {
    const list: Value[] = []
    for (const item of value) {
      const unescaped = unescapeMediaTypes(item)
      push(list, fromTemplateIfText(unescaped))
    }
    return list
  }
  if (!isDict(value)) return value
  const map = legacyDict()
  for (const [name, member] of entriesOf(value)) {
    const unescaped = unescapeMediaTypes(member)
    set(map, fromTemplate(name.replaceAll('~1', '/')), fromTemplateIfText(unescaped))
  }
  return map
}

function fromTemplateIfText(value: Value): Carried {
  return typeof value === 'string' ? fromTemplate(value) : value
}
