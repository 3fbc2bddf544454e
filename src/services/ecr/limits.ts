/** Quotas. Source, unless another is named: ECR User Guide, "Amazon ECR service quotas". */

/** Tags of one image. Unit: tags. */
export const imageTagsMax = 1_000

/** Tags of one repository. Unit: tags. Source: User Guide, "Tagging a private repository". */
export const repositoryTagsMax = 50

/** A manifest. Unit: bytes. Source: OCI Distribution Specification, "Pushing Manifests". */
export const manifestBytesMax = 4 * 1024 * 1024

/** A layer. Unit: bytes. Source: quota "Maximum layer size", 52,000 MiB. */
export const layerBytesMax = 52_000 * 1024 * 1024

/** Pieces in which a layer comes. Unit: pieces. Source: quota "Layer parts". */
export const layerPartsMax = 4_200

/** A piece of a layer, but the last. Unit: bytes. Source: quota "Minimum layer part size". */
export const layerPartBytesMin = 5 * 1024 * 1024

/** A piece of a layer in UploadLayerPart. Unit: bytes. Source: quota "Maximum layer part size"; API Reference, UploadLayerPart. */
export const layerPartBytesMax = 20 * 1024 * 1024

/** A request of the API: a piece of a layer in base64. Unit: bytes. Ours. */
export const requestBytesMax = 32 * 1024 * 1024

/** Images and layers named in one manifest. Unit: entries. Ours. */
export const manifestEntriesMax = 4_200

/** Repositories, images of one page. Unit: entries. Source: API Reference, DescribeRepositories, maxResults. */
export const pageSize = 100

/** How long a token lets in. Unit: milliseconds. Source: API Reference, GetAuthorizationToken: 12 hours. */
export const tokenMs = 12 * 3_600_000

/** How long the address of a layer leads to it. Unit: milliseconds. Ours. */
export const downloadMs = 3_600_000

/** How long an upload may lie unfinished. Unit: milliseconds. Ours. */
export const uploadMs = 24 * 3_600_000

/** How often lifecycle policies act. Unit: milliseconds. Source: User Guide, "Automate the cleanup of images": within 24 hours. */
export const lifecycleMs = 24 * 3_600_000

/** How exactly the last pull of an image is told. Unit: milliseconds. Source: API Reference, ImageDetail, lastRecordedPullTime. */
export const pullTimeMs = 24 * 3_600_000

/** Rules of a lifecycle policy. Unit: rules. */
export const lifecycleRulesMax = 50

/** Attempts of a change that others keep getting ahead of. Unit: attempts. Ours. */
export const changeAttemptsMax = 40
