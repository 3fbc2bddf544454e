/** The developer's side: finds, builds, packages and deploys applications. The server does not know this room. */

export { type CdkStack, readCdkOutput } from './application/cdk-output.ts'
export type { CdkApplication } from './application/find-application.ts'
export {
  type Application,
  type ApplicationChoice,
  findApplication,
  type TemplateApplication,
} from './application/find-application.ts'
export { readPairs } from './application/samconfig.ts'
export type { Template } from './application/template.ts'
export { readTemplate } from './application/template-file.ts'
export { BuildError } from './build/build-error.ts'
export { deployCdk, synthesise } from './deploy/deploy-cdk.ts'
export { type Deployed, deleteStack, StackFailure } from './deploy/deploy-stack.ts'
export type { LoopAws } from './deploy/loop-aws.ts'
export type {
  ChangeFacts,
  ChangeSetFacts,
  StackEventFacts,
  StackFacts,
  StackResourceFacts,
  Stacks,
} from './deploy/stacks.ts'
export { type DeployWishes, Workshop } from './deploy/workshop.ts'
export { LoopError } from './loop-error.ts'
export { everyEventsOptions, makeSampleEvent, optionsOf, sampleSources } from './sample-events/catalogue.ts'
export type { SampleEvent, SampleOption, SampleSource, SampleValues } from './sample-events/types.ts'
export {
  beginApplication,
  type Starter,
  type StarterLanguage,
  starterLanguages,
  starters,
} from './starters/starters.ts'
export { DevSession } from './watch/dev-session.ts'
export { placeIn } from './watch/places.ts'
export { watchFiles } from './watch/watch-files.ts'
