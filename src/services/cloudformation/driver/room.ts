import type { ResourceTypes, Surroundings } from '../../../dispatch/index.ts'

/** What the parts of this service that work on stacks share. */
export interface StackRoom extends Surroundings {
  readonly resourceTypes: ResourceTypes
}
