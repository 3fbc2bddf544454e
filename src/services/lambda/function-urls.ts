/** Addresses of functions on the web, as they are kept. */
import { collection } from '../../store/index.ts'
import type { OfFunction } from './records.ts'

export type Cors = {
  readonly allowCredentials?: boolean
  readonly allowHeaders?: readonly string[]
  readonly allowMethods?: readonly string[]
  readonly allowOrigins?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  /** Unit: seconds. */
  readonly maxAge?: number
}

/** An address. Instants in milliseconds since the epoch. */
export type FunctionUrl = OfFunction & {
  /** An alias; '' for the function itself. */
  readonly qualifier: string
  /** 32 letters and digits, the first label of its host name. */
  readonly id: string
  readonly authType: 'NONE' | 'AWS_IAM'
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM'
  readonly cors?: Cors
  readonly createdAt: number
  readonly modifiedAt: number
}

/** By function and alias; by the id in the host name, for the front door. */
export const functionUrls = collection<FunctionUrl>()({
  name: 'lambda.function-urls',
  key: ({ accountId, region, name, qualifier }) => [accountId, region, name, qualifier],
  indexes: {
    id: { key: ({ id }) => [id], unique: true },
  },
})

/**
 * Where a URL is reached on this machine: names below `localhost` lead to it. `endpoint` is the server's own address.
 * On AWS the host is `<id>.lambda-url.<region>.on.aws`.
 */
export function urlAddress({ id, region }: Pick<FunctionUrl, 'id' | 'region'>, endpoint: string): string {
  const { protocol, hostname, port } = new URL(endpoint === '' ? 'http://localhost' : endpoint)
  // An address of digits has no names below it.
  const parent = /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname
  return `${protocol}//${id}.lambda-url.${region}.${parent}${port === '' ? '' : `:${port}`}/`
}
