/**
 * What transforms make of a template: AWS's own, and macros, which are functions.
 * Source: User Guide, "Perform custom processing on CloudFormation templates with template macros".
 */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import {
  applyTransform,
  expandLanguageExtensions,
  includeTransform,
  languageExtensionsTransform,
  nextTransform,
  parseTemplate,
  resolveEarly,
  TemplateError,
  type TransformCall,
  templateInBucketBytesMax,
} from '../../../engines/template/index.ts'
import { transformsMax } from '../limits.ts'
import { macros } from '../records.ts'
import { readObject } from './template-text.ts'
import type { TransformContext } from './transform-context.ts'

/**
 * A template as its transforms leave it. Fails with an Error whose message is CloudFormation's: the stack or change set that it was for
 * fails with it.
 */
export async function applyTransforms(document: JsonObject, context: TransformContext): Promise<JsonObject> {
  let current = document
  for (let count = 0; count < transformsMax; count++) {
    const call = nextTransform(current)
    if (!call) return current
    current = applyTransform(current, call, await transformed(current, call, context))
  }
  throw new TemplateError('The template has too many transforms')
}

async function transformed(
  document: JsonObject,
  call: TransformCall,
  context: TransformContext,
): Promise<Json> {
  if (call.name === languageExtensionsTransform)
    return expandLanguageExtensions(call.fragment, context.template)
  const parameters = resolveEarly(call.parameters, document, context.template) as JsonObject
  if (call.name === includeTransform) return include(parameters, context)
  // Large, and of no use to templates without it.
  if (call.name === serverlessTransform)
    return (await import('./serverless.ts')).transformServerless(call.fragment, context)
  if (call.name.startsWith('AWS::')) throw new TemplateError(`No transform named ${call.name} found.`)
  return callMacro(call, parameters, context)
}

const serverlessTransform = 'AWS::Serverless-2016-10-31'

async function include(parameters: JsonObject, { reader }: TransformContext): Promise<Json> {
  const { Location } = parameters
  const failed = (reason: string) => new TemplateError(`Transform AWS::Include failed with: ${reason}`)
  if (typeof Location !== 'string') throw failed('The location parameter is not a valid S3 uri.')
  let text: string
  try {
    text = await readObject(Location, reader, templateInBucketBytesMax)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw failed(`The specified S3 object's content could not be read: ${error.message}`)
  }
  try {
    return parseTemplate(text).document
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw failed("The specified S3 object's content should be valid Yaml/JSON")
  }
}

/** Source: User Guide, "Create a CloudFormation macro definition": what a macro's function is sent and answers. */
async function callMacro(call: TransformCall, params: JsonObject, context: TransformContext): Promise<Json> {
  const { room, caller, template } = context
  const { accountId, region } = caller
  const macro = await macros.get(room.store, [accountId, region, call.name])
  if (!macro) throw new TemplateError(`No transform named ${call.name} found.`)
  const requestId = randomUuid(room.random)
  const event = {
    region,
    accountId,
    fragment: call.fragment,
    transformId: `${accountId}::${call.name}`,
    params,
    requestId,
    templateParameterValues: Object.fromEntries(
      [...template.parameters].map(([name, { value }]) => [name, value]),
    ),
  }
  const answer = await invoke(macro.value.functionName, event, call.name, context)
  const text = `Transform ${accountId}::${call.name}`
  if (answer.requestId !== requestId || typeof answer.status !== 'string')
    throw new TemplateError(`Received malformed response from transform ${accountId}::${call.name}`)
  if (answer.status.toLowerCase() !== 'success') {
    const reason = answer.errorMessage
    throw new TemplateError(
      typeof reason === 'string'
        ? `${text} failed with: ${reason}`
        : `${text} failed without an error message.`,
    )
  }
  if (answer.fragment === undefined)
    throw new TemplateError(`Received malformed response from transform ${accountId}::${call.name}`)
  return answer.fragment
}

async function invoke(
  functionName: string,
  event: object,
  name: string,
  { room, caller }: TransformContext,
): Promise<JsonObject> {
  const text = `Transform ${caller.accountId}::${name}`
  let answer: { Payload?: Uint8Array; FunctionError?: string }
  try {
    answer = await room.call(
      'lambda:Invoke',
      { FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) },
      caller,
    )
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new TemplateError(`${text} failed with: ${error.message}`)
  }
  if (answer.FunctionError !== undefined) throw new TemplateError(`${text} failed without an error message.`)
  try {
    const value = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8')) as Json
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // Answered below.
  }
  throw new TemplateError(`Received malformed response from transform ${caller.accountId}::${name}`)
}
