/** One door for every AWS call, from outside and from inside. */
export { activeAlarms } from './active-alarms.ts'
export { type PolicyHolding, policyOfOne, policyOfSeveral } from './attached-policy.ts'
export { type AccessRefusal, type Asking, accessRefusal } from './authorization.ts'
export { type BodyFacts, bodyFacts, describeBody } from './body-facts.ts'
export { ByTheMinute } from './by-the-minute.ts'
export { DataKeys, type SealedText, type Sealing } from './data-keys.ts'
export { type CallRecord, Dispatcher, notImplemented, type RequestFacts } from './dispatcher.ts'
export { type HandlerErrorCode, handlerErrorCode } from './handler-error.ts'
export { everybodyMay, type IdentityPolicies, type IdentityPolicySource } from './identity-policies.ts'
export type {
  Call,
  Caller,
  Operation,
  OperationContext,
  OperationTable,
  Settings,
  Surroundings,
} from './operation.ts'
export { inputFromJson } from './plain-input.ts'
export { type LoadedService, ServiceRegistry, type ServiceSource } from './registry.ts'
export {
  definite,
  documentText,
  everyItem,
  everyPage,
  given,
  nameOf,
  notStabilized,
  notUpdatable,
  OperationCancelledError,
  objectText,
  orRemove,
  readDocumentText,
  resourceExists,
  retag,
  tagMap,
  tellIfSlow,
  unlessAgain,
  unlessTaken,
  untilReady,
} from './resource-calls.ts'
export { resourceIdentifier } from './resource-identifier.ts'
export { callWith, type ResourceInput } from './resource-input.ts'
export {
  askResourcePolicy,
  needsResourceConsent,
  type ResourceQuestion,
  resourceRefusal,
} from './resource-policy.ts'
export {
  apiNames,
  changed,
  tagChange,
  tagList,
  tagsOf,
  templateNames,
  unlessMissing,
} from './resource-tools.ts'
export type {
  ExistingResource,
  MadeResource,
  ReadResource,
  ResourceCalls,
  ResourceProperties,
  ResourceQuery,
  ResourceRequest,
  ResourceType,
  ResourceTypes,
  ResourceTypeTable,
  ResourceUpdate,
  Underway,
} from './resource-type.ts'
export type { BackgroundSurroundings, BackgroundWork, ServiceDefinition } from './service.ts'
export { serviceCaller } from './service-caller.ts'
export { Distribution, type MetricsSender, sendMetrics } from './service-metrics.ts'
export { type SiteDoor, siteContext } from './site-door.ts'
export {
  silentTrail,
  type Trail,
  TrailRecorder,
  type TrailStage,
  type TrailStep,
  type TrailStepAt,
} from './trail.ts'
export { describeViolations, type ValidationStyle, type Violation } from './validate.ts'
