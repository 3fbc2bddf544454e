import { type Carried, fromTemplate, legacyDict, set, Text, twin, update } from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, isEqual, isTruthy, type Value } from '../python/values.ts'
import { assumeMap, invalidDocument, requireMap, securityOf } from './document.ts'
import { authTypeKey } from './names.ts'
import type { RestDocument } from './rest-document.ts'

/**
 * `security` of methods of a REST API. Functions come first and say what they want of their method; the API comes last
 * and fills in its defaults. So a function that wants no authorizer leaves a mark, `NONE`, and one that wants no API key
 * leaves `api_key_false`: the API takes them away.
 */

/** Authorizers by name: the scopes that each asks for. */
export type AuthorizerScopes = ReadonlyMap<string, Value>

/** Says which authorizer is asked on a path, on all methods that say nothing themselves. */
export function setDefaultAuthorizer(
  document: RestDocument,
  path: string,
  authorizer: Text,
  scopes: AuthorizerScopes,
  withPreflight: boolean,
): void {
  for (const { name, definition } of document.integratedMethods(path)) {
    if (!withPreflight && name === 'options') continue
    const isAuthorizer = (security: Dict) =>
      has(security, 'AWS_IAM') || Object.keys(security).some((key) => scopes.has(key))
    const existing = splitSecurity(definition, path, name, isAuthorizer)
    const none = existing.others.findIndex((security) => has(security, 'NONE'))
    let chosen: Dict[]
    if (none >= 0) {
      existing.others.splice(none, 1)
      chosen = []
    } else if (existing.matching.length > 0) chosen = existing.matching
    else chosen = [legacyDict([[authorizer, twin(scopes.get(authorizer.text) ?? [])]])]
    setSecurity(document, definition, [...existing.others, ...chosen])
  }
}

/** Says that methods of a path that say nothing themselves ask for an API key. */
export function setDefaultApiKey(document: RestDocument, path: string, withPreflight: boolean): void {
  for (const { name, definition } of document.integratedMethods(path)) {
    const isKey = (security: Dict) => has(security, 'api_key') || has(security, 'api_key_false')
    const existing = splitSecurity(definition, path, name, isKey)
    const isRefused = existing.matching.some((security) => has(security, 'api_key_false'))
    const wanted = isRefused || (name === 'options' && !withPreflight) ? [] : [apiKeySecurity()]
    const security = [...existing.others, ...wanted]
    if (!isEqual(security, securityOf(definition, path, name))) set(definition, 'security', security)
  }
}

function splitSecurity(
  definition: Dict,
  path: string,
  name: string,
  matches: (security: Dict) => boolean,
): { readonly matching: Dict[]; readonly others: Dict[] } {
  const matching: Dict[] = []
  const others: Dict[] = []
  for (const security of securityOf(definition, path, name)) {
    const map = requireMap(
      security,
      `${pythonText(security)} in Security for path ${path} method ${name} is not a valid dictionary.`,
    )
    if (matches(map)) matching.push(map)
    else others.push(map)
  }
  return { matching, others }
}

function setSecurity(document: RestDocument, definition: Dict, security: Value[]): void {
  if (security.length === 0) return
  set(definition, 'security', security)
  // AWS's translator looks at the first entry alone.
  if (hasKey(security[0], 'AWS_IAM')) addIamDefinition(document)
}

/** Python's `in` of a map, or of a text. */
function hasKey(value: Value | undefined, key: string): boolean {
  if (typeof value === 'string') return value.includes(key)
  if (Array.isArray(value)) return value.includes(key)
  return has(assumeMap(value), key)
}

/** Says which authorizer one method asks. */
export function setMethodAuthorizer(
  document: RestDocument,
  path: string,
  method: string,
  authorizer: Carried,
  { authorizers, scopes }: { readonly authorizers: Value; readonly scopes: Value },
): void {
  const name = authorizer instanceof Text ? authorizer : fromTemplate(keyText(authorizer))
  for (const definition of document.definitionsOf(path, method)) {
    const security = legacyDict([[name, []]])
    const all = [...securityOf(definition, path, method), security]
    if (name.text !== 'NONE' && isTruthy(authorizers)) {
      const known = assumeMap(authorizers)
      const found = has(known, name.text) ? known[name.text] : legacyDict()
      if (!isDict(found)) throw invalidDocument(`Type of authorizer '${name.text}' must be a dictionary`)
      const wanted = scopes ?? get(found, 'AuthorizationScopes') ?? null
      if (has(known, name.text) && wanted !== null) set(security, name, twin(wanted))
    }
    setSecurity(document, definition, all)
  }
}

/** Names of authorizers are keys: Python refuses maps and lists as such. */
function keyText(value: Value): string {
  if (typeof value === 'object' && value !== null) throw new TypeError('unhashable')
  return String(value)
}

/** Says whether one method asks for an API key. */
export function setMethodApiKey(
  document: RestDocument,
  path: string,
  method: string,
  isRequired: boolean,
): void {
  for (const definition of document.definitionsOf(path, method)) {
    if (isRequired) addApiKeyDefinition(document)
    const entry = isRequired ? apiKeySecurity() : legacyDict([['api_key_false', []]])
    set(definition, 'security', [...securityOf(definition, path, method), entry])
  }
}

function apiKeySecurity(): Dict {
  return legacyDict([['api_key', []]])
}

/** Adds what authorizers are, under `securityDefinitions`. */
export function addAuthorizerDefinitions(
  document: RestDocument,
  definitions: readonly (readonly [name: Text, definition: Dict])[],
): void {
  const map = document.securityMap()
  for (const [name, definition] of definitions) set(map, name, definition)
}

function addIamDefinition(document: RestDocument): void {
  addDefinition(document, 'AWS_IAM', [
    [authTypeKey, 'awsSigv4'],
    ['type', 'apiKey'],
    ['name', 'Authorization'],
    ['in', 'header'],
  ])
}

/** Adds what an API key is, under `securityDefinitions`. */
export function addApiKeyDefinition(document: RestDocument): void {
  addDefinition(document, 'api_key', [
    ['type', 'apiKey'],
    ['name', 'x-api-key'],
    ['in', 'header'],
  ])
}

/** Adds a definition, if there is none of the name. An update makes another room for keys than setting one does. */
function addDefinition(document: RestDocument, name: string, members: [string, string][]): void {
  const map = document.securityMap()
  if (!has(map, name)) update(map, legacyDict([[name, legacyDict(members)]]))
}
