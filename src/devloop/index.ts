/** The developer's side: finds, builds, packages and deploys applications. The server does not know this room. */
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
