/**
 * What AWS publishes of a CloudFormation resource type: its properties, what a change of one of them does, and what
 * `Fn::GetAtt` gives. Source: the CloudFormation resource specification, by way of `@aws-cdk/aws-service-spec`.
 */

/** One resource type, by its name (`AWS::SQS::Queue`). */
export interface ResourceSpec {
  readonly typeName: string
  readonly properties: PropertySpecs
  /** The named objects that its properties consist of: `Code`, `DeadLetterConfig`. */
  readonly definitions: Readonly<Record<string, PropertySpecs>>
  /** What `Fn::GetAtt` may name, with the type that it gives. Nested ones have dots: `Endpoint.Address`. */
  readonly attributes: Readonly<Record<string, PropertyType>>
  /** The properties or attributes that Cloud Control names a resource by, in order. */
  readonly primaryIdentifier: readonly string[]
  /** What `Ref` gives where that is not the primary identifier. */
  readonly refIdentifier?: readonly string[]
  /** The property that takes tags, and how: a list of Key and Value, or a map. */
  readonly tags?: { readonly property: string; readonly as: 'list' | 'map' | 'autoScaling' }
}

/** The properties of a resource type or of one of its objects, by name. */
export type PropertySpecs = Readonly<Record<string, PropertySpec>>

export interface PropertySpec {
  readonly type: PropertyType
  readonly required?: true
  /** What an update of it does to the resource; absent: nothing is interrupted or replaced. */
  readonly replaces?: 'always' | 'sometimes'
}

/**
 * The type of a property. A text names a plain one, or, after a `#`, one of the type's `definitions`; `tag` is an object
 * of Key and Value; `json` is anything.
 */
export type PropertyType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'json'
  | 'timestamp'
  | 'tag'
  | `#${string}`
  | { readonly oneOf: readonly (string | number)[] }
  | { readonly list: PropertyType }
  | { readonly map: PropertyType }
  | { readonly anyOf: readonly PropertyType[] }
