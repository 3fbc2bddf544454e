/** Writes down what it finds in each object: how many bytes, and which kind. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Handler } from 'aws-lambda'

const s3 = new S3Client()

export const handler: S3Handler = async (event) => {
  for (const record of event.Records) {
    const Key = decodeURIComponent(record.s3.object.key.replaceAll('+', ' '))
    const found = await s3.send(new GetObjectCommand({ Bucket: record.s3.bucket.name, Key }))
    const content = (await found.Body?.transformToByteArray()) ?? new Uint8Array()
    await s3.send(
      new PutObjectCommand({
        Bucket: process.env.RESULTS,
        Key: `${Key}.json`,
        Body: JSON.stringify({ key: Key, bytes: content.length, kind: found.ContentType }),
        ContentType: 'application/json',
      }),
    )
    console.log(`${Key} has ${content.length} bytes`)
  }
}
