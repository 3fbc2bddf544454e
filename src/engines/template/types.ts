/** The shapes that the functions of this room take and give. All are plain data, and none is changed after it was made. */
import type { Json, JsonObject } from '../../base/json.ts'

/** A text read as a template. Functions stand in their long forms (`Ref`, `Fn::Sub`), keys in the order of the text. */
export interface ParsedTemplate {
  readonly format: 'json' | 'yaml'
  readonly document: JsonObject
}

/**
 * A template with its sections read and checked. Maps are in the order of the template.
 * Source: CloudFormation User Guide, "Template sections".
 */
export interface Template {
  /** What it was read from. */
  readonly document: JsonObject
  readonly formatVersion?: string
  readonly description?: string
  readonly metadata?: JsonObject
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>
  readonly rules: ReadonlyMap<string, RuleDeclaration>
  readonly mappings: ReadonlyMap<string, Mapping>
  /** The conditions as written. */
  readonly conditions: ReadonlyMap<string, Json>
  readonly resources: ReadonlyMap<string, ResourceDeclaration>
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  /** Names of the transforms of the whole template, as declared. */
  readonly transforms: readonly string[]
  /** Whether functions of the transform AWS::LanguageExtensions may be used. */
  readonly languageExtensions: boolean
}

/** A mapping: top-level key, second-level key, value. */
export type Mapping = ReadonlyMap<string, ReadonlyMap<string, Json>>

/** Source: User Guide, "CloudFormation template Parameters syntax". Values are texts, whatever they were written as. */
export interface ParameterDeclaration {
  readonly name: string
  readonly type: string
  readonly default?: string
  readonly noEcho: boolean
  readonly description?: string
  readonly allowedPattern?: string
  readonly allowedValues?: readonly string[]
  readonly constraintDescription?: string
  /** Unit: characters. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly minValue?: number
  readonly maxValue?: number
}

/** Source: User Guide, "CloudFormation template Rules syntax". */
export interface RuleDeclaration {
  readonly name: string
  /** Absent: the assertions always take effect. */
  readonly condition?: Json
  readonly assertions: ReadonlyArray<{ readonly assert: Json; readonly description?: string }>
}

/** A resource as written. Source: User Guide, "Resource attribute reference". */
export interface ResourceDeclaration {
  readonly logicalId: string
  readonly type: string
  /** As written, with functions; empty where there are none. */
  readonly properties: JsonObject
  readonly dependsOn: readonly string[]
  readonly condition?: string
  /** A word, or an expression where the template has language extensions. */
  readonly deletionPolicy?: Json
  readonly updateReplacePolicy?: Json
  readonly creationPolicy?: JsonObject
  readonly updatePolicy?: JsonObject
  readonly metadata?: JsonObject
  /** Resources of modules: what DescribeStackResources tells as ModuleInfo. */
  readonly version?: string
}

/** Source: User Guide, "CloudFormation template Outputs syntax". */
export interface OutputDeclaration {
  readonly name: string
  readonly value: Json
  readonly description?: string
  readonly exportName?: Json
  readonly condition?: string
}

/** Source: User Guide, "Get AWS values using pseudo parameters". */
export interface PseudoParameters {
  readonly accountId: string
  readonly region: string
  readonly partition: string
  readonly urlSuffix: string
  readonly stackId: string
  readonly stackName: string
  readonly notificationArns: readonly string[]
}

/** A parameter with its value, checked. */
export interface ParameterValue {
  readonly name: string
  readonly type: string
  /** What was given, or the default: DescribeStacks tells it as `ParameterValue`. Types of the Parameter Store: the key. */
  readonly given: string
  /** Types `AWS::SSM::Parameter::Value<...>`: what stood behind the key, told as `ResolvedValue`. */
  readonly resolved?: string
  /** What `Ref` gives: lists for types that are lists. */
  readonly value: string | readonly string[]
  readonly noEcho: boolean
}

/** What a template is computed from before any resource exists. */
export interface TemplateContext {
  readonly parameters: ReadonlyMap<string, ParameterValue>
  readonly pseudo: PseudoParameters
  /** Availability zones of a region, for `Fn::GetAZs`. */
  zones(region: string): readonly string[]
}

/**
 * What is known of resources and of other stacks at one moment. `undefined`: not known yet; the value then stands as
 * `{{changeSet:KNOWN_AFTER_APPLY}}`. A function that throws a TemplateError ends the evaluation with it.
 */
export interface LiveValues {
  /** What `Ref` gives for a resource. */
  ref(logicalId: string): Json | undefined
  /** What `Fn::GetAtt` gives. The name may have dots (`Outputs.Url`). */
  attribute(logicalId: string, name: string): Json | undefined
  /** What `Fn::ImportValue` gives for an export. */
  exported(name: string): string | undefined
  /** What `Fn::GetStackOutput` gives. */
  stackOutput?(call: StackOutputCall): string | undefined
}

/** The arguments of `Fn::GetStackOutput`. Source: User Guide, "Fn::GetStackOutput". */
export interface StackOutputCall {
  readonly stackName: string
  readonly outputName: string
  readonly region?: string
  readonly roleArn?: string
}

/** A template under given parameters: conditions are decided, what they leave out is gone. */
export interface PreparedTemplate {
  readonly template: Template
  readonly context: TemplateContext
  readonly conditions: ReadonlyMap<string, boolean>
  /** The resources that are to exist, in the template's order. */
  readonly resources: ReadonlyMap<string, PreparedResource>
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  readonly graph: DependencyGraph
}

/** Source: User Guide, "DeletionPolicy attribute". */
export type DeletionPolicy = 'Delete' | 'Retain' | 'Snapshot' | 'RetainExceptOnCreate'

/** A resource that is to exist. */
export interface PreparedResource extends ResourceDeclaration {
  /** Decided; absent where the template says nothing. */
  readonly deletionPolicyValue?: DeletionPolicy
  readonly updateReplacePolicyValue?: DeletionPolicy
}

/** Who needs whom. All names of `dependencies` are in `nodes`. */
export interface DependencyGraph {
  /** Logical ids in the template's order. */
  readonly nodes: readonly string[]
  /** For each node the nodes that must exist before it. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>
}
