import { type Carried, copyDict, keysOf, legacyDict, remove, set } from '../python/memory.ts'
import { type Dict, get, has, isTruthy, type Value } from '../python/values.ts'
import { deepGet, invalidDocument, isOpenApi3, requireMap, requirePathItem } from './document.ts'

/**
 * Moves what the editors put into Swagger's places to where OpenAPI 3 has it, in place: security definitions and models
 * under `components`, headers of preflight answers under `schema`. Swagger stays as it is.
 * `version` is the API's `OpenApiVersion`; the document's own counts when there is none, or when it is preferred.
 */
export function toOpenApi3(body: Dict, version: Value | undefined, preferOwn: boolean): void {
  if ((get(body, 'swagger') ?? null) !== null) return
  const own = get(body, 'openapi')
  let target: Value | undefined
  if (preferOwn) target = own === undefined ? version : own
  else target = (own ?? null) !== null && (version ?? null) === null ? own : version
  if (!isTruthy(target) || !isOpenApi3(target)) return
  moveToComponents(body, 'securityDefinitions', 'securitySchemes')
  moveToComponents(body, 'definitions', 'schemas')
  const paths = get(body, 'paths')
  if (!isTruthy(paths)) return
  const map = requireMap(paths, 'Value of paths must be a dictionary according to Swagger spec.')
  for (const path of keysOf(map)) {
    const item = requirePathItem(map[path], path)
    if (isTruthy(get(item, 'options'))) fixPreflight(item, path)
  }
}

function moveToComponents(body: Dict, from: string, to: string): void {
  const moved = get(body, from)
  if (!isTruthy(moved)) return
  const existing = get(body, 'components')
  const components = isTruthy(existing) ? (existing as Dict) : legacyDict()
  set(components, to, moved as Value)
  set(body, 'components', components)
  remove(body, from)
}

function fixPreflight(item: Dict, path: string): void {
  const options = requireMap(
    item.options,
    `Value of options method for path ${path} must be a dictionary according to Swagger spec.`,
  )
  // The order of a copy: AWS's translator goes through one while it changes the original.
  for (const field of keysOf(copyDict(options))) {
    if (field === 'produces' || field === 'consumes') remove(options, field)
    if (field !== 'responses') continue
    const headers = deepGet(options.responses, ['200', 'headers'], (sentence) =>
      invalidDocument(`Invalid responses in options method for path ${path}: ${sentence}.`),
    )
    if (!isTruthy(headers)) continue
    const map = requireMap(
      headers,
      `Value of response's headers in options method for path ${path} must be a dictionary according to Swagger spec.`,
    )
    for (const header of keysOf(map)) set(map, header, legacyDict([['schema', map[header] as Value]]))
  }
}

/** Whether a document is to be one of OpenAPI 3 by its API's `OpenApiVersion`: then it says so, and no longer Swagger. */
export function setOpenApiVersion(body: Dict, version: Carried): void {
  set(body, 'openapi', version)
  if (has(body, 'swagger') && isTruthy(body.swagger)) remove(body, 'swagger')
}
