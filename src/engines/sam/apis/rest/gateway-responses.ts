import { InvalidResource } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { carry, isUnicodeKey, keysOf, legacyDict, set, Text, twin } from '../../python/memory.ts'
import { pythonText, pythonTypeName } from '../../python/text.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../../python/values.ts'

const responseMembers = ['ResponseParameters', 'ResponseTemplates', 'StatusCode']
const parameterPrefixes = [
  ['Headers', 'header.'],
  ['Paths', 'path.'],
  ['QueryStrings', 'querystring.'],
] as const

/** That `GatewayResponses` has only what it may have. @throws InvalidResource */
export function checkGatewayResponses(apiId: string, responses: Dict): void {
  for (const name of keysOf(responses)) {
    const response = responses[name] as Value
    if (isIntrinsic(response)) {
      throw new InvalidResource(
        apiId,
        'Unable to set GatewayResponses attribute because intrinsic functions are not supported for this field.',
      )
    }
    if (!isDict(response)) {
      const type = typeof response === 'string' ? 'Py27UniStr' : pythonTypeName(response)
      throw new InvalidResource(
        apiId,
        `Invalid property type '${type}' for GatewayResponses. Expected an object of type 'GatewayResponse'.`,
      )
    }
    for (const member of keysOf(response)) {
      if (!responseMembers.includes(member)) {
        throw new InvalidResource(
          apiId,
          `Invalid property '${member}' in 'GatewayResponses' property '${name}'.`,
        )
      }
    }
  }
}

/** What the document says of one gateway response. Reading and writing are two steps: faults of all are found first. */
export interface GatewayResponse {
  readonly name: Text
  readonly parameters: Dict
  readonly templates: Value
  readonly statusCode: string | null
}

/** Reads one gateway response. @throws InvalidResource */
export function readGatewayResponse(apiId: string, name: Text, response: Dict): GatewayResponse {
  const given = get(response, 'ResponseParameters')
  const parameters = isTruthy(given)
    ? expectMap(given, { id: apiId }, `GatewayResponses.${name.text}.ResponseParameters`)
    : legacyDict()
  for (const kind of keysOf(parameters)) {
    if (!parameterPrefixes.some(([known]) => known === kind)) {
      throw new InvalidResource(apiId, `Invalid gateway response parameter '${kind}'`)
    }
  }
  const status = get(response, 'StatusCode') ?? null
  const statusCode = status === null ? null : pythonText(status)
  if (isTruthy(status) && !/^[0-9]{1,3}\n?$/.test(statusCode ?? '')) {
    throw new InvalidResource(apiId, "Property 'StatusCode' must be numeric")
  }
  const templates = get(response, 'ResponseTemplates')
  return {
    name,
    parameters,
    templates: isTruthy(templates) ? twin(templates as Value) : legacyDict(),
    statusCode,
  }
}

/** A gateway response as the document has it. @throws InvalidResource */
export function gatewayResponseDefinition(apiId: string, response: GatewayResponse): Dict {
  const prefixed = legacyDict()
  for (const [kind, prefix] of parameterPrefixes) {
    const values = has(response.parameters, kind) ? response.parameters[kind] : {}
    const map = expectMap(values, { id: apiId }, `ResponseParameters.${kind}`)
    for (const key of keysOf(map)) {
      set(
        prefixed,
        new Text(`gatewayresponse.${prefix}${key}`, isUnicodeKey(map, key)),
        twin(carry(map, key) ?? null),
      )
    }
  }
  const definition = legacyDict([
    ['responseParameters', prefixed],
    ['responseTemplates', response.templates],
  ])
  if (isTruthy(response.statusCode)) set(definition, 'statusCode', response.statusCode)
  return definition
}
