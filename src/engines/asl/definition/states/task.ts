import { isObject } from '../../../../base/json.ts'
import { secondsMax } from '../limits.ts'
import { present } from '../present.ts'
import type { Resource, TaskState } from '../program.ts'
import { parseResource } from '../resource.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore, compileTransition } from './core.ts'
import { compileHandlers } from './handlers.ts'
import { compileResult, withResult } from './result.ts'

const range = { least: 1, most: secondsMax }

/** Source: Amazon States Language, "Task State"; Step Functions Developer Guide, "Task workflow state". */
export function compileTask(name: string, context: StateContext): TaskState {
  const timeoutSeconds = context.number('TimeoutSeconds', range)
  const heartbeatSeconds = context.number('HeartbeatSeconds', range)
  // UNVERIFIED: the words.
  if ((heartbeatSeconds?.constant ?? 0) >= (timeoutSeconds?.constant ?? secondsMax + 1))
    context.build.checks.error(
      'HeartbeatSeconds must be smaller than TimeoutSeconds',
      context.at('HeartbeatSeconds'),
    )
  return present({
    type: 'Task' as const,
    ...compileCore(name, context, withResult),
    ...compileResult(context),
    ...compileHandlers(context),
    transition: compileTransition(context),
    resource: compileResource(context),
    timeoutSeconds,
    heartbeatSeconds,
    credentials: compileCredentials(context),
  })
}

function compileResource(context: StateContext): Resource {
  const { build, object, location } = context
  const none: Resource = { kind: 'service', arn: '', pattern: 'request' }
  build.checks.required(object, ['Resource'], location)
  const arn = build.checks.text(object, 'Resource', location)
  if (arn === undefined) return none
  const at = context.at('Resource')
  const resource = parseResource(arn)
  if (!resource) {
    build.checks.error(arn.startsWith('arn:') ? notRecognized(arn) : 'Value is not a valid resource ARN', at)
    return none
  }
  checkExpress(resource, context)
  checkCatalog(resource, context)
  return resource
}

/** AWS's words. */
export function notRecognized(arn: string): string {
  return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`
}

/** The space at the end of what is said of tokens is AWS's. Observed on AWS, 2024-07-03. */
function checkExpress(resource: Resource, context: StateContext): void {
  const { checks, kind } = context.build
  if (kind !== 'EXPRESS') return
  const at = context.at('Resource')
  if (resource.kind === 'activity') checks.error('Express state machine does not support Activity ARN', at)
  const pattern = resource.pattern === 'sync:2' ? 'sync' : resource.pattern
  if (pattern !== 'request')
    checks.error(
      `Express state machine does not support '.${pattern}' service integration${pattern === 'sync' ? '' : ' '}`,
      at,
    )
}

function checkCatalog(resource: Resource, context: StateContext): void {
  const { build, object, location } = context
  if (!build.resources) return
  const field = context.jsonata ? 'Arguments' : 'Parameters'
  for (const { message, place } of build.resources.check(resource, object[field], field))
    build.checks.error(message, `${location}${place}`)
}

function compileCredentials(context: StateContext): ReturnType<StateContext['template']> {
  const { build, object } = context
  const value = object.Credentials
  if (value === undefined) return undefined
  const at = context.at('Credentials')
  if (typeof object.Resource === 'string' && parseResource(object.Resource)?.kind === 'activity')
    build.checks.error("The field 'Credentials' is not supported for activities", at)
  if (isObject(value) && value.RoleArn === undefined && value['RoleArn.$'] === undefined)
    build.checks.error("The field 'RoleArn' is required but was missing", at)
  return context.objectTemplate('Credentials')
}
