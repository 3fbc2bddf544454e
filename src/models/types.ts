/**
 * The shapes of an AWS service's API, as the codecs, the validator and the front door read them.
 * Built from the runtime schemas of the service's `@aws-sdk/client-*` package and a table of what those leave out.
 */

/** The ways in which AWS services speak. Source: Smithy 2.0, "AWS protocols". */
export type Protocol = 'restJson1' | 'restXml' | 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'rpcv2Cbor'

/** One service: how it speaks, its operations and its errors. */
export interface ServiceModel {
  /** The SDK package's name without `@aws-sdk/client-`: `cloudwatch-logs`. */
  readonly name: string
  /** As the SDKs name it: `CloudWatch Logs`. */
  readonly serviceId: string
  readonly apiVersion: string
  /** All that are spoken here, the SDK's own first. */
  readonly protocols: readonly Protocol[]
  /** The name in SigV4's credential scope: `logs`. */
  readonly signingName: string
  /** The first label of AWS's host names: `logs`, `monitoring`. */
  readonly endpointPrefix: string
  /** What stands before the dot in X-Amz-Target: `Logs_20140328`. */
  readonly targetPrefix?: string
  /** The rpcv2Cbor path's service name (`/service/<name>/operation/...`). */
  readonly rpcName?: string
  readonly xmlNamespace?: string
  /** Its JSON errors also carry the code of the query protocol it once spoke (`x-amzn-query-error`). */
  readonly awsQueryCompatible: boolean
  readonly operations: ReadonlyMap<string, OperationModel>
  /** Error shapes by name. */
  readonly errors: ReadonlyMap<string, StructureShape>
}

/** One operation of a service. */
export interface OperationModel {
  readonly name: string
  /** Of the REST protocols; `uri` has labels (`/functions/{FunctionName}`), greedy ones (`{Key+}`) and literal queries. */
  readonly http?: { readonly method: string; readonly uri: string; readonly status: number }
  readonly input: StructureShape
  readonly output: StructureShape
  /** Names of the error shapes that the operation declares. */
  readonly errors: readonly string[]
  /** It may come without a signature (AssumeRoleWithWebIdentity, a user pool's sign-in). */
  readonly unsigned: boolean
  /** A label that clients put before the host name: `streaming-`, `{AccountId}.`. */
  readonly hostPrefix?: string
}

/** What a member holds. */
export type Shape = StructureShape | ListShape | MapShape | SimpleShape

/** A structure or a union. One object for each name of a model, so that recursion ends. */
export interface StructureShape {
  readonly type: 'structure' | 'union'
  readonly name: string
  readonly members: readonly Member[]
  readonly memberByName: ReadonlyMap<string, Member>
  /** Present on errors. */
  readonly error?: ErrorTraits
  /** A union whose members are the events of a stream. */
  readonly eventStream: boolean
  readonly traits: ShapeTraits
}

/** What makes a structure an error. */
export interface ErrorTraits {
  readonly fault: 'client' | 'server'
  readonly statusCode: number
  /** The code on the wire of the query protocol, where it differs from the shape's name, with its status. */
  readonly queryCode?: string
  readonly queryStatusCode?: number
}

/** A list. `sparse`: its members may be null. */
export interface ListShape {
  readonly type: 'list'
  readonly name: string
  readonly member: Member
  readonly sparse: boolean
  readonly traits: ShapeTraits
}

/** A map from texts. `sparse`: its values may be null. */
export interface MapShape {
  readonly type: 'map'
  readonly name: string
  readonly key: Member
  readonly value: Member
  readonly sparse: boolean
  readonly traits: ShapeTraits
}

/** A value without members. */
export interface SimpleShape {
  readonly type:
    | 'string'
    | 'blob'
    | 'boolean'
    | 'number'
    | 'bigInteger'
    | 'bigDecimal'
    | 'timestamp'
    | 'document'
  readonly name: string
  readonly traits: ShapeTraits
}

/** A member of a structure, or the one of a list, or the key or value of a map. `traits` are its own and its target's, its own first. */
export interface Member {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  readonly traits: MemberTraits
  readonly constraints?: Constraints
}

/** Traits that a shape carries wherever it is used. */
export interface ShapeTraits {
  readonly streaming?: boolean
  readonly requiresLength?: boolean
  readonly sensitive?: boolean
  readonly mediaType?: string
  readonly timestampFormat?: TimestampFormat
  readonly xmlName?: string
  readonly xmlNamespace?: XmlNamespace
}

/** Traits that say where a member stands in a message. */
export interface MemberTraits extends ShapeTraits {
  readonly httpLabel?: boolean
  readonly httpHeader?: string
  readonly httpQuery?: string
  readonly httpPrefixHeaders?: string
  readonly httpQueryParams?: boolean
  readonly httpPayload?: boolean
  readonly httpResponseCode?: boolean
  readonly hostLabel?: boolean
  readonly idempotencyToken?: boolean
  readonly jsonName?: string
  readonly xmlFlattened?: boolean
  readonly xmlAttribute?: boolean
  readonly ec2QueryName?: string
  readonly eventHeader?: boolean
  readonly eventPayload?: boolean
}

/** A namespace that an element declares. */
export interface XmlNamespace {
  readonly uri: string
  readonly prefix?: string
}

/** How an instant is written. Source: Smithy 2.0, "timestampFormat trait". */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds'

/** What the SDK's schemas leave out. Lengths of text count characters, of blobs bytes, of lists and maps members. */
export interface Constraints {
  /** Of a number. */
  readonly number?: 'byte' | 'short' | 'integer' | 'long' | 'float' | 'double'
  /** Least length, or least value of a number. */
  readonly min?: number
  readonly max?: number
  /** As AWS writes it in its messages: a Java regular expression that must match the whole text. */
  readonly pattern?: string
  readonly values?: readonly string[]
}
