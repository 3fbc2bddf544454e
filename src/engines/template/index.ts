/**
 * CloudFormation's template language as functions from data to data. A text goes through these steps:
 *
 *     parseTemplate -> (transforms) -> readTemplate -> chooseParameters, resolveParameters -> prepareTemplate -> resolveProperties
 *
 * and what is wrong with it is a TemplateError with AWS's message. Nothing here knows how a resource is made, what time it is
 * or who asks.
 */
export { hasLanguageExtensions, readSections, readTemplate, transformNames } from './anatomy/read-template.ts'
export { TemplateError } from './errors.ts'
export { knownAfterApply } from './functions/markers.ts'
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
export {
  hasUnknown,
  importedNames,
  prepareTemplate,
  type ResolvedOutput,
  resolveOutputs,
  resolveProperties,
  resolveValue,
} from './prepare.ts'
export type * from './types.ts'
