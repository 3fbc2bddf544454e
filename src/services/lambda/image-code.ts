import { ImageError } from '../../compute/index.ts'
import { accessDenied, invalidParameter, serviceFailure } from './errors.ts'
import type { Architecture, Code } from './records.ts'
import type { LambdaRoom } from './room.ts'

/**
 * A container image as code: found now, so that a tag that moves later changes nothing, and unpacked before the function becomes
 * Active. Fails with InvalidParameterValueException, AccessDeniedException and ServiceException.
 */
export async function receiveImage(
  room: LambdaRoom,
  imageUri: string,
  architecture: Architecture,
): Promise<Code> {
  const compute = await room.compute()
  try {
    const { digest, uri } = await compute.findImage(imageUri, architecture)
    return { kind: 'image', imageUri, resolvedImageUri: uri, digest }
  } catch (error) {
    throw error instanceof ImageError ? inWordsOfAws(error, imageUri) : error
  }
}

/** What AWS says is followed by what is the matter here: there, somebody else's registry could not be at fault. */
function inWordsOfAws(error: ImageError, imageUri: string): Error {
  switch (error.fault) {
    case 'not allowed':
      return accessDenied(
        `Lambda does not have permission to access the ECR image. Check the ECR permissions. (${error.message})`,
      )
    case 'unreachable':
      return serviceFailure(error.message, error)
    case 'not an image':
    case 'unsafe':
      return invalidParameter(
        `The image manifest, config or layer media type for the source image ${imageUri} is not supported. (${error.message})`,
      )
    default:
      return invalidParameter(
        `Source image ${imageUri} is not valid. Provide a valid source image. (${error.message})`,
      )
  }
}
