/** Container images without Docker: found, verified, unpacked, and run. */
export { ImageError, type ImageFault } from './errors.ts'
export { fetchImage, findImageFor } from './fetch-image.ts'
export { imagePlan } from './image-plan.ts'
export type { RegistryAccess, RegistryCredentials } from './sources/registry-source.ts'
