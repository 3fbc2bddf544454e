/** Turns an invocation of a function version into a result. */

export { ZipError, type ZipFault } from './code/errors.ts'
export { zipOf } from './code/write-zip.ts'
export { inspectZip, type ZipSummary } from './code/zip.ts'
export { createCompute } from './create-compute.ts'
export { ImageError, type ImageFault } from './images/errors.ts'
export type { RegistryAccess, RegistryCredentials } from './images/sources/registry-source.ts'
export {
  type AwsRuntime,
  awsRuntimes,
  type RuntimeSurvey,
  runtimeNamed,
  surveyRuntimes,
} from './runtimes/index.ts'
export * from './types.ts'
