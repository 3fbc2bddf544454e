import { graphQlDataSource, graphQlFunction, graphQlResolver } from '../../cloudformation/appsync.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { type Dict, isTruthy, type Value } from '../../python/values.ts'
import { given } from './shapes.ts'

/** What functions and resolvers of a GraphQL API are made with, and what they tell each other. */
export class GraphQlCode {
  readonly #api: SamResource
  readonly #apiId: Value
  readonly #sourceNames: ReadonlyMap<string, Value>
  readonly #functionIds = new Map<string, Value>()
  /** The data source for code that needs none, once somebody asks for it. */
  noDataSource: Resource | undefined

  constructor(api: SamResource, apiId: Value, sourceNames: ReadonlyMap<string, Value>) {
    this.#api = api
    this.#apiId = apiId
    this.#sourceNames = sourceNames
  }

  /** @throws InvalidResource */
  functions(functions: Dict): Resource[] {
    return Object.entries(functions).flatMap(([name, value]) => {
      const config = value as Dict
      if (isTruthy(config.Id)) {
        // A function that is made elsewhere.
        if (Object.keys(given(config)).length !== 1) {
          throw new InvalidResource(name, "'Id' cannot be defined with other properties in Function.")
        }
        this.#functionIds.set(name, config.Id as Value)
        return []
      }
      return [this.#function(name, config)]
    })
  }

  #function(name: string, config: Dict): Resource {
    const made = new Resource(graphQlFunction, `${this.#api.logicalId}${name}`, {
      dependsOn: this.#api.dependsOn,
      attributes: this.#api.attributes,
      properties: { ApiId: this.#apiId, Name: isTruthy(config.Name) ? (config.Name as Value) : name },
    })
    const { InlineCode: inline, CodeUri: uri } = config
    if (isTruthy(inline) && isTruthy(uri)) throw bothCodes(name)
    if (!isTruthy(inline) && !isTruthy(uri)) {
      throw new InvalidResource(name, "One of 'InlineCode' or 'CodeUri' must be set.")
    }
    if (isTruthy(inline)) made.properties.Code = inline as Value
    else made.properties.CodeS3Location = uri as Value
    made.properties.DataSourceName = this.#sourceName(name, config.DataSource ?? null)
    made.properties.MaxBatchSize = config.MaxBatchSize ?? null
    made.properties.Description = config.Description ?? null
    made.properties.Runtime = runtimeOf(name, config)
    if (config.Sync) made.properties.SyncConfig = given(config.Sync as Dict)
    this.#functionIds.set(name, getAtt(made.logicalId, 'FunctionId'))
    return made
  }

  #sourceName(name: string, source: Value): Value {
    if (!isTruthy(source)) throw new InvalidResource(name, "'DataSource' must be set.")
    // A call of an intrinsic function names a data source of another resource.
    if (typeof source !== 'string') return source
    if (source.toLowerCase() === 'none') return this.#withoutSource().name
    const known = this.#sourceNames.get(source)
    if (known === undefined) {
      throw new InvalidResource(
        name,
        `Either define DataSource '${source}' in 'DataSources' or use intrinsic function like GetAtt, ImportValue, Sub or another one ` +
          'to reference a DataSource defined outside of this GraphQLApi resource.',
      )
    }
    return known
  }

  #withoutSource(): Resource {
    const id = `${this.#api.logicalId}NoneDataSource`
    this.noDataSource ??= new Resource(graphQlDataSource, id, {
      dependsOn: this.#api.dependsOn,
      attributes: this.#api.attributes,
      properties: { ApiId: this.#apiId, Name: id, Type: 'NONE' },
    })
    return this.noDataSource
  }

  /** @throws InvalidResource */
  resolvers(types: Dict, schemaId: string): Resource[] {
    return Object.entries(types).flatMap(([type, resolvers]) =>
      Object.entries(resolvers as Dict).map(([name, config]) =>
        this.#resolver(type, name, config as Dict, schemaId),
      ),
    )
  }

  #resolver(type: string, name: string, config: Dict, schemaId: string): Resource {
    const made = new Resource(graphQlResolver, `${this.#api.logicalId}${type}${name}`, {
      dependsOn: [schemaId],
      attributes: this.#api.attributes,
    })
    const { InlineCode: inline = null, CodeUri: uri = null } = config
    if (isTruthy(uri) && isTruthy(inline)) throw bothCodes(name)
    Object.assign(made.properties, { Code: inline, CodeS3Location: uri })
    if (!isTruthy(inline) && !isTruthy(uri)) {
      Object.assign(made.properties, {
        Code: defaultResolverCode,
        Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
      })
    } else made.properties.Runtime = runtimeOf(name, config)
    const field = isTruthy(config.FieldName) ? (config.FieldName as Value) : name
    Object.assign(made.properties, { ApiId: this.#apiId, FieldName: field, TypeName: type })
    if (!isTruthy(config.Pipeline)) {
      throw new InvalidResource(
        name,
        `Resolver '${name}' must have Pipeline defined. Unit resolvers are not supported. If you need a Unit resolver you can use AppSync resource.`,
      )
    }
    made.properties.Kind = 'PIPELINE'
    made.properties.PipelineConfig = {
      Functions: (config.Pipeline as string[]).map((step) => {
        const id = this.#functionIds.get(step)
        if (id === undefined) throw new InvalidResource(name, `Function '${step}' does not exist.`)
        return id
      }),
    }
    if (config.Caching) made.properties.CachingConfig = given(config.Caching as Dict)
    if (isTruthy(config.MaxBatchSize)) made.properties.MaxBatchSize = config.MaxBatchSize as Value
    return made
  }
}

function bothCodes(name: string): InvalidResource {
  return new InvalidResource(name, "Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.")
}

function runtimeOf(name: string, { Runtime: runtime }: Dict): Dict {
  if (!runtime) {
    throw new InvalidResource(name, `'Runtime' must be defined as a property in ${name}.`)
  }
  const { Name: runtimeName, Version: version } = runtime as Dict
  return { Name: runtimeName as Value, RuntimeVersion: version as Value }
}

/** The resolver that hands on what its last function gave: AppSync's own example, and AWS's translator's text. */
const defaultResolverCode = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`
