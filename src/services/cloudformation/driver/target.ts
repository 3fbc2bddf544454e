/** A stored template as the machine of a stack asks it. */
import { type Partition, partitionOf } from '../../../aws/identifiers.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  type LiveValues,
  type ParameterDeclaration,
  type PreparedTemplate,
  prepareTemplate,
  readTemplate,
  resolveOutputs,
  resolveParameters,
  resolveProperties,
  resolveValue,
  type TemplateContext,
  TemplateError,
} from '../../../engines/template/index.ts'
import type { StackResource } from '../domain/resource.ts'
import type { Deployment, Stack } from '../domain/stack.ts'
import type { Declared, Live, Target } from '../domain/work.ts'
import type { ForeignOutputs } from './stack-outputs.ts'

/** The values of exports, by name. */
export type Exports = ReadonlyMap<string, string>

/** What is known of a stack while its template is computed. */
type StackFacts = Pick<Stack, 'accountId' | 'region' | 'id' | 'name'>

/** A template under the parameters of a deployment. Fails with a TemplateError. */
export function prepareDeployment(
  document: JsonObject,
  deployment: Pick<Deployment, 'parameters' | 'notificationArns'>,
  stack: StackFacts,
  languageExtensions = false,
): PreparedTemplate {
  const template = readTemplate(document, { languageExtensions })
  return prepareTemplate(template, contextOf(template.parameters, deployment, stack))
}

/** What a template is computed from before any resource exists. Fails with a TemplateError. */
export function contextOf(
  declared: ReadonlyMap<string, ParameterDeclaration>,
  { parameters, notificationArns }: Pick<Deployment, 'parameters' | 'notificationArns'>,
  stack: StackFacts,
): TemplateContext {
  return {
    parameters: resolveParameters(
      declared,
      new Map(parameters.map(({ name, value }) => [name, value])),
      new Map(
        parameters.flatMap(({ value, resolved }) =>
          resolved === undefined ? [] : [[value, resolved] as const],
        ),
      ),
    ),
    pseudo: {
      accountId: stack.accountId,
      region: stack.region,
      partition: partitionOf(stack.region),
      urlSuffix: urlSuffix(partitionOf(stack.region)),
      stackId: stack.id,
      stackName: stack.name,
      notificationArns,
    },
    zones: (region) => ['a', 'b', 'c'].map((letter) => `${region || stack.region}${letter}`),
  }
}

/** Source: the SDKs' endpoint rules (partitions), dnsSuffix. */
export function urlSuffix(partition: Partition): string {
  if (partition === 'aws-cn') return 'amazonaws.com.cn'
  if (partition === 'aws-iso') return 'c2s.ic.gov'
  if (partition === 'aws-iso-b') return 'sc2s.sgov.gov'
  if (partition === 'aws-iso-e') return 'cloud.adc-e.uk'
  if (partition === 'aws-iso-f') return 'csp.hci.ic.gov'
  if (partition === 'aws-eusc') return 'amazonaws.eu'
  return 'amazonaws.com'
}

/** What the machine asks of a prepared template. */
export function targetOf(prepared: PreparedTemplate, exports: Exports, foreign: ForeignOutputs): Target {
  return {
    nodes: prepared.graph.nodes,
    dependencies: prepared.graph.dependencies,
    hidden: [...prepared.context.parameters.values()].flatMap(({ noEcho, value }) => (noEcho ? value : [])),
    type: (logicalId) => prepared.resources.get(logicalId)?.type,
    resource: (logicalId, live) => declaredOf(prepared, logicalId, liveValues(live, exports, foreign)),
    outputs: (live) =>
      resolveOutputs(prepared, liveValues(live, exports, foreign)).map(
        ({ name, value, description, exportName }) => ({
          key: name,
          value,
          ...(description === undefined ? {} : { description }),
          ...(exportName === undefined ? {} : { exportName }),
        }),
      ),
  }
}

/** A resource of a prepared template, computed as far as values are known. Fails with a TemplateError. */
export function declaredOf(prepared: PreparedTemplate, logicalId: string, live: LiveValues): Declared {
  const resource = prepared.resources.get(logicalId)
  if (!resource) throw new TemplateError(`Resource ${logicalId} does not exist in the template`)
  const value = (part: JsonObject | undefined): JsonObject | undefined =>
    part && (resolveValue(prepared, part, live) as JsonObject | undefined)
  const metadata = value(resource.metadata)
  const creationPolicy = value(resource.creationPolicy)
  const updatePolicy = value(resource.updatePolicy)
  return {
    type: resource.type,
    properties: resolveProperties(prepared, logicalId, live),
    dependsOn: [...(prepared.graph.dependencies.get(logicalId) ?? [])],
    ...(resource.deletionPolicyValue && { deletionPolicy: resource.deletionPolicyValue }),
    ...(resource.updateReplacePolicyValue && { updateReplacePolicy: resource.updateReplacePolicyValue }),
    ...(metadata && { metadata }),
    ...(creationPolicy && { creationPolicy }),
    ...(updatePolicy && { updatePolicy }),
  }
}

/** What functions get to know of resources that stand, and of other stacks. */
export function liveValues(live: Live, exports: Exports, foreign: ForeignOutputs): LiveValues {
  return {
    ref: (logicalId) => live.find(logicalId)?.physicalId,
    attribute: (logicalId, name) => {
      const resource = live.find(logicalId)
      return resource?.physicalId === undefined ? undefined : attributeOf(resource, name)
    },
    exported: (name) => {
      const value = exports.get(name)
      if (value === undefined) throw new TemplateError(`No export named ${name} found`)
      return value
    },
    stackOutput: (call) => foreign.find(call),
  }
}

/** What `Fn::GetAtt` gives for a resource that exists. Names with dots may lead into attributes that are objects. */
export function attributeOf(resource: StackResource, name: string): Json {
  const { attributes, properties, type, logicalId } = resource
  if (Object.hasOwn(attributes, name)) return attributes[name] ?? ''
  // Observed on AWS: a topic's DisplayName, which is a property alone, is given too.
  const value = valueAt(attributes, name) ?? valueAt(properties, name)
  if (value !== undefined) return value
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource')
    throw new TemplateError(
      `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${logicalId}`,
    )
  throw new TemplateError(`Attribute '${name}' does not exist`)
}

function valueAt(values: JsonObject, name: string): Json | undefined {
  let value: Json | undefined = values
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    value = Object.hasOwn(value, part) ? (value as JsonObject)[part] : undefined
  }
  return value
}
