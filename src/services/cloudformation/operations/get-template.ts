import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import { parseTemplate, transformsOf } from '../../../engines/template/index.ts'
import { findChangeSet } from '../change-sets/finding.ts'
import { noSuchStack, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { type StoredTemplate, templates } from '../records.ts'

/** GetTemplate: as it was given, or as transforms left it. */
export async function getTemplate(
  input: Api.GetTemplateInput,
  context: OperationContext,
): Promise<Api.GetTemplateOutput> {
  const template = await templateOf(input, context)
  // A stack whose first change set has not been carried out has none yet: seen so by tools that ask (cdklabs/awscdk-v1-stack-finder, issue 273).
  if (template === undefined) return { TemplateBody: '', StagesAvailable: ['Original'] }
  const expanded = transformsOf(parseTemplate(template.text).document).length > 0
  // Source: API Reference, GetTemplate, TemplateStage.
  const processed = input.TemplateStage === 'Processed' && expanded
  if (processed && template.processed === undefined)
    throw validationError('The processed template is not available')
  return {
    TemplateBody: processed ? (template.processed ?? '') : template.text,
    StagesAvailable: template.processed === undefined ? ['Original'] : ['Original', 'Processed'],
  }
}

async function templateOf(
  input: Api.GetTemplateInput,
  context: OperationContext,
): Promise<StoredTemplate | undefined> {
  const { store } = context
  if (input.ChangeSetName !== undefined) {
    const { value } = await findChangeSet(context, input.ChangeSetName, input.StackName)
    return read(context, value.stackUuid, value.deployment.templateId, value.stackName)
  }
  if (input.StackName === undefined)
    throw validationError('StackName is required if ChangeSetName is not specified.')
  const { value } = await stackNamed(store, context, input.StackName, noSuchStack)
  if (value.deployment === undefined && value.status === 'REVIEW_IN_PROGRESS') return undefined
  return read(context, value.uuid, value.deployment?.templateId ?? '', value.name)
}

async function read(
  { store, accountId, region }: OperationContext,
  stackUuid: string,
  id: string,
  name: string,
): Promise<StoredTemplate> {
  const found = await templates.get(store, [accountId, region, stackUuid, id])
  if (!found) throw noSuchStack(name)
  return found.value
}
