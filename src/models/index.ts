/** The models of AWS's services, loaded when first asked for. */
export { loadModel } from './load-model.ts'
export { loadResourceSpec, resourceNamespaces, resourceTypeNames } from './load-resource-spec.ts'
export { type NamedService, namedServices } from './named-services.ts'
export type * from './types.ts'
