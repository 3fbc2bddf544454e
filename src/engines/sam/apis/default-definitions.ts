import { isOpenApi3 } from '../openapi/document.ts'
import { emptyHttpDocument } from '../openapi/http-document.ts'
import { setOpenApiVersion } from '../openapi/openapi3.ts'
import { emptyRestDocument } from '../openapi/rest-document.ts'
import { carry, set, valuesOf } from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, isTruthy } from '../python/values.ts'
import { managedKey } from './rest/rules.ts'

/** Gives APIs without a definition an empty one, which events may add to. Runs before Globals are merged. */
export function addDefaultDefinitions(template: Dict): void {
  const resources = valuesOf(template.Resources as Dict).filter(isDict)
  for (const resource of resources) {
    if (resource.Type === 'AWS::Serverless::Api') addDefault(resource, emptyRestDocument)
  }
  for (const resource of resources) {
    if (resource.Type === 'AWS::Serverless::HttpApi') addDefault(resource, emptyHttpDocument)
  }
}

function addDefault(resource: Dict, empty: () => Dict): void {
  const held = get(resource, 'Properties')
  // A REST API without properties lacks its stage's name, too: that is said later.
  const properties = isDict(held) ? held : {}
  if (isTruthy(get(properties, 'DefinitionBody')) || isTruthy(get(properties, 'DefinitionUri'))) return
  if (resource.Type === 'AWS::Serverless::HttpApi' && !isTruthy(held)) set(resource, 'Properties', properties)
  set(properties, 'DefinitionBody', empty())
  set(properties, managedKey, true)
}

/** After Globals were merged: definitions that SAM made say which version of OpenAPI they are to be. */
export function fixOpenApiVersions(template: Dict): void {
  for (const resource of valuesOf(template.Resources as Dict)) {
    if (!isDict(resource) || resource.Type !== 'AWS::Serverless::Api' || !isDict(resource.Properties))
      continue
    const { Properties: properties } = resource
    const version = get(properties, 'OpenApiVersion')
    if (version === undefined || !has(properties, managedKey) || !isOpenApi3(version)) continue
    // JavaScript has lost the zero of 3.0.
    if (typeof version !== 'string')
      set(properties, 'OpenApiVersion', version === 3 ? '3.0' : pythonText(version))
    const body = get(properties, 'DefinitionBody')
    if (isDict(body)) setOpenApiVersion(body, carry(properties, 'OpenApiVersion') ?? null)
  }
}
