import { InvalidTemplate } from '../errors.ts'
import { ref } from '../intrinsics/build.ts'
import { closeDocument, keysOf, legacyDict, openDocument, set } from '../python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'
import {
  ApiDocument,
  alternatives,
  assumeMap,
  invalidDocument,
  isIntegrated,
  isOpenApi3,
  methodKey,
  requireMethod,
  requirePathItem,
} from './document.ts'
import { gatewayResponsesKey, policyKey } from './names.ts'

/** Members of a path that are no methods. Source: Swagger 2.0 and OpenAPI 3.0, Path Item Object. */
const notMethods = new Set(['summary', 'description', 'parameters'])

/**
 * The document of a REST API while it is worked on: Swagger 2, or OpenAPI 3 with parts still in Swagger's places
 * (`toOpenApi3` moves them). What is changed counts once `body` is taken.
 */
export class RestDocument extends ApiDocument {
  /** What lies beside the paths; written back by `body` where there is anything. */
  securityDefinitions: Value
  gatewayResponses: Value
  resourcePolicy: Value
  definitions: Value

  /** @throws InvalidDocument when it is no document, or one of its paths is no map */
  constructor(body: Value | undefined) {
    if (!isRestDocument(body)) {
      throw invalidDocument(
        "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'.",
      )
    }
    super(openDocument(body))
    this.securityDefinitions = orEmpty(get(this.doc, 'securityDefinitions'))
    this.gatewayResponses = orEmpty(get(this.doc, gatewayResponsesKey))
    this.resourcePolicy = orEmpty(get(this.doc, policyKey))
    this.definitions = has(this.doc, 'definitions') ? (this.doc.definitions as Value) : legacyDict()
    // One that was worked on before was looked at then.
    if (this.doc !== body) this.#checkPaths()
  }

  /** That paths, on each side of an `Fn::If`, are maps. */
  #checkPaths(): void {
    for (const path of this.pathNames()) for (const item of this.pathItems(path)) requirePathItem(item, path)
  }

  /** Whether it says that it is Swagger 2. */
  get isSwagger(): boolean {
    const version = get(this.doc, 'swagger')
    return version !== null && version !== undefined
  }

  /** The document with what was changed; ends the work on it. */
  get body(): Dict {
    if (isTruthy(this.securityDefinitions)) set(this.doc, 'securityDefinitions', this.securityDefinitions)
    if (isTruthy(this.gatewayResponses)) set(this.doc, gatewayResponsesKey, this.gatewayResponses)
    if (isTruthy(this.definitions)) set(this.doc, 'definitions', this.definitions)
    return closeDocument(this.doc)
  }

  /** All methods of a path that have an integration, on each side of every `Fn::If`. */
  integratedMethods(path: string): { readonly name: string; readonly definition: Dict }[] {
    const methods: { name: string; definition: Dict }[] = []
    for (const item of this.pathItems(path)) {
      const map = requirePathItem(item, path)
      for (const name of keysOf(map)) {
        if (notMethods.has(name)) continue
        for (const one of alternatives(map[name])) {
          const definition = requireMethod(one, path, name)
          if (isIntegrated(definition)) methods.push({ name: methodKey(name).text, definition })
        }
      }
    }
    return methods
  }

  /** The map of `securityDefinitions`, made if it is empty. @throws InvalidTemplate when the template gave something else. */
  securityMap(): Dict {
    if (!isTruthy(this.securityDefinitions)) this.securityDefinitions = legacyDict()
    if (!isDict(this.securityDefinitions))
      throw new InvalidTemplate('securityDefinitions must be a dictionary.')
    return this.securityDefinitions
  }

  /** The map of gateway responses, made if it is empty. */
  responseMap(): Dict {
    if (!isTruthy(this.gatewayResponses)) this.gatewayResponses = legacyDict()
    return assumeMap(this.gatewayResponses)
  }

  /** The map of models, made if it is empty. */
  definitionMap(): Dict {
    if (!isTruthy(this.definitions)) this.definitions = legacyDict()
    return assumeMap(this.definitions)
  }
}

function orEmpty(value: Value | undefined): Value {
  return isTruthy(value) ? (value as Value) : legacyDict()
}

/** Whether a value is a document that SAM can work on: Swagger, or OpenAPI 3, with paths. */
export function isRestDocument(value: Value | undefined): value is Dict {
  if (!isDict(value) || !isDict(get(value, 'paths'))) return false
  if (isTruthy(get(value, 'swagger'))) return true
  return isTruthy(get(value, 'openapi')) && isOpenApi3(value.openapi)
}

/** The document of a REST API of which nothing is said. */
export function emptyRestDocument(): Dict {
  return legacyDict([
    ['swagger', '2.0'],
    [
      'info',
      legacyDict([
        ['version', '1.0'],
        ['title', ref('AWS::StackName')],
      ]),
    ],
    ['paths', legacyDict()],
  ])
}
