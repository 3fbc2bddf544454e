import type { Resource } from '../model/resource.ts'
import { SharedUsagePlan } from './rest/shared-usage-plan.ts'

/** What functions, APIs and domains of one template tell each other while they are translated. */
export class ApiState {
  /** Names of the functions whose events name a REST API, by the API's logical id. */
  readonly functionNames = new Map<string, string[]>()
  readonly sharedUsagePlan = new SharedUsagePlan()
  /** Groups of record sets that domains of several APIs share, by logical id. */
  readonly recordSetGroups = new Map<string, Resource>()
}
