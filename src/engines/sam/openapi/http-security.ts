import { keysOf, set } from '../python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'
import {
  alternatives,
  assumeMap,
  invalidDocument,
  isIntegrated,
  methodKey,
  requireMethod,
  requirePathItem,
  securityOf,
} from './document.ts'
import type { HttpDocument } from './http-document.ts'

/** Says which authorizer is asked on a path, on all methods that say nothing themselves. */
export function setDefaultHttpAuthorizer(
  document: HttpDocument,
  path: string,
  authorizer: string,
  scopes: Value,
): void {
  for (const item of document.pathItems(path)) {
    const map = requirePathItem(item, path)
    for (const name of keysOf(map)) {
      const { text: key } = methodKey(name)
      if (key === 'parameters' || key === 'options') continue
      if (!has(map, key)) throw invalidDocument(`Could not find ${key} in ${path} within DefinitionBody.`)
      for (const one of alternatives(map[name])) {
        const definition = requireMethod(one, path, name)
        if (!isIntegrated(definition) || isTruthy(get(definition, 'security'))) continue
        set(definition, 'security', [{ [authorizer]: scopes }])
      }
    }
  }
}

/** Says which authorizer one method asks. */
export function setHttpMethodAuthorizer(
  document: HttpDocument,
  path: string,
  method: string,
  { authorizer, authorizers, scopes }: { authorizer: string; authorizers: Value; scopes: Value },
): void {
  for (const definition of document.definitionsOf(path, method)) {
    const security: Dict = {}
    set(security, authorizer, [])
    if (authorizer !== 'NONE' && authorizer !== 'AWS_IAM') {
      const known = assumeMap(authorizers)
      const found = has(known, authorizer) ? known[authorizer] : {}
      if (!isDict(found)) throw invalidDocument(`Type of authorizer '${authorizer}' must be a dictionary`)
      const wanted = isTruthy(scopes) ? scopes : (get(found, 'AuthorizationScopes') ?? null)
      if (isTruthy(found) && isTruthy(wanted)) set(security, authorizer, wanted)
    }
    set(definition, 'security', [...securityOf(definition, path, method), security])
  }
}

/** Adds what authorizers are, under `components.securitySchemes`. */
export function addSecuritySchemes(document: HttpDocument, schemes: Dict): void {
  const map = assumeMap(document.securitySchemes)
  for (const name of keysOf(schemes)) set(map, name, schemes[name] as Value)
}
