import { InvalidTemplate } from '../errors.ts'
import { comparePoints } from '../python/json-text.ts'
import { type Carried, keysOf, legacyDict, plainDict, plainList, set, Text } from '../python/memory.ts'
import { type Dict, has, isTruthy, type Value } from '../python/values.ts'
import { requirePathItem } from './document.ts'
import { anyMethodKey, integrationKey } from './names.ts'
import type { RestDocument } from './rest-document.ts'

/** What a REST API answers to preflight requests. Values are texts in quotes, or intrinsic functions. */
export interface RestCors {
  readonly origin: Carried
  readonly headers: Carried
  readonly methods: Carried
  readonly maxAge: Carried
  readonly credentials: Carried
}

/** Answers to ANY are those to all of these. Source: RFC 2616, section 9. */
const allMethods = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']

/**
 * Adds a method OPTIONS that answers preflight requests to a path, unless it has one.
 * Source: API Gateway Developer Guide, "Enable CORS on a resource using the API Gateway import API".
 */
export function addCors(document: RestDocument, path: string, cors: RestCors): void {
  let { methods } = cors
  for (const item of document.pathItems(path)) {
    const map = requirePathItem(item, path)
    if (has(map, 'options')) continue
    if (!isGiven(cors.origin)) {
      throw new InvalidTemplate('Invalid input. Value for AllowedOrigins is required')
    }
    // What one side of an Fn::If allows, the other allows too: AWS's translator keeps the first list.
    if (!isGiven(methods)) methods = `'${methodsOf(map)}'`
    set(map, 'options', preflight({ ...cors, methods }))
  }
}

/** Adds preflight answers to all paths; paths that differ in a slash at the end are one. */
export function addCorsToAll(document: RestDocument, cors: RestCors): void {
  const done = new Set<string>()
  for (const path of document.pathNames()) {
    const plain = path === '/' ? path : path.replace(/\/+$/, '')
    if (done.has(plain)) continue
    done.add(plain)
    addCors(document, path, cors)
  }
}

function isGiven(value: Carried): boolean {
  return isTruthy(value instanceof Text ? value.text : value)
}

function methodsOf(item: Dict): string {
  const names = keysOf(item)
  const methods = names.includes(anyMethodKey) ? allMethods : [...names, 'options']
  return [...new Set(methods.map((name) => name.toUpperCase()))].sort(comparePoints).join(',')
}

function preflight({ origin, headers, methods, maxAge, credentials }: RestCors): Dict {
  const parameters = legacyDict()
  const declared = legacyDict()
  const add = (header: string, value: Carried, type: string) => {
    set(parameters, `method.response.header.Access-Control-${header}`, value)
    set(declared, `Access-Control-${header}`, { type })
  }
  add('Allow-Origin', origin, 'string')
  if (isGiven(headers)) add('Allow-Headers', headers, 'string')
  if (isGiven(methods)) add('Allow-Methods', methods, 'string')
  if (maxAge !== null) add('Max-Age', maxAge, 'integer')
  if (credentials === true) add('Allow-Credentials', "'true'", 'string')
  const json = (text: string): Value => plainDict([['application/json', text]])
  return legacyDict([
    ['summary', 'CORS support'],
    ['consumes', plainList(['application/json'])],
    ['produces', plainList(['application/json'])],
    [
      integrationKey,
      legacyDict([
        ['type', 'mock'],
        ['requestTemplates', json('{\n  "statusCode" : 200\n}\n')],
        [
          'responses',
          legacyDict([
            [
              'default',
              legacyDict([
                ['statusCode', '200'],
                ['responseParameters', parameters],
                ['responseTemplates', json('{}\n')],
              ]),
            ],
          ]),
        ],
      ]),
    ],
    [
      'responses',
      legacyDict([
        [
          '200',
          legacyDict([
            ['description', 'Default response for CORS method'],
            ['headers', declared],
          ]),
        ],
      ]),
    ],
  ])
}
