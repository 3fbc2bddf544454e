import { legacy, legacyKeys } from './memory.ts'
import { type Dict, isDict, isTruthy, put, type Value } from './values.ts'

/**
 * Gives parts of a template the order of Python 2.7's maps, in place, if it has a REST API or an HTTP API with an authorizer
 * for all routes. Which parts, and when: as AWS's transform does, since ids of deployments are made of texts in that order.
 * @returns whether the template is such
 */
export function orderAsPython27(template: Dict, parameters: Dict): boolean {
  if (!hasRestApi(template) && !hasHttpApiWithDefaultAuthorizer(template)) return false
  const { Globals: globals, Parameters: declarations, Resources: resources } = template
  if (isDict(globals)) convert(globals, 'Api')
  if (isDict(declarations)) {
    for (const declared of Object.values(declarations)) if (isDict(declared)) convert(declared, 'Default')
    template.Parameters = legacyKeys(declarations)
  }
  if (isDict(resources)) {
    for (const resource of Object.values(resources)) if (isDict(resource)) orderResource(resource)
    template.Resources = legacyKeys(resources)
  }
  for (const name of Object.keys(parameters)) convert(parameters, name)
  return true
}

function convert(dict: Dict, name: string): void {
  const value = dict[name]
  if (value !== undefined) put(dict, name, legacy(value))
}

function orderResource(resource: Dict): void {
  const { Type: type, Properties: properties } = resource
  if (properties === null || properties === undefined) return
  if (type === 'AWS::Serverless::Api' || type === 'AWS::Serverless::HttpApi') convert(resource, 'Properties')
  else if (type === 'AWS::Serverless::Function' || type === 'AWS::Serverless::StateMachine') {
    convert(resource, 'Condition')
    if (!isDict(properties)) return
    convert(properties, 'FunctionName')
    convert(properties, 'Events')
  }
}

function resourcesOf(template: Dict): Dict[] {
  return isDict(template.Resources) ? Object.values(template.Resources).filter(isDict) : []
}

function hasEvent(resource: Dict, type: string): boolean {
  const events = isDict(resource.Properties) ? resource.Properties.Events : undefined
  return isDict(events) && Object.values(events).some((event) => isDict(event) && event.Type === type)
}

function hasRestApi(template: Dict): boolean {
  return resourcesOf(template).some(
    (resource) =>
      resource.Type === 'AWS::Serverless::Api' ||
      ((resource.Type === 'AWS::Serverless::Function' || resource.Type === 'AWS::Serverless::StateMachine') &&
        hasEvent(resource, 'Api')),
  )
}

function hasHttpApiWithDefaultAuthorizer(template: Dict): boolean {
  const api = isDict(template.Globals) ? template.Globals.HttpApi : undefined
  const everywhere = isDict(api) && hasDefaultAuthorizer(api.Auth)
  return resourcesOf(template).some((resource) => {
    if (resource.Type === 'AWS::Serverless::HttpApi') {
      const { Properties: properties } = resource
      return everywhere || (isDict(properties) && hasDefaultAuthorizer(properties.Auth))
    }
    return everywhere && resource.Type === 'AWS::Serverless::Function' && hasEvent(resource, 'HttpApi')
  })
}

function hasDefaultAuthorizer(auth: Value | undefined): boolean {
  return isDict(auth) && isTruthy(auth.DefaultAuthorizer)
}
