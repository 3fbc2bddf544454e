/** Quotas of templates. Source, unless another is named: CloudFormation User Guide, "Understand CloudFormation quotas". */

/** A template in a request's body. Unit: bytes. */
export const templateBodyBytesMax = 51_200

/** A template in a bucket. Unit: bytes. */
export const templateInBucketBytesMax = 1_048_576

/** A template's description. Unit: bytes. */
export const descriptionBytesMax = 1_024

/** Mappings of one template. Unit: mappings. */
export const mappingsMax = 200

/** Keys of one mapping. Unit: keys. */
export const mappingKeysMax = 200

/** Names of mappings, parameters, resources, outputs. Unit: characters. */
export const nameCharactersMax = 255

/** Outputs of one template. Unit: outputs. */
export const outputsMax = 200

/** Parameters of one template. Unit: parameters. */
export const parametersMax = 200

/** A parameter's value. Unit: bytes. */
export const parameterValueBytesMax = 4_096

/** Resources of one template. Unit: resources. */
export const resourcesMax = 500

/** Dynamic references of one template. Unit: references. Source: User Guide, "Get values stored in other services using dynamic references". */
export const dynamicReferencesMax = 60

/** How deep values may nest. Unit: levels. UNVERIFIED: AWS has a bound and does not state it. */
export const nestingMax = 250

/** Nodes that aliases may add to a template that is read leniently. Unit: nodes. Chosen so that bombs are refused and no honest template is. */
export const aliasNodesMax = 100_000

/**
 * What is read again of a text whose brackets are closed further to the left than js-yaml has it. Unit: characters. Chosen: hundreds of
 * such lines in a template of a request, tens in the largest of a bucket, and less than a second.
 */
export const rereadCharactersMax = 8_388_608

/** Values that loops may make of one template. Unit: values. Chosen: far above what 500 resources hold, far below what a server notices. */
export const expandedNodesMax = 500_000
