import { ApiState } from './apis/state.ts'
import { DeploymentPreferences } from './deployment/preferences.ts'
import type { InvalidResource, SamError } from './errors.ts'
import { mappingResolver, parameterResolver, resolveAll } from './intrinsics/resolve.ts'
import { hashedId } from './logical-ids.ts'
import { partitionOf } from './partitions.ts'
import { type Dict, get, isDict, put, type Value } from './python/values.ts'
import type { TransformOptions } from './types.ts'

/** Everything that belongs to one transform. Nothing outlives it. */
export class Context {
  readonly options: TransformOptions
  readonly partition: string
  readonly region: string
  /** Parameters and pseudo parameters that have a value. */
  readonly parameters: Dict
  /** The template as plug-ins made it: SAM resources are read from here. */
  readonly source: Dict
  /** The template that comes out: SAM resources leave it, and what is made of them comes in. */
  output: Dict
  /** Faults that did not end the transform at once. */
  readonly errors: SamError[] = []
  /** Applications of the repository, by id and version: where the template of each is, or why that is not known. */
  readonly applications = new Map<string, string | InvalidResource>()
  readonly deploymentPreferences = new DeploymentPreferences()
  /** What functions, APIs and domains tell each other. */
  readonly apis = new ApiState()

  /** `parameters` are the stack's own; what the template and the region say is added. */
  constructor(source: Dict, parameters: Dict, options: TransformOptions) {
    this.options = options
    this.region = options.region
    this.partition = options.partition ?? partitionOf(options.region)
    this.source = source
    this.output = source
    this.parameters = addDefaults(parameters, source, this.region, this.partition)
  }

  /** `resources` of the template that comes out. */
  get resources(): Dict {
    return this.output.Resources as Dict
  }

  /** The template's conditions, if it has any: what is added here, is in the template. */
  get conditions(): Dict | undefined {
    return isDict(this.output.Conditions) ? this.output.Conditions : undefined
  }

  hashedId(prefix: string, data: Value | undefined): string {
    return hashedId(this.options.sha1, prefix, data)
  }

  /** Puts values of parameters in the place of their Refs, in the value itself. */
  resolveParameters(value: Value): Value {
    return resolveAll(value, parameterResolver(this.parameters))
  }

  /** Looks up Fn::FindInMap, in the value itself. */
  resolveMappings(value: Value): Value {
    const { Mappings: mappings } = this.output
    return isDict(mappings) && Object.keys(mappings).length > 0
      ? resolveAll(value, mappingResolver(mappings))
      : value
  }

  isEnabled(feature: string): boolean {
    return this.options.featureFlags?.[feature] === true
  }
}

function addDefaults(parameters: Dict, template: Dict, region: string, partition: string): Dict {
  if (isDict(template.Parameters)) {
    for (const [name, declared] of Object.entries(template.Parameters)) {
      if (get(parameters, name) !== undefined || !isDict(declared)) continue
      if (declared.Default !== undefined) put(parameters, name, declared.Default)
    }
  }
  parameters['AWS::Region'] ??= region
  parameters['AWS::Partition'] ??= partition
  return parameters
}
