/** Runtimes: which there are at AWS, and how each runs on this machine. */
export { type AwsRuntime, awsRuntimes, runtimeNamed } from './aws-runtimes.ts'
export { type CatalogueParts, runtimeCatalogue } from './catalogue.ts'
export { type RuntimeSurvey, surveyRuntimes } from './survey.ts'
