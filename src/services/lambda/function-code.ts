import type { OperationContext } from '../../dispatch/index.ts'
import { type CodeInput, receiveZip } from './code-upload.ts'
import { invalidParameter } from './errors.ts'
import { receiveImage } from './image-code.ts'
import type { Architecture, Code, Settings } from './records.ts'
import type { LambdaRoom } from './room.ts'

/** What code is received for. */
export interface CodePurpose {
  readonly packageType: Settings['packageType']
  readonly architecture: Architecture
  readonly doing: 'creating' | 'updating'
}

/** The code of a function as a request brings it. Fails with InvalidParameterValueException as AWS words it. */
export async function receiveCode(
  room: LambdaRoom,
  context: OperationContext,
  { packageType, architecture, doing }: CodePurpose,
  input: CodeInput,
): Promise<Code> {
  const isZip = input.ZipFile !== undefined || input.S3Bucket !== undefined || input.S3Key !== undefined
  if (packageType === 'Zip') {
    if (input.ImageUri !== undefined)
      throw invalidParameter(`Please don't provide ImageUri when ${doing} a function with packageType Zip.`)
    return receiveZip(context, input)
  }
  if (isZip || input.ImageUri === undefined)
    throw invalidParameter(`Please provide ImageUri when ${doing} a function with packageType Image.`)
  return receiveImage(room, input.ImageUri, architecture)
}
