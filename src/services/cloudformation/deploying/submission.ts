/**
 * What a request wants a stack to be made from: its template read and transformed, parameters chosen, everything checked
 * that can be checked before anything is made. Fails with AWS's errors.
 */
import type * as Api from '@aws-sdk/client-cloudformation'
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import type { Caller, ResourceCalls } from '../../../dispatch/index.ts'
import {
  checkAttributes,
  checkResourceTypes,
  checkRules,
  chooseParameters,
  computeBeforehand,
  findDynamicReferences,
  languageExtensionsTransform,
  type ParameterDeclaration,
  type PreparedTemplate,
  parseTemplate,
  readParameterDeclarations,
  readTemplate,
  resolveParameters,
  resourceTypesOf,
  storedParameters,
  TemplateError,
  transformsOf,
} from '../../../engines/template/index.ts'
import { missingCapabilities, neededCapabilities } from '../domain/capabilities.ts'
import type { Deployment, RollbackSettings, Stack, StackParameter } from '../domain/stack.ts'
import type { Catalogue } from '../driver/catalogue.ts'
import { lookUp } from '../driver/dynamic-values.ts'
import { alarmNameOf, triggerTypes } from '../driver/rollback-triggers.ts'
import type { StackRoom } from '../driver/room.ts'
import { contextOf, prepareDeployment } from '../driver/target.ts'
import { insufficientCapabilities, noSuchStackToChange, validationError } from '../errors.ts'
import { stackTagsMax } from '../limits.ts'
import type { StoredTemplate } from '../records.ts'
import { type GivenTemplate, type Reader, templateText } from './template-text.ts'
import { applyTransforms } from './transforms.ts'

/** The members that requests to create, update and change stacks share. */
export interface Submission extends GivenTemplate {
  readonly UsePreviousTemplate?: boolean | undefined
  readonly Parameters?: readonly Api.Parameter[] | undefined
  readonly Capabilities?: readonly string[] | undefined
  readonly ResourceTypes?: readonly string[] | undefined
  readonly RoleARN?: string | undefined
  readonly Tags?: readonly Api.Tag[] | undefined
  readonly NotificationARNs?: readonly string[] | undefined
  readonly RollbackConfiguration?: Api.RollbackConfiguration | undefined
}

/** Where a submission comes from and leads. */
export interface SubmissionContext {
  readonly room: StackRoom
  readonly caller: Caller
  readonly reader: Reader
  readonly catalogue: Catalogue
  /** The stack, or what it will be. */
  readonly stack: Pick<Stack, 'accountId' | 'region' | 'uuid' | 'id' | 'name' | 'deployment'>
  /** The template that the stack has. */
  readonly previousTemplate?: StoredTemplate
  /** Transforms were looked at in a change set, and need no acknowledgement. */
  readonly throughChangeSet?: boolean
}

/** A submission that was read. */
export interface Submitted {
  readonly template: StoredTemplate
  readonly deployment: Deployment
  /** Absent when a transform failed. */
  readonly prepared?: PreparedTemplate
  /** Why a transform failed: the stack or change set fails with it, not the request. */
  readonly transformFailure?: string
}

/** Reads a submission. Fails with AWS's errors. */
export async function readSubmission(input: Submission, context: SubmissionContext): Promise<Submitted> {
  try {
    return await read(input, context)
  } catch (error) {
    throw asValidationError(error)
  }
}

/** What is wrong with a template is the request's fault. */
export function asValidationError(error: unknown): unknown {
  return error instanceof TemplateError ? validationError(error.message) : error
}

async function read(input: Submission, context: SubmissionContext): Promise<Submitted> {
  const { stack, room } = context
  const text = await textOf(input, context)
  const { document } = parseTemplate(text)
  const expands = transformsOf(document).length > 0
  // Of a template with transforms only the parameters are sure to be what they will be.
  const declared = expands ? readParameterDeclarations(document) : readTemplate(document).parameters
  const parameters = await readParameters(declared, input, context)
  const capabilities = input.Capabilities ?? []
  if (expands && !context.throughChangeSet) acknowledge(['CAPABILITY_AUTO_EXPAND'], capabilities)
  const id = randomUuid(room.random)
  const { accountId, region, uuid } = stack
  const { Description } = document
  const deployment = deploymentOf(input, context, {
    templateId: id,
    parameters,
    description: typeof Description === 'string' ? Description : undefined,
  })
  const template = { accountId, region, stackUuid: uuid, id, text }
  let processed: JsonObject = document
  if (expands) {
    try {
      processed = await expand(document, declared, deployment, context)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { template, deployment, transformFailure: error.message }
    }
  }
  const languageExtensions = transformsOf(document).includes(languageExtensionsTransform)
  const prepared = prepareDeployment(processed, deployment, stack, languageExtensions)
  checkRules(prepared.template, prepared.context)
  const properties = computeBeforehand(prepared)
  acknowledge(neededCapabilities(prepared.template), capabilities)
  await checkTypes(prepared, input.ResourceTypes, context.catalogue)
  await checkReferences(properties, context)
  return {
    template: {
      ...template,
      processed: JSON.stringify(processed),
      ...(languageExtensions && { languageExtensions }),
    },
    deployment,
    prepared,
  }
}

async function expand(
  document: JsonObject,
  declared: ReadonlyMap<string, ParameterDeclaration>,
  deployment: Deployment,
  { stack, room, caller, reader }: SubmissionContext,
): Promise<JsonObject> {
  const template = contextOf(declared, deployment, stack)
  const processed = await applyTransforms(document, { room, caller, reader, template })
  // What is wrong with what a transform has made is the transform's fault.
  readTemplate(processed, {
    languageExtensions: transformsOf(document).includes(languageExtensionsTransform),
  })
  return processed
}

async function textOf(input: Submission, context: SubmissionContext): Promise<string> {
  if (input.UsePreviousTemplate === true) {
    if (input.TemplateBody !== undefined || input.TemplateURL !== undefined)
      throw validationError('Either Template URL or Template Body must be specified.')
    const { previousTemplate } = context
    if (!previousTemplate) throw noSuchStackToChange(context.stack.name)
    return previousTemplate.text
  }
  const text = await templateText(input, context.reader)
  if (text === undefined) throw validationError('Either Template URL or Template Body must be specified.')
  return text
}

function acknowledge(needed: readonly string[], given: readonly string[]): void {
  const missing = missingCapabilities(needed, given)
  if (missing.length > 0) throw insufficientCapabilities(missing.join(', '))
}

async function readParameters(
  declared: ReadonlyMap<string, ParameterDeclaration>,
  input: Submission,
  { stack, room, caller }: SubmissionContext,
): Promise<readonly StackParameter[]> {
  const previous = new Map((stack.deployment?.parameters ?? []).map(({ name, value }) => [name, value]))
  const given = (input.Parameters ?? []).map(({ ParameterKey, ParameterValue, UsePreviousValue }) => ({
    name: ParameterKey ?? '',
    ...(ParameterValue === undefined ? {} : { value: ParameterValue }),
    ...(UsePreviousValue === undefined ? {} : { usePrevious: UsePreviousValue }),
  }))
  const chosen = chooseParameters(declared, given, previous)
  const keys = storedParameters(declared, chosen)
  const stored = keys.length === 0 ? new Map<string, string>() : await readStored(room, caller, keys)
  const values = resolveParameters(declared, chosen, stored)
  return [...values.values()].map(({ name, given: value, resolved }) => ({
    name,
    value,
    ...(resolved === undefined ? {} : { resolved }),
  }))
}

/** Source: User Guide, "Specify existing resources at runtime with CloudFormation-supplied parameter types". */
async function readStored(
  { call }: StackRoom,
  caller: Caller,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    keys.map(async (Name) => {
      try {
        const { Parameter } = await call<{ Parameter?: { Value?: string; Type?: string } }>(
          'ssm:GetParameter',
          { Name },
          caller,
        )
        if (Parameter?.Type === 'SecureString')
          throw validationError(
            `Parameters [${Name}] referenced by template have types not supported by CloudFormation.`,
          )
        return [[Name, Parameter?.Value ?? ''] as const]
      } catch (error) {
        if (error instanceof AwsError && /NotFound/.test(error.code)) return []
        throw error
      }
    }),
  )
  return new Map(found.flat())
}

function deploymentOf(
  input: Submission,
  { stack }: SubmissionContext,
  made: {
    readonly templateId: string
    readonly parameters: readonly StackParameter[]
    readonly description: string | undefined
  },
): Deployment {
  const previous = stack.deployment
  const { description } = made
  const tags = input.Tags === undefined ? (previous?.tags ?? {}) : readTags(input.Tags)
  const notificationArns = input.NotificationARNs ?? previous?.notificationArns ?? []
  const roleArn = input.RoleARN ?? previous?.roleArn
  const rollback = input.RollbackConfiguration
    ? rollbackSettings(input.RollbackConfiguration)
    : previous?.rollback
  for (const arn of notificationArns)
    if (!/^arn:[^:]+:sns:[^:]+:\d{12}:.+$/.test(arn)) throw validationError(`Invalid ARN: ${arn}`)
  return {
    templateId: made.templateId,
    parameters: made.parameters,
    capabilities: input.Capabilities ?? [],
    tags,
    notificationArns: [...notificationArns],
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(rollback && { rollback }),
  }
}

function readTags(tags: readonly Api.Tag[]): Record<string, string> {
  if (tags.length > stackTagsMax)
    throw validationError(
      `1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${stackTagsMax}`,
    )
  const read: Record<string, string> = {}
  for (const { Key = '', Value = '' } of tags) {
    if (Key.toLowerCase().startsWith('aws:'))
      throw validationError('aws: prefixed tag key names are not allowed for external use.')
    if (Object.hasOwn(read, Key)) throw validationError(`Duplicate tag keys found: [${Key}]`)
    read[Key] = Value
  }
  return read
}

/** UNVERIFIED: the words of refusals. */
function rollbackSettings(input: Api.RollbackConfiguration): RollbackSettings {
  for (const { Arn = '', Type = '' } of input.RollbackTriggers ?? []) {
    if (!triggerTypes.includes(Type))
      throw validationError(`Rollback trigger type ${Type} is not supported: [${triggerTypes.join(', ')}]`)
    if (alarmNameOf(Arn) === undefined) throw validationError(`Invalid rollback trigger ARN: ${Arn}`)
  }
  return {
    triggers: (input.RollbackTriggers ?? []).map(({ Arn = '', Type = '' }) => ({ arn: Arn, type: Type })),
    ...(input.MonitoringTimeInMinutes === undefined
      ? {}
      : { monitoringMinutes: input.MonitoringTimeInMinutes }),
  }
}

/** Parameters that texts refer to have to be there; those of secrets and of SecureStrings are read when resources are made. */
async function checkReferences(
  properties: readonly JsonObject[],
  { room, caller }: SubmissionContext,
): Promise<void> {
  const plain = findDynamicReferences(properties).filter(({ service }) => service === 'ssm')
  const call: ResourceCalls['call'] = (operation, input) => room.call(operation, input, caller)
  await Promise.all(
    plain.map(async (reference) => {
      try {
        await lookUp(call, reference)
      } catch (error) {
        throw error instanceof AwsError && error.code === 'InvalidRequest'
          ? validationError(error.message)
          : error
      }
    }),
  )
}

/** Source: observed on AWS: types that it does not know; the API Reference, CreateStack, ResourceTypes. */
async function checkTypes(
  prepared: PreparedTemplate,
  allowed: readonly string[] | undefined,
  catalogue: Catalogue,
): Promise<void> {
  const types = resourceTypesOf(prepared.template)
  await catalogue.learn(types)
  checkResourceTypes(prepared.template, (type) => catalogue.exists(type))
  checkAttributes(prepared.template, (type) => catalogue.of(type).spec)
  if (allowed && allowed.length > 0) {
    const other = types.filter((type) => !allowed.some((pattern) => matches(pattern, type)))
    if (other.length > 0)
      throw validationError(
        `Resource type ${other[0]} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`,
      )
  }
  const wanted = [...new Set([...prepared.resources.values()].map(({ type }) => type))]
  const unbuilt = wanted.filter((type) => !catalogue.isBuilt(type))
  if (unbuilt.length > 0)
    throw new AwsError(
      'NotImplemented',
      `Lambent does not make resources of these types yet: ${unbuilt.join(', ')}.`,
      { statusCode: 501, fault: 'server' },
    )
}

function matches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type
}
