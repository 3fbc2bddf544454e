/** Which resources a definition may name, and what their parameters may hold. */
import { isObject, type Json } from '../../../base/json.ts'
import { loadModel, type ServiceModel, type StructureShape } from '../../../models/index.ts'
import { notRecognized, type Resource, type ResourceCatalog, type ResourceFault } from '../engine.ts'
import { elsewhere, optimizedCalls, optimizedPatterns } from './optimized/table.ts'
import { capitalized, checkStatic, type ReadOptions } from './parameters.ts'
import { findSdkService, pascalName } from './sdk/names.ts'
import { operationOf } from './sdk/perform-sdk.ts'
import { sdkServicesElsewhere } from './sdk/services-elsewhere.ts'

/** The catalog for a definition, with the models of the services that it names. */
export async function catalogFor(definition: string): Promise<ResourceCatalog> {
  const models = new Map<string, ServiceModel>()
  for (const name of modelsIn(definition)) models.set(name, await loadModel(name))
  return {
    check: (resource, parameters, field) =>
      resource.kind === 'service' ? checkService(resource, parameters, field, models) : [],
  }
}

function modelsIn(definition: string): Set<string> {
  const names = new Set<string>()
  for (const [, sdk, service = '', action = ''] of definition.matchAll(
    /:states:[a-z0-9-]*:\d*:(aws-sdk:)?([A-Za-z0-9-]+):([A-Za-z0-9]+)/g,
  )) {
    const model = sdk ? findSdkService(service)?.model : optimizedCalls.get(`${service}:${action}`)?.model
    if (model !== undefined) names.add(model)
    if (service === 'states' || service === 'lambda') names.add(service === 'states' ? 'sfn' : 'lambda')
  }
  return names
}

type Models = ReadonlyMap<string, ServiceModel>

function checkService(
  resource: Resource,
  parameters: Json | undefined,
  field: 'Parameters' | 'Arguments',
  models: Models,
): ResourceFault[] {
  const { arn } = resource
  const unknown = [{ message: notRecognized(arn), place: '/Resource' }]
  if (isElsewhere(resource)) return []
  const taken = resource.sdk ? sdkInput(resource, models) : optimizedInput(resource, models)
  if (!taken) return unknown
  // Without parameters the input has them all.
  if (!taken.input || !isObject(parameters)) return []
  return checkStatic(taken.input, parameters, taken.options).map((message) => ({
    message,
    place: `/${field}`,
  }))
}

/** Of a service that AWS has and that is not here: what its actions take is not known. */
function isElsewhere({ sdk, service = '', pattern }: Resource): boolean {
  if (!sdk) return elsewhere.has(service)
  return sdkServicesElsewhere.has(service) && pattern !== 'sync' && pattern !== 'sync:2'
}

/** What a resource takes; `input` is absent where parameters have rules of their own. */
interface Taken {
  readonly input?: StructureShape
  readonly options: ReadOptions
}

function sdkInput({ service = '', action = '', pattern }: Resource, models: Models): Taken | undefined {
  const model = models.get(findSdkService(service)?.model ?? '')
  const operation = model && operationOf(model, action)
  if (!operation || pattern === 'sync' || pattern === 'sync:2') return undefined
  return { input: operation.input, options: { naming: pascalName } }
}

function optimizedInput({ service = '', action = '', pattern }: Resource, models: Models): Taken | undefined {
  const name = `${service}:${action}`
  if (!optimizedPatterns.get(name)?.includes(pattern)) return undefined
  const options = { naming: capitalized }
  const call = optimizedCalls.get(name)
  const model = call ? call.model : service === 'states' ? 'sfn' : service
  const operation = call?.operation.split(':')[1] ?? capitalized(action)
  const input = models.get(model)?.operations.get(operation)?.input
  return input ? { input, options } : { options }
}
