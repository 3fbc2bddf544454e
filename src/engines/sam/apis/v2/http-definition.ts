import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic, isNoValue } from '../../intrinsics/build.ts'
import { expectString } from '../../model/expect.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { deepGet } from '../../openapi/document.ts'
import { defaultTitle, HttpDocument, isHttpDocument } from '../../openapi/http-document.ts'
import { addSecuritySchemes, setDefaultHttpAuthorizer } from '../../openapi/http-security.ts'
import { defaultPath } from '../../openapi/names.ts'
import { keysOf, remove, set } from '../../python/memory.ts'
import { type Dict, get, has, isDict, isEqual, isTruthy, put, type Value } from '../../python/values.ts'
import { type HttpAuthorizer, readHttpAuthorizers, securityScheme } from './http-authorizers.ts'

/** The tag of all that SAM makes of an HTTP API. */
export const httpTagName = 'httpapi:createdBy'

const corsMembers = [
  'AllowMethods',
  'AllowHeaders',
  'AllowOrigins',
  'MaxAge',
  'ExposeHeaders',
  'AllowCredentials',
]

/** The document of an HTTP API with all that the template says beside it. Every step works on a copy of its own. */
export class HttpDefinition {
  readonly #api: SamResource
  readonly #context: Context
  /** The document, or what else the template has in its place. */
  body: Value
  /** The API's tags, with SAM's own if there is a document to put it in. */
  tags: Value

  constructor(api: SamResource, context: Context) {
    this.#api = api
    this.#context = context
    this.body = api.get('DefinitionBody')
    this.tags = api.get('Tags')
  }

  /** @throws InvalidResource, InvalidTemplate or InvalidDocument for the first fault */
  addAll(): void {
    this.#addCors()
    this.#addAuth()
    this.#addTags()
    this.#setDisableExecuteApiEndpoint()
    this.#setTitle()
    this.#setDescription()
    this.#renameDefaultPath()
  }

  #fault(sentence: string): InvalidResource {
    return new InvalidResource(this.#api.logicalId, sentence)
  }

  #change(change: (document: HttpDocument) => void): void {
    const document = new HttpDocument(this.body)
    change(document)
    this.body = document.body
  }

  #addCors(): void {
    const given = this.#api.get('CorsConfiguration')
    if (!isTruthy(given)) return
    if (!isTruthy(this.body)) {
      throw this.#fault("Cors works only with inline OpenApi specified in 'DefinitionBody' property.")
    }
    const cors = this.#readCors(given)
    if (!isHttpDocument(this.body)) {
      throw this.#fault(
        "Unable to add Cors configuration because 'DefinitionBody' does not contain a valid OpenApi definition.",
      )
    }
    if (get(cors, 'AllowCredentials') === true && isEqual(get(cors, 'AllowOrigins'), ['*'])) {
      throw this.#fault(
        "Unable to add Cors configuration because 'AllowCredentials' can not be true when " +
          "'AllowOrigin' is \"'*'\" or not set.",
      )
    }
    this.#change((document) => document.addCors(cors))
  }

  #readCors(given: Value): Dict {
    if (typeof given === 'boolean') return { AllowOrigins: ['*'] }
    if (isIntrinsic(given)) return { AllowOrigins: given }
    if (!isDict(given)) throw this.#fault("Invalid value for 'Cors' property.")
    for (const key of keysOf(given)) {
      if (!corsMembers.includes(key)) throw this.#fault(`Invalid key '${key}' for 'Cors' property.`)
    }
    return given
  }

  /** What `Auth` asks of, or nothing. @throws InvalidResource */
  authorizers(): HttpAuthorizer[] {
    const auth = this.#api.get('Auth')
    if (!isDict(auth) || !isTruthy(auth)) return []
    return readHttpAuthorizers(
      this.#api.logicalId,
      get(auth, 'Authorizers') ?? null,
      get(auth, 'EnableIamAuthorizer') === true,
    )
  }

  #addAuth(): void {
    const auth = this.#api.get('Auth')
    if (!isTruthy(auth)) return
    if (!isTruthy(this.body)) {
      throw this.#fault("Auth works only with inline OpenApi specified in the 'DefinitionBody' property.")
    }
    const members = ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer']
    if (!isDict(auth) || !keysOf(auth).every((name) => members.includes(name))) {
      throw this.#fault("Invalid value for 'Auth' property")
    }
    if (!isHttpDocument(this.body)) {
      throw this.#fault(
        "Unable to add Auth configuration because 'DefinitionBody' does not contain a valid OpenApi definition.",
      )
    }
    this.#change((document) => {
      const authorizers = this.authorizers()
      const schemes: Dict = {}
      for (const authorizer of authorizers) {
        put(
          schemes,
          authorizer.name,
          securityScheme(this.#api.logicalId, authorizer, this.#context.partition),
        )
      }
      addSecuritySchemes(document, schemes)
      this.#setDefaultAuthorizer(document, authorizers, get(auth, 'DefaultAuthorizer') ?? null)
    })
  }

  #setDefaultAuthorizer(document: HttpDocument, authorizers: readonly HttpAuthorizer[], given: Value): void {
    if (!isTruthy(given) || isNoValue(given)) return
    const name = expectString(given, { id: this.#api.logicalId }, 'Auth.DefaultAuthorizer')
    const authorizer = authorizers.find((one) => one.name === name)
    if (!authorizer) {
      throw this.#fault(`Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`)
    }
    const scopes = get(authorizer.config, 'AuthorizationScopes') ?? []
    for (const path of document.pathNames()) setDefaultHttpAuthorizer(document, path, name, scopes)
  }

  #addTags(): void {
    const isGiven = isTruthy(this.tags)
    if (isGiven && !isTruthy(this.body)) {
      throw this.#fault("Tags works only with inline OpenApi specified in the 'DefinitionBody' property.")
    }
    if (!isTruthy(this.body)) return
    if (!isHttpDocument(this.body)) {
      if (!isGiven) return
      throw this.#fault(
        "Unable to add `Tags` because 'DefinitionBody' does not contain a valid OpenApi definition.",
      )
    }
    // The template's own map: the stage and the domain have it, too.
    const tags = isGiven ? (this.tags as Dict) : {}
    set(tags, httpTagName, 'SAM')
    this.tags = tags
    this.#change((document) => document.addTags(tags))
  }

  #setDisableExecuteApiEndpoint(): void {
    const isDisabled = this.#api.get('DisableExecuteApiEndpoint')
    if (isDisabled === null) return
    if (!isTruthy(this.body)) {
      throw this.#fault("DisableExecuteApiEndpoint works only within 'DefinitionBody' property.")
    }
    this.#change((document) => document.setDisableExecuteApiEndpoint(isDisabled))
  }

  #setTitle(): void {
    const name = this.#api.get('Name')
    if (!isTruthy(name)) return
    this.#requireInline('Name')
    const title = this.#own('title', '.')
    if (!isEqual(title, defaultTitle)) throw this.#alreadyDefined('Name')
    this.#change((document) => document.addTitle(name))
  }

  #setDescription(): void {
    const description = this.#api.get('Description')
    if (!isTruthy(description)) return
    this.#requireInline('Description')
    if (isTruthy(this.#own('description', "'."))) throw this.#alreadyDefined('Description')
    this.#change((document) => document.addDescription(description))
  }

  #requireInline(property: string): void {
    if (isTruthy(this.body)) return
    throw this.#fault(
      `${property} works only with inline OpenApi specified in the 'DefinitionBody' property.`,
    )
  }

  /** A member of the document's `info`. `end` ends AWS's message. */
  #own(member: string, end: string): Value | undefined {
    return deepGet(this.body, ['info', member], (sentence) =>
      this.#fault(`Invalid 'DefinitionBody': ${sentence}${end}`),
    )
  }

  #alreadyDefined(property: string): InvalidResource {
    return this.#fault(
      `Unable to set ${property} because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.`,
    )
  }

  /** API Gateway warns of a path that does not start with a slash; with `FailOnWarnings` the import would fail. */
  #renameDefaultPath(): void {
    if (!isTruthy(this.#api.get('FailOnWarnings')) || !isDict(this.body)) return
    const paths = has(this.body, 'paths') ? this.body.paths : {}
    if (!isDict(paths) || !has(paths, defaultPath)) return
    const held = paths[defaultPath] as Value
    remove(paths, defaultPath)
    set(paths, `/${defaultPath}`, held)
  }
}
