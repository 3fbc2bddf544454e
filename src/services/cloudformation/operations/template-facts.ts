/** What is said of templates without making anything: GetTemplateSummary, ValidateTemplate, EstimateTemplateCost. */
import type * as Api from '@aws-sdk/client-cloudformation'
import type { JsonObject } from '../../../base/json.ts'
import {
  type ParameterDeclaration,
  parseTemplate,
  readBeforeTransforms,
  readParameterDeclarations,
  summarizeTemplate,
  type Template,
  type TemplateSummary,
} from '../../../engines/template/index.ts'
import { asValidationError } from '../deploying/submission.ts'
import { type GivenTemplate, readerOf, templateText } from '../deploying/template-text.ts'
import { noSuchStack, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { templates } from '../records.ts'
import type { TypesContext } from './context.ts'

/** A template that was read as far as it can be without its transforms. */
interface Read {
  readonly document: JsonObject
  readonly template: Template
}

function read(text: string): Read {
  try {
    const { document } = parseTemplate(text)
    // What transforms will make of it is not known here.
    const template = readBeforeTransforms(document)
    return { document, template }
  } catch (error) {
    throw asValidationError(error)
  }
}

async function textOf(given: GivenTemplate, context: TypesContext): Promise<string> {
  const text = await templateText(given, readerOf(context))
  if (text === undefined) throw validationError('Either Template URL or Template Body must be specified.')
  return text
}

async function summaryOf({ document, template }: Read, context: TypesContext): Promise<TemplateSummary> {
  const { catalogue } = context
  const types = [...new Set([...template.resources.values()].map(({ type }) => type))]
  await catalogue.learn(types)
  return summarizeTemplate(template, (type) => catalogue.of(type).spec?.primaryIdentifier ?? [], document)
}

/** GetTemplateSummary. */
export async function getTemplateSummary(
  input: Api.GetTemplateSummaryInput,
  context: TypesContext,
): Promise<Api.GetTemplateSummaryOutput> {
  const given = [input.TemplateBody, input.TemplateURL, input.StackName, input.StackSetName]
  if (given.filter((value) => value !== undefined).length !== 1)
    throw validationError(
      'Only one of StackName, StackSetName, TemplateBody or TemplateURL must be specified',
    )
  const text =
    input.StackName === undefined ? await textOf(input, context) : await textOfStack(input.StackName, context)
  const found = read(text)
  const summary = await summaryOf(found, context)
  return {
    Parameters: summary.parameters.map(declarationView),
    ...(summary.description === undefined ? {} : { Description: summary.description }),
    ...capabilityViews(summary),
    ResourceTypes: [...summary.resourceTypes],
    ...(summary.version === undefined ? {} : { Version: summary.version }),
    ...(summary.metadata === undefined ? {} : { Metadata: summary.metadata }),
    ...(summary.declaredTransforms.length > 0 ? { DeclaredTransforms: [...summary.declaredTransforms] } : {}),
    ResourceIdentifierSummaries: summary.resourceIdentifiers.map(
      ({ resourceType, logicalIds, identifiers }) => ({
        ResourceType: resourceType,
        LogicalResourceIds: [...logicalIds],
        ResourceIdentifiers: [...identifiers],
      }),
    ),
  }
}

async function textOfStack(name: string, context: TypesContext): Promise<string> {
  const { store, accountId, region } = context
  const { value } = await stackNamed(store, context, name, noSuchStack)
  const found = await templates.get(store, [
    accountId,
    region,
    value.uuid,
    value.deployment?.templateId ?? '',
  ])
  if (!found) throw noSuchStack(name)
  return found.value.text
}

/** ValidateTemplate. Source: API Reference, ValidateTemplate: resource types and properties are not looked at. */
export async function validateTemplate(
  input: Api.ValidateTemplateInput,
  context: TypesContext,
): Promise<Api.ValidateTemplateOutput> {
  const summary = await summaryOf(read(await textOf(input, context)), context)
  return {
    Parameters: summary.parameters.map((parameter) => ({
      ParameterKey: parameter.name,
      ...(parameter.default === undefined ? {} : { DefaultValue: parameter.default }),
      NoEcho: parameter.noEcho,
      ...(parameter.description === undefined ? {} : { Description: parameter.description }),
    })),
    ...(summary.description === undefined ? {} : { Description: summary.description }),
    ...capabilityViews(summary),
    ...(summary.declaredTransforms.length > 0 ? { DeclaredTransforms: [...summary.declaredTransforms] } : {}),
  }
}

/** EstimateTemplateCost: the address of a calculator, which does not know what runs here. */
export async function estimateTemplateCost(
  input: Api.EstimateTemplateCostInput,
  context: TypesContext,
): Promise<Api.EstimateTemplateCostOutput> {
  try {
    readParameterDeclarations(parseTemplate(await textOf(input, context)).document)
  } catch (error) {
    throw asValidationError(error)
  }
  return { Url: 'https://calculator.aws/#/estimate' }
}

function capabilityViews({ capabilities, reason }: TemplateSummary): {
  Capabilities?: Api.Capability[]
  CapabilitiesReason?: string
} {
  return {
    ...(capabilities.length > 0 ? { Capabilities: [...capabilities] } : {}),
    ...(reason === undefined ? {} : { CapabilitiesReason: reason }),
  }
}

function declarationView(parameter: ParameterDeclaration): Api.ParameterDeclaration {
  const { allowedValues } = parameter
  return {
    ParameterKey: parameter.name,
    ...(parameter.default === undefined ? {} : { DefaultValue: parameter.default }),
    ParameterType: parameter.type,
    NoEcho: parameter.noEcho,
    ...(parameter.description === undefined ? {} : { Description: parameter.description }),
    ParameterConstraints: allowedValues ? { AllowedValues: [...allowedValues] } : {},
  }
}
