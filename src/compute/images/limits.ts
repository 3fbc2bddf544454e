/** Bounds of container images. */

/** An image with all its layers unpacked. Unit: bytes. Source: Lambda Developer Guide, "Lambda quotas", 10 GB. */
export const unpackedBytesMax = 10 * 1024 ** 3

/** Manifests, indexes and configurations. Unit: bytes. Source: OCI Distribution Specification, "Pushing Manifests": 4 MiB. */
export const documentBytesMax = 4 * 1024 * 1024

/** Entries of all layers together. Source: chosen; a large distribution has a tenth of it. */
export const entryCountMax = 1_000_000

/** Layers of one image. Source: Docker's overlay driver takes 128. */
export const layerCountMax = 128

/** Links that are followed on the way to one place. Source: Linux, path_resolution(7). */
export const linksMax = 40

/** How long a registry may take to begin an answer. Unit: milliseconds. Source: chosen. */
export const registryAnswerMs = 60_000

/** Indexes within indexes. Source: chosen. */
export const indexDepthMax = 4
