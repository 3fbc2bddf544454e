/**
 * CloudFormation's template language as functions from data to data. A text goes through these steps:
 *
 *     parseTemplate -> (transforms) -> readTemplate -> chooseParameters, resolveParameters -> prepareTemplate -> resolveProperties
 *
 * and what is wrong with it is a TemplateError with AWS's message. Nothing here knows how a resource is made, what time it is
 * or who asks.
 */
export {
  hasLanguageExtensions,
  languageExtensionsTransform,
  type ReadOptions,
  readParameterDeclarations,
  readSections,
  readTemplate,
  transformNames,
} from './anatomy/read-template.ts'
export { readBeforeTransforms } from './before-transforms.ts'
export {
  type DynamicReference,
  findDynamicReferences,
  substituteDynamicReferences,
} from './dynamic-references.ts'
export { TemplateError } from './errors.ts'
export { hasUnknown, knownAfterApply } from './functions/markers.ts'
export {
  creationOrder,
  creationWaves,
  deletionOrder,
  dependencyGraph,
  dependentsOf,
  readyNodes,
} from './graph/dependency-graph.ts'
export { templateBodyBytesMax, templateInBucketBytesMax } from './limits.ts'
export { type ParameterType, parameterType } from './parameters/parameter-types.ts'
export {
  chooseParameters,
  type GivenParameter,
  resolveParameters,
  storedParameters,
} from './parameters/resolve-parameters.ts'
export { type ParseOptions, parseTemplate } from './parse/parse-template.ts'
export { type Difference, differencesOf, sameValue } from './plan/differences.ts'
export { type PlanInput, planChanges } from './plan/plan-changes.ts'
export type {
  ChangeAction,
  ChangeDetail,
  PolicyAction,
  ResourceAttribute,
  ResourceChange,
  UpdateEffect,
} from './plan/types.ts'
export { updateEffectOf } from './plan/update-effect.ts'
export {
  computeBeforehand,
  importedNames,
  prepareTemplate,
  type ResolvedOutput,
  resolveOutputs,
  resolveProperties,
  resolveValue,
  stackOutputCalls,
} from './prepare.ts'
export { checkRules, type RuleFacts } from './rules/check-rules.ts'
export {
  type CheckedProperties,
  checkProperties,
  coerceProperties,
  propertiesMessage,
  scalarsAsTexts,
} from './schema/check-properties.ts'
export {
  checkAttributes,
  checkResourceTypes,
  isCustomResource,
  resourceTypesOf,
} from './schema/check-types.ts'
export {
  type CapabilityNeeds,
  capabilitiesOf,
  summarizeTemplate,
  type TemplateSummary,
} from './summary/summarize.ts'
export { resolveEarly } from './transforms/early.ts'
export {
  applyTransform,
  includeTransform,
  nextTransform,
  type TransformCall,
  transformsOf,
} from './transforms/find-transforms.ts'
export { expandLanguageExtensions } from './transforms/language-extensions.ts'
export type * from './types.ts'
